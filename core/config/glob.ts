import { readdir, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';

export interface GlobMatches {
  /** Absolute paths of the files that match, sorted. */
  readonly files: readonly string[];
  /** Absolute paths of the folders that were looked in: a new match appears in one of them. */
  readonly folders: readonly string[];
}

export function hasMagic(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/**
 * The files that a pattern names: `*` and `?` stand for characters of one name, `**` for any number of folders. Names that
 * begin with a dot match only where the pattern's do. A folder that cannot be read holds nothing.
 */
export async function glob(pattern: string, folder: string): Promise<GlobMatches> {
  const steps = pattern.split(/[\\/]/).filter((step, index) => step !== '.' && (step !== '' || index === 0));
  const literal = steps.findIndex(hasMagic);
  const fixed = literal === -1 ? steps.length - 1 : literal;
  const base = resolve(folder, steps.slice(0, fixed).join('/') || (pattern.startsWith('/') ? sep : '.'));
  const files = new Set<string>();
  const folders = new Set<string>();
  await descend(base, steps.slice(fixed), files, folders);
  return { files: [...files].toSorted(), folders: [...folders].toSorted() };
}

async function descend(folder: string, steps: readonly string[], files: Set<string>, folders: Set<string>): Promise<void> {
  const [step, ...rest] = steps;
  if (step === undefined) return;
  folders.add(folder);
  if (step === '**' && rest.length > 0) await descend(folder, rest, files, folders);
  const matches = step === '**' ? (name: string) => !name.startsWith('.') : nameMatcher(step);
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (!matches(entry.name)) continue;
    const path = join(folder, entry.name);
    const kind = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
    // A loop of links would never end, so `**` does not follow them.
    if (kind?.isDirectory() && !(step === '**' && entry.isSymbolicLink())) await descend(path, step === '**' ? steps : rest, files, folders);
    else if (kind?.isFile() && (rest.length === 0)) files.add(path);
  }
}

function nameMatcher(step: string): (name: string) => boolean {
  const source = step.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*').replaceAll('?', '.');
  const pattern = new RegExp(`^${source}$`, 's');
  return (name) => (step.startsWith('.') || !name.startsWith('.')) && pattern.test(name);
}
