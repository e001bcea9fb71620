import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { SigmaSettings, StatedSigma } from '../../schemas/sigma.js';
import { ERRORS } from '../contract/errors.js';
import { SigmaCache } from '../sigma/cache.js';
import { loadSigma, type LoadedSigma } from '../sigma/load.js';
import { sigmaTriggers } from '../sigma/sigma-triggers.js';
import { hashOf } from './canonical.js';
import type { Diagnostic } from './diagnostic.js';
import type { LoadedTrigger } from './loaded-config.js';

/** What the section `sigma` leads to. */
export interface SigmaSection {
  readonly triggers: readonly LoadedTrigger[];
  /** Warnings: a rule that cannot be used is left out, all others count. */
  readonly diagnostics: readonly Diagnostic[];
  /** Absolute paths of all files that were read, and of the folders that were looked in. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

const NO_LIMITS: Omit<SigmaSettings, 'rules'> = { pipelines: [], min_level: 'informational' };

/** Compiling thousands of rules takes a while: a reload that changes none of their files does without. */
const cache = new SigmaCache();
let latest: { readonly key: string; readonly loaded: LoadedSigma } | undefined;

/** Reads the rules that a config names. `folder` is the config file's, `cwd` what paths are shown relative to. Never throws for bad rules. */
export async function loadSigmaSection(stated: StatedSigma, folder: string, cwd: string): Promise<SigmaSection> {
  const settings: SigmaSettings = 'rules' in stated ? stated : { ...NO_LIMITS, rules: stated };
  const folders: string[] = [];
  const found = await Promise.all(settings.rules.map((path) => filesIn(path, folders)));
  const rules = [...new Set(found.flat())];
  const pipelines = settings.pipelines.map((name) => (name === 'windows' ? name : { file: resolve(folder, name) }));
  const files = [...rules, ...pipelines.flatMap((pipeline) => (pipeline === 'windows' ? [] : [pipeline.file]))];
  const key = hashOf([pipelines, await Promise.all(files.map(versionOf))]);
  if (latest?.key !== key) latest = { key, loaded: loadSigma(rules.map((file) => ({ file })), { pipelines, cache }) };
  const { loaded } = latest;
  const shown = (file: string): string => relative(cwd, file) || file;
  return {
    files,
    folders,
    triggers: sigmaTriggers(loaded, settings).map(({ config, file, line }) => ({ config, stated: { sigma: config.name, version: key }, place: { file: shown(file), line, column: 1 } })),
    diagnostics: loaded.problems.map(({ code, message, hint, file, line, column }): Diagnostic => ({
      severity: 'warning', code, message, hint: hint ?? ERRORS[code].remedy, place: { file: shown(file), line, column }, sourceLine: '', length: 1,
    })),
  };
}

/** A file, or the YAML files of a folder and of those in it; what is not there is left for the reader to report. */
async function filesIn(path: string, folders: string[]): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [path];
  folders.push(path);
  const files: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const inside = join(path, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith('.')) files.push(...await filesIn(inside, folders));
    else if (/\.ya?ml$/.test(entry.name)) files.push(inside);
  }
  return files;
}

async function versionOf(file: string): Promise<string> {
  const { mtimeMs, size, ino } = await stat(file).catch(() => ({ mtimeMs: 0, size: 0, ino: 0 }));
  return `${file} ${mtimeMs} ${size} ${ino}`;
}
