import { readdir, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { ANY_FOLDERS, matchPart, type Glob, type GlobPart } from './glob.js';

export interface Found {
  /** Paths that match, each once, in a stable order. They may be of any kind: file, folder, link. */
  readonly paths: readonly string[];
  /** Folders whose entries decide what matches: watch these. */
  readonly folders: ReadonlySet<string>;
  /** Folders that are there but cannot be listed, with the reason. */
  readonly unreadable: ReadonlyMap<string, Error>;
}

/** What the patterns match now. `**` does not enter hidden folders, nor folders behind a symbolic link (they may form a ring). */
export async function findFiles(globs: readonly Glob[], excluded: (path: string) => boolean): Promise<Found> {
  const paths = new Set<string>();
  const folders = new Set<string>();
  const unreadable = new Map<string, Error>();
  const listed = new Map<string, readonly Dirent[]>();

  async function list(folder: string): Promise<readonly Dirent[]> {
    const before = listed.get(folder);
    if (before !== undefined) return before;
    let entries: readonly Dirent[] = [];
    try {
      entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
      folders.add(folder);
    } catch (error) {
      if (!isAbsent(error)) unreadable.set(folder, error as Error);
    }
    listed.set(folder, entries);
    return entries;
  }

  async function walk(folder: string, parts: readonly GlobPart[]): Promise<void> {
    const [part, ...rest] = parts;
    if (part === undefined) return;
    if (part === ANY_FOLDERS) {
      await walk(folder, rest);
      for (const entry of await list(folder || '/')) {
        if (entry.isDirectory() && !entry.name.startsWith('.')) await walk(`${folder}/${entry.name}`, parts);
      }
      return;
    }
    const names = typeof part === 'string' ? [part] : (await list(folder || '/')).map((entry) => entry.name).filter((name) => matchPart(part, name));
    for (const name of names) {
      const path = `${folder}/${name}`;
      if (rest.length > 0) await walk(path, rest);
      else if (!excluded(path) && (typeof part !== 'string' || (await exists(path)))) paths.add(path);
    }
    if (typeof part === 'string' && rest.length === 0) folders.add(folder || '/');
  }

  for (const glob of globs) await walk('', glob.parts);
  return { paths: [...paths], folders, unreadable };
}

/** True for the errors of a path that is not there. */
export function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    return !isAbsent(error);
  }
}
