import { fileURLToPath } from 'node:url';

/** A place in a stack, or the one that stands before a syntax error: a path or file URL, its line, and mostly its column. */
const PLACE = /(?:^|\(|at )(file:\/\/\S+?|(?:\/|[A-Za-z]:\\)[^():]+?):(\d+(?::\d+)?)\)?$/m;

/** Where in a program an error was thrown, as `path:line:column`, for who has to mend it; undefined where its stack does not say. */
export function thrownAt(error: unknown): string | undefined {
  const [, file, at] = PLACE.exec(error instanceof Error ? error.stack ?? '' : '') ?? [];
  if (file === undefined) return undefined;
  try {
    return `${file.startsWith('file:') ? fileURLToPath(file) : file}:${at}`;
  } catch {
    return undefined;
  }
}
