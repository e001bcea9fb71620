import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfigReader } from './config-reader.js';
import type { ConfigSnapshot } from './config-snapshot.js';
import { isMap } from './value.js';

const NAME = 'last-good-config.json';

/** Keeps a config that was put in place, for a restart with a broken file. Readable by its owner only: it may hold secrets. */
export async function saveLastGood(dataDir: string, snapshot: ConfigSnapshot): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, NAME);
  await writeFile(`${path}.tmp`, JSON.stringify({ format: 1, ...snapshot }), { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}

/** The config that was kept for this main file; undefined where there is none, or none that can be read. */
export async function readLastGood(dataDir: string, file: string): Promise<ConfigSnapshot | undefined> {
  try {
    const saved: unknown = JSON.parse(await readFile(join(dataDir, NAME), 'utf8'));
    return isSnapshot(saved) && saved.file === file ? saved : undefined;
  } catch {
    return undefined;
  }
}

/** Reads a config from its snapshot instead of the disk. */
export function snapshotReader({ texts, includes }: ConfigSnapshot): ConfigReader {
  return {
    read: (path) => {
      const text = Object.hasOwn(texts, path) ? texts[path] : undefined;
      return text === undefined ? Promise.reject(new Error(`ENOENT: ${path} is not in the last good config`)) : Promise.resolve(text);
    },
    expand: (pattern) => Promise.resolve({ files: (Object.hasOwn(includes, pattern) ? includes[pattern] : undefined) ?? [], folders: [] }),
  };
}

function isSnapshot(value: unknown): value is ConfigSnapshot {
  return isMap(value) && value['format'] === 1 && typeof value['file'] === 'string'
    && isMap(value['texts']) && Object.values(value['texts']).every((text) => typeof text === 'string')
    && isMap(value['includes']) && Object.values(value['includes']).every((files) => Array.isArray(files) && files.every((path) => typeof path === 'string'));
}
