import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where the external test vectors are: $HUSHPIPE_VECTORS, or vectors beside the repository's siblings. */
export const VECTORS = resolve(process.env['HUSHPIPE_VECTORS'] ?? '../shared/vectors');

/** The path of a vector file; undefined where it is not there, so that its test is skipped with a reason. */
export function vector(...path: readonly string[]): string | undefined {
  const file = join(VECTORS, ...path);
  return existsSync(file) ? file : undefined;
}
