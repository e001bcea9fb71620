import { readFile, readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';

/** Sources by their path from the package's folder. */
export type Sources = ReadonlyMap<string, string>;

export interface Import {
  /** A path from the package's folder for a relative import, else the specifier as written. */
  readonly target: string;
  readonly relative: boolean;
  /** Costs nothing at run time. */
  readonly typeOnly: boolean;
  /** `import(...)`, evaluated when it is reached. */
  readonly lazy: boolean;
  /** An `export ... from`. */
  readonly exported: boolean;
}

export async function readSources(folders: readonly string[]): Promise<Sources> {
  const sources = new Map<string, string>();
  for (const folder of folders) {
    for (const path of await readdir(folder, { recursive: true })) {
      const name = join(folder, path);
      if (name.endsWith('.ts')) sources.set(name, await readFile(name, 'utf8'));
    }
  }
  return sources;
}

/** The text without its comments; strings stay. Places stay, so that line numbers hold. */
export function withoutComments(text: string): string {
  return text.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\/.*|\/\*[^]*?\*\//g, (part) =>
    part.startsWith('/') ? part.replace(/[^\n]/g, ' ') : part);
}

const STATEMENT = /^(import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const CALL = /(typeof\s+)?\bimport\(\s*['"]([^'"]+)['"]\s*\)(\.[A-Z])?/g;

export function importsOf(path: string, text: string): readonly Import[] {
  const code = withoutComments(text);
  const found: Import[] = [];
  const add = (specifier: string, kind: Omit<Import, 'target' | 'relative'>): void => {
    const relative = specifier.startsWith('.');
    const target = relative ? posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts') : specifier;
    found.push({ target, relative, ...kind });
  };
  for (const [, word, type, specifier = ''] of code.matchAll(STATEMENT)) {
    add(specifier, { typeOnly: type !== undefined, lazy: false, exported: word === 'export' });
  }
  for (const [, type, specifier = '', member] of code.matchAll(CALL)) {
    add(specifier, { typeOnly: type !== undefined || member !== undefined, lazy: true, exported: false });
  }
  return found;
}
