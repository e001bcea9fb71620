import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { frameSchema, INCLUDABLE } from '../../schemas/config.js';
import { readYaml } from '../config/read-yaml.js';
import { CONFIG_NAMES } from './config-file.js';
import { usage } from './flags.js';

/** How a file is checked: as a whole config, as a part that some config includes, or as a page with YAML in it. */
export type CheckedKind = 'config' | 'part' | 'page';

export interface PathToCheck {
  /** Absolute. */
  readonly path: string;
  readonly kind: CheckedKind;
  readonly text: string;
}

/** Sections that tell a config of hushpipe from other YAML in the same folder. */
const TELLING: readonly string[] = [...INCLUDABLE, 'redact'];
/** Sections that only a main file has. */
const MAIN_ONLY = Object.keys(frameSchema.properties).filter((key) => !(INCLUDABLE as readonly string[]).includes(key));
const SKIPPED = ['node_modules', 'dist'];

/**
 * The files that paths name, configs first. A file that is named is checked whatever it holds; of a folder, only what looks
 * like a config, with its subfolders but for hidden ones. Throws CLI_USAGE for a path that is not there.
 */
export async function pathsToCheck(paths: readonly string[]): Promise<readonly PathToCheck[]> {
  const found = new Map<string, PathToCheck>();
  for (const named of paths) {
    const path = resolve(named);
    const about = await stat(path).catch(() => undefined);
    if (about === undefined) throw usage(`there is no file or folder ${named}`, 'Check the path.');
    const files = about.isDirectory() ? await filesUnder(path) : [path];
    for (const file of files) {
      const text = await readFile(file, 'utf8');
      const kind = await kindOf(file, text, !about.isDirectory());
      if (kind !== undefined) found.set(file, { path: file, kind, text });
    }
  }
  return [...found.values()].toSorted((a, b) => Number(b.kind === 'config') - Number(a.kind === 'config'));
}

async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const inner = await Promise.all(entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(async (entry) => {
    if (entry.name.startsWith('.')) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.includes(entry.name) ? [] : filesUnder(path);
    return /\.(?:ya?ml|md)$/.test(entry.name) ? [path] : [];
  }));
  return inner.flat();
}

/** Undefined for what nobody asked to have checked. */
async function kindOf(file: string, text: string, isNamed: boolean): Promise<CheckedKind | undefined> {
  if (file.endsWith('.md')) return 'page';
  // The mark that some editors put first would hide the first key.
  const { keys, hasTriggers } = await shapeOf(file, text.replace(/^\uFEFF/, ''));
  const isOurs = hasTriggers || keys.some((key) => TELLING.includes(key)) || (keys.includes('version') && keys.includes('include'));
  if (!isNamed && !isOurs) return undefined;
  return CONFIG_NAMES.includes(basename(file)) || keys.some((key) => MAIN_ONLY.includes(key)) || (isNamed && !hasTriggers && isWholeBut(keys)) ? 'config' : 'part';
}

/** Empty, no map, or with a way in and a way out: a config that lacks its version, which `run` would refuse. */
function isWholeBut(keys: readonly string[]): boolean {
  return keys.length === 0 || (keys.includes('sources') && keys.includes('sinks'));
}

interface Shape {
  /** Of the map that the file is; none of a list. */
  readonly keys: readonly string[];
  /** It is a list, and what stands in it looks like triggers or tests. */
  readonly hasTriggers: boolean;
}

/** What a file is at a glance, also of one with mistakes in it; only an unusual one is parsed for it. */
async function shapeOf(file: string, text: string): Promise<Shape> {
  const keys = [...text.matchAll(/^(\w+):/gm)].map(([, key]) => key ?? '');
  if (keys.length > 0) return { keys, hasTriggers: false };
  const hasTriggers = /\bname"?:/.test(text) && /\b(?:when|given)"?:/.test(text);
  if (/^- /m.test(text)) return { keys, hasTriggers };
  const { root } = await readYaml(file, text);
  return { keys: root?.kind === 'map' ? root.entries.map(({ key }) => key) : [], hasTriggers: hasTriggers && root?.kind === 'list' };
}
