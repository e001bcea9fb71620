import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from '../../support/suite.js';
import { SourceRun, type RunOptions } from './source-run.js';

export interface TempLogs {
  /** A folder that is empty at the start of each test. */
  readonly folder: string;
  /** The path `app.log` in it. */
  readonly log: string;
  /** Follows `log`, or what the config says; ended after the test. */
  readonly follow: (config?: Partial<RunOptions['config']>, options?: Partial<RunOptions>) => SourceRun;
}

export function tempLogs<T>(test: Test<T>): TempLogs {
  const folder = mkdtempSync(join(tmpdir(), 'file-source-'));
  const log = join(folder, 'app.log');
  const runs: SourceRun[] = [];
  test.before.each(() => void mkdirSync(folder, { recursive: true }));
  test.after.each(async () => {
    for (const run of runs.splice(0)) await run.stopNow();
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    log,
    follow(config = {}, options = {}) {
      const run = new SourceRun({ data: join(folder, 'data'), ...options, config: { paths: [log], ...config } });
      runs.push(run);
      return run;
    },
  };
}
