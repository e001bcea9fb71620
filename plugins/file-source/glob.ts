import { compileName, matchesName, type NamePattern } from './name-pattern.js';

/**
 * Path patterns: `*` and `?` within a name, `**` for any number of folders (at the end: everything below), `{a,b}`, `[a-z]`, `[!a-z]`, and a backslash before
 * a character that is meant as itself. A leading dot is only matched by a dot, as in a shell.
 */
export interface Glob {
  readonly pattern: string;
  /** One matcher a path part. A string is a name as it stands, so it is looked up instead of listed. */
  readonly parts: readonly GlobPart[];
}

export type GlobPart = string | NamePattern | typeof ANY_FOLDERS;

/** The part `**`. */
export const ANY_FOLDERS = Symbol('**');

/** Most patterns that the braces of one pattern may stand for. */
export const MAX_ALTERNATIVES = 1_000;

/** The patterns that an absolute pattern with braces stands for. Throws an Error that says what is wrong with it. */
export function compileGlobs(pattern: string): Glob[] {
  return expandBraces(pattern).map((one) => {
    const parts = one.split('/').slice(1).map(compilePart);
    return { pattern: one, parts: parts.at(-1) === ANY_FOLDERS ? [...parts, compilePart('*')] : parts };
  });
}

/**
 * A test for absolute paths from patterns that exclude: one without a slash is compared with the file's name, one that begins
 * with a slash with the whole path, any other with the end of the path.
 */
export function compileExclude(patterns: readonly string[]): (path: string) => boolean {
  const globs = patterns.flatMap((pattern) => compileGlobs(pattern.startsWith('/') ? pattern : `/**/${pattern}`));
  return (path) => matchesAny(globs, path);
}

export function matchesAny(globs: readonly Glob[], path: string): boolean {
  const names = path.split('/').slice(1);
  return globs.some((glob) => matchParts(glob.parts, names));
}

export function matchPart(part: string | NamePattern, name: string): boolean {
  return typeof part === 'string' ? part === name : matchesName(part, name);
}

function matchParts(parts: readonly GlobPart[], names: readonly string[]): boolean {
  const [part, ...rest] = parts;
  if (part === undefined) return names.length === 0;
  if (part === ANY_FOLDERS) return names.some((_, at) => matchParts(rest, names.slice(at)));
  return names[0] !== undefined && matchPart(part, names[0]) && matchParts(rest, names.slice(1));
}

function expandBraces(pattern: string): string[] {
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const group = firstBraces(next);
    if (group === undefined) done.push(next);
    else for (const choice of group.choices.toReversed()) open.push(group.before + choice + group.after);
    if (done.length + open.length > MAX_ALTERNATIVES) throw new Error(`it stands for more than ${MAX_ALTERNATIVES} patterns`);
  }
  return done;
}

/** The first `{a,b}` with its choices; undefined where there is none that is closed and holds a comma. */
function firstBraces(text: string): { before: string; choices: string[]; after: string } | undefined {
  for (let start = 0; start < text.length; start++) {
    if (text[start] === '\\') start++;
    else if (text[start] === '{') {
      const cuts = braceCuts(text, start);
      if (cuts !== undefined && cuts.length > 2) {
        const choices = cuts.slice(1).map((end, i) => text.slice((cuts[i] ?? 0) + 1, end));
        return { before: text.slice(0, start), choices, after: text.slice((cuts.at(-1) ?? 0) + 1) };
      }
    }
  }
  return undefined;
}

/** Indexes of the brace at `start`, of its own commas and of its closing brace. */
function braceCuts(text: string, start: number): number[] | undefined {
  const cuts = [start];
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const char = text[i];
    if (char === '\\') i++;
    else if (char === '{') depth++;
    else if (char === ',' && depth === 1) cuts.push(i);
    else if (char === '}' && --depth === 0) return [...cuts, i];
  }
  return undefined;
}

function compilePart(part: string): GlobPart {
  return part === '**' ? ANY_FOLDERS : compileName(part);
}
