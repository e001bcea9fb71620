import { glob, hasMagic } from '../config/glob.js';
import { STDIN } from '../runtime/stored-events.js';
import { usage } from './flags.js';

/** The files that paths and patterns of an option name, each once, in their order; `-` stays. Throws CLI_USAGE for what names none. */
export async function dataFiles(option: string, patterns: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const pattern of patterns) {
    const found = pattern === STDIN ? [STDIN] : (await glob(pattern, process.cwd())).files;
    if (found.length === 0) throw usage(`--${option} ${pattern} names no file${hasMagic(pattern) ? '' : ' that is there'}`);
    files.push(...found);
  }
  return [...new Set(files)];
}
