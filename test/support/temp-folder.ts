import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from './suite.js';

/** A folder for each test of a suite, removed after it. */
export interface TempFolder {
  /** That of the running test. */
  readonly path: string;
  /** A path within it. */
  in(...names: readonly string[]): string;
}

export function tempFolder<T>(test: Test<T>): TempFolder {
  let path = '';
  test.before.each(() => {
    path = mkdtempSync(join(tmpdir(), 'hushpipe-e2e-'));
  });
  test.after.each(() => rmSync(path, { recursive: true, force: true }));
  return {
    get path() {
      return path;
    },
    in: (...names) => join(path, ...names),
  };
}
