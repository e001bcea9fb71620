import { dirname } from 'node:path';
import { BUILT_IN } from '../../plugins/index.js';
import { didYouMean } from '../config/closest.js';
import { instanceSchema, reservedKeys } from '../config/instance-schema.js';
import type { AnyPlugin, PluginKind } from '../contract/plugin.js';
import { loadPlugins } from '../plugin-host/load-plugins.js';
import { createRegistry, type Registry } from '../plugin-host/registry.js';
import type { Command, Output } from './command.js';
import { readMainFile, findConfigFile } from './config-file.js';
import { EXIT } from './exit-code.js';
import { usage, type Flags } from './flags.js';
import { pluginPage } from './plugin-page.js';
import { formatTable } from './table.js';

const KINDS: readonly PluginKind[] = ['source', 'transform', 'sink', 'action'];

/** Lists the built-in plugins, with those that --config names, or says all about one. */
export const plugins: Command = async ({ flags, args, output }) => {
  const [word, name] = args;
  if (args.length === 0 || (word === 'list' && args.length === 1)) return list(await known(flags), output, flags.is('json'));
  if (word === 'info' && name !== undefined && args.length === 2) return info(await known(flags), name, output, flags.is('json'));
  const near = word === undefined ? undefined : didYouMean(word, ['list', 'info']);
  throw usage('plugins takes `list`, or `info` and the name of a plugin', near ?? 'See hushpipe plugins --help.');
};

async function known(flags: Flags): Promise<readonly AnyPlugin[]> {
  const registry = createRegistry(BUILT_IN).extend();
  if (flags.text('config') !== undefined) await addOwn(registry, flags);
  const kinds = KINDS.filter((kind) => (flags.text('kind') ?? kind) === kind);
  const all = await Promise.all(kinds.flatMap((kind) => registry.names(kind).map((name) => registry.get(kind, name))));
  return all.filter((plugin) => plugin !== undefined);
}

/** Those that the config names under `plugins:`. */
async function addOwn(registry: Registry, flags: Flags): Promise<void> {
  const file = await findConfigFile(flags) as string;
  const { root } = await readMainFile(file);
  const names = Array.isArray(root['plugins']) ? root['plugins'].filter((name) => typeof name === 'string') : [];
  const failures = await loadPlugins(names, { folder: dirname(file), registry, reserved: reservedKeys });
  if (failures[0] !== undefined) throw failures[0].error;
}

function list(all: readonly AnyPlugin[], output: Output, json: boolean): number {
  if (json) {
    output.out(`${JSON.stringify(all.map(({ kind, name, summary, stability = 'stable' }) => ({ kind, name, summary, stability })), undefined, 2)}\n`);
  } else {
    output.out(formatTable([{ title: 'kind' }, { title: 'name' }, { title: 'what it does' }], all.map(({ kind, name, summary, stability = 'stable' }) => [kind, name, stability === 'stable' ? summary : `${summary} (${stability})`])));
    output.err('\nhushpipe plugins info NAME shows the options of one.\n');
  }
  return EXIT.ok;
}

async function info(all: readonly AnyPlugin[], name: string, output: Output, json: boolean): Promise<number> {
  const found = all.filter((plugin) => plugin.name === name);
  if (found.length === 0) throw usage(`there is no plugin ${JSON.stringify(name)}`, didYouMean(name, all.map((plugin) => plugin.name)) ?? '`hushpipe plugins list` names them all.');
  if (json) {
    output.out(`${JSON.stringify(found.map((plugin) => ({
      kind: plugin.kind, name, summary: plugin.summary, stability: plugin.stability ?? 'stable', schema: instanceSchema(plugin), examples: plugin.examples, requires: plugin.requires ?? {},
    })), undefined, 2)}\n`);
    return EXIT.ok;
  }
  const { stringify } = await import('yaml');
  output.out(found.map((plugin) => pluginPage(plugin, { color: output.color, toYaml: (value) => stringify(value, { lineWidth: 0, defaultStringType: 'PLAIN' }) })).join('\n'));
  return EXIT.ok;
}
