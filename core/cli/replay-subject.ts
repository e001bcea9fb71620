import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { BUILT_IN } from '../../plugins/index.js';
import type { ConfigReader } from '../config/config-reader.js';
import { formatDiagnostics } from '../config/format-diagnostics.js';
import { loadConfig, type LoadResult } from '../config/load-config.js';
import type { LoadedConfig, LoadedTrigger } from '../config/loaded-config.js';
import { HushpipeError } from '../contract/errors.js';
import { createRegistry } from '../plugin-host/registry.js';
import { loadStandalone } from '../testing/standalone.js';
import { neededFor } from '../trigger/needed.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import { findConfigFile } from './config-file.js';
import { usage, type Flags } from './flags.js';
import { pathsToCheck } from './paths-to-check.js';
import { triggerCalled, triggersHint } from './trigger-called.js';

/** Triggers to run over stored events, and where they were read. */
export interface ReplayTriggers {
  /** All of the config, in its order, those that are off among them. */
  readonly all: readonly LoadedTrigger[];
  readonly triggers: readonly LoadedTrigger[];
  /** These, with all that decide about what they do. */
  readonly needed: readonly TriggerConfig[];
  readonly locate: LoadResult['locate'];
  readonly config: LoadedConfig;
}

/**
 * The triggers that arguments name: files and folders, of which all are meant, or names of triggers in the config. Without any, all of
 * the config. Those that are not enabled are left out. Throws CLI_USAGE for a name that stands for nothing, CONFIG_INVALID for
 * what cannot be used.
 */
export async function replayTriggers(flags: Flags, args: readonly string[], reader?: ConfigReader): Promise<ReplayTriggers> {
  const files: string[] = [];
  const names: string[] = [];
  for (const arg of args) ((await stat(arg).catch(() => undefined)) === undefined ? names : files).push(arg);
  const result = await load(flags, files, reader);
  const { config } = result;
  if (config === undefined) throw new HushpipeError('CONFIG_INVALID', formatDiagnostics(result.diagnostics.filter(({ severity }) => severity === 'error')));
  const asked = new Set(names.map((name) => {
    const called = triggerCalled(config.triggers, name);
    if (called === undefined) throw usage(`there is no file and no trigger ${JSON.stringify(name)}`, triggersHint(config.triggers, name));
    return called;
  }));
  const triggers = config.triggers.filter((trigger) => trigger.config.enabled && (asked.size === 0 || asked.has(trigger)));
  const needed = neededFor(triggers.map((trigger) => trigger.config), config.triggers.map((trigger) => trigger.config));
  return { all: config.triggers, triggers, needed, locate: result.locate, config };
}

async function load(flags: Flags, files: readonly string[], reader: ConfigReader | undefined): Promise<LoadResult> {
  const plugins = createRegistry(BUILT_IN);
  const how = { plugins, ...(reader === undefined ? {} : { reader }) };
  const file = files.length === 0 ? await findConfigFile(flags) : undefined;
  if (files.length === 0 && file === undefined) throw usage('there is no config that has triggers', 'Name the config, or a file of triggers, with --config FILE.');
  const paths = (await pathsToCheck(file === undefined ? files : [file])).filter(({ kind }) => kind !== 'page');
  const [whole, ...more] = paths.filter(({ kind }) => kind === 'config');
  if (more.length > 0) throw usage(`one config at a time: ${paths.map(({ path }) => path).join(', ')}`);
  const parts = paths.filter(({ kind }) => kind === 'part').map(({ path }) => resolve(path));
  return whole === undefined ? loadStandalone(parts, how) : loadConfig({ file: whole.path, include: parts, standIns: true, ...how });
}
