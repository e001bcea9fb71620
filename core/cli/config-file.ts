import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { diskReader } from '../config/config-reader.js';
import { loadTree, type LoadedTree } from '../config/load.js';
import { ParseCache } from '../config/parse-cache.js';
import { HushpipeError } from '../contract/errors.js';
import type { Flags } from './flags.js';

/** What a config is called where nobody says so, in this order. */
export const CONFIG_NAMES: readonly string[] = ['hushpipe.yaml', 'config.yaml'];

/** Absolute path of the config that --config names, else of the one in this folder; undefined where there is none. */
export async function findConfigFile(flags: Flags): Promise<string | undefined> {
  const stated = flags.text('config');
  if (stated !== undefined) return resolve(stated);
  for (const name of CONFIG_NAMES) if (await isThere(name)) return resolve(name);
  return undefined;
}

/** As `findConfigFile`; throws CONFIG_NOT_FOUND where there is none. */
export async function needConfigFile(flags: Flags): Promise<string> {
  const file = await findConfigFile(flags);
  if (file === undefined) throw new HushpipeError('CONFIG_NOT_FOUND', `there is no ${CONFIG_NAMES.join(' or ')} in ${process.cwd()}`, { hint: 'Name the config with --config FILE, or begin with one: hushpipe demo --print-config > hushpipe.yaml' });
  return file;
}

/** Absolute path of the data directory: that of --data-dir, else the one that the config states. Reads no more than the main file. */
export async function findDataDir(flags: Flags): Promise<string> {
  const stated = flags.text('data-dir');
  if (stated !== undefined) return resolve(stated);
  const file = await findConfigFile(flags);
  if (file === undefined) return resolve('.hushpipe');
  const { root } = await readMainFile(file);
  const inFile = root['data_dir'];
  return resolve(dirname(file), typeof inFile === 'string' && inFile !== '' ? inFile : '.hushpipe');
}

/** The main file as it states itself, unchecked and without what it includes. Throws CONFIG_NOT_FOUND where it cannot be read. */
export async function readMainFile(file: string): Promise<LoadedTree> {
  const reader = { read: diskReader.read, expand: () => Promise.resolve({ files: [], folders: [] }) };
  const tree = await loadTree({ file, env: process.env, lenient: true, overrides: [], reader, cache: new ParseCache(), cwd: process.cwd() });
  const missing = tree.diagnostics.find(({ code }) => code === 'CONFIG_NOT_FOUND');
  if (missing !== undefined) throw new HushpipeError('CONFIG_NOT_FOUND', `${missing.place.file}: ${missing.message}`);
  return tree;
}

/** The override that puts a data directory of the command line over that of the file. */
export function dataDirOverride(flags: Flags): readonly string[] {
  const stated = flags.text('data-dir');
  // In JSON's quotes, which YAML reads too; `$${` is a `${` that names no variable.
  return stated === undefined ? [] : [`data_dir=${JSON.stringify(resolve(stated)).replaceAll('${', () => '$${')}`];
}

function isThere(name: string): Promise<boolean> {
  return access(name).then(() => true, () => false);
}
