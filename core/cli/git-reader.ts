import { execFile } from 'node:child_process';
import { basename, dirname, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { ConfigReader } from '../config/config-reader.js';
import { hasMagic } from '../config/glob.js';
import { usage } from './flags.js';

const run = promisify(execFile);
const MOST_BYTES = 64 * 1024 * 1024;

/** Reads config files as a revision of their git repository has them, by their paths in the working tree. */
export function gitReader(revision: string): ConfigReader {
  if (revision.startsWith('-')) throw usage(`${JSON.stringify(revision)} is no revision`);
  return {
    async read(path) {
      return (await git(dirname(path), ['show', `${revision}:./${basename(path)}`])).stdout;
    },
    async expand(pattern, folder) {
      if (!hasMagic(pattern)) return { files: [resolve(folder, pattern)], folders: [] };
      const { stdout } = await git(folder, ['ls-tree', '-r', '-z', '--name-only', revision, '.']);
      const wanted = globPattern(pattern);
      const files = stdout.split('\0').filter((name) => name !== '' && wanted.test(relative('', name))).map((name) => resolve(folder, name));
      return { files: files.toSorted(), folders: [] };
    },
  };
}

async function git(folder: string, args: readonly string[]): Promise<{ readonly stdout: string }> {
  try {
    return await run('git', ['-C', folder, ...args], { maxBuffer: MOST_BYTES });
  } catch (error) {
    const said = (error as { readonly stderr?: string }).stderr?.trim().split('\n').at(-1);
    throw Object.assign(new Error(`git says: ${said === undefined || said === '' ? 'it cannot be run' : said}`), { code: 'ENOENT' });
  }
}

/** A pattern of `include:` over paths below its folder. */
function globPattern(pattern: string): RegExp {
  const parts = pattern.replace(/^\.\//, '').split('/').map((step) => (step === '**' ? '(?:[^/]+/)*' : `${step.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '[^/]*').replaceAll('?', '[^/]')}/`));
  return new RegExp(`^${parts.join('').replace(/\/$/, '')}$`);
}
