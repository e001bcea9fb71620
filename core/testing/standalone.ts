import { dirname, join } from 'node:path';
import { loadConfig, type LoadConfigOptions, type LoadResult } from '../config/load-config.js';
import { loadTree } from '../config/load.js';
import { diskReader } from '../config/config-reader.js';
import { ParseCache } from '../config/parse-cache.js';
import { isMap, valueAt } from '../config/value.js';
import type { AnyPlugin } from '../contract/plugin.js';
import type { Registry } from '../plugin-host/registry.js';
import { checkTriggers } from '../trigger/check.js';

/** Of the actions that nobody defines. */
const STAND_IN = 'webhook';

export interface StandaloneOptions extends Pick<LoadConfigOptions, 'reader' | 'cwd'> {
  readonly plugins: Registry;
}

/**
 * Loads files that hold triggers and tests without the config that includes them: what they alert that is defined nowhere is
 * stood in for by an action that takes everything. Its type is the first word of its name where there is such a plugin
 * (`slack-ops`). The place of the first file is where relative paths start.
 */
export async function loadStandalone(files: readonly string[], { plugins, ...rest }: StandaloneOptions): Promise<LoadResult> {
  const file = join(dirname(files[0] ?? '.'), 'hushpipe.yaml');
  const actions = await standInActions(file, files, plugins, rest.reader);
  return loadConfig({ ...rest, file, text: `version: 1\nactions: ${JSON.stringify(actions)}\n`, include: files, plugins, standIns: true });
}

async function standInActions(file: string, files: readonly string[], plugins: Registry, reader: LoadConfigOptions['reader']): Promise<Readonly<Record<string, unknown>>> {
  const { root } = await loadTree({
    file, text: 'version: 1\n', include: files, env: process.env, lenient: true, overrides: [], reader: reader ?? diskReader, cache: new ParseCache(), cwd: process.cwd(),
  });
  const triggers = Array.isArray(root['triggers']) ? root['triggers'] : [];
  const known = isMap(root['actions']) ? Object.keys(root['actions']) : [];
  const missing = checkTriggers(triggers, known).filter(({ code }) => code === 'TRIGGER_UNKNOWN_TARGET').map(({ path }) => valueAt(triggers, path)).filter((name) => typeof name === 'string');
  return Object.fromEntries(await Promise.all([...new Set(missing)].map(async (name) => [name, await actionNamed(name, plugins)] as const)));
}

async function actionNamed(name: string, plugins: Registry): Promise<unknown> {
  const word = name.toLowerCase().split(/[^a-z]/)[0] ?? '';
  const type = plugins.names('action').includes(word) ? word : STAND_IN;
  const plugin: AnyPlugin | undefined = await plugins.get('action', type);
  const examples = plugin?.examples.map(({ config }) => config as object) ?? [];
  // As a bot it can change what it has said, as most can.
  return { type, ...(examples.find((config) => 'token' in config) ?? examples[0]) };
}
