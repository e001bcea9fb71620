import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { glob, hasMagic, type GlobMatches } from './glob.js';

/** Where the text of config files comes from: the disk, or a copy that was kept. */
export interface ConfigReader {
  /** The text of a file by its absolute path; rejects as `readFile` does. */
  read(path: string): Promise<string>;
  /** The files that an include pattern names. A name without `*` or `?` is given back whether it exists or not. */
  expand(pattern: string, folder: string): Promise<GlobMatches>;
}

export const diskReader: ConfigReader = {
  read: (path) => readFile(path, 'utf8'),
  async expand(pattern, folder) {
    const matches = await glob(pattern, folder);
    if (hasMagic(pattern) || matches.files.length > 0) return matches;
    return { ...matches, files: [resolve(folder, pattern)] };
  },
};
