import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { BUILT_IN } from '../../plugins/index.js';
import type { LoadedConfig } from '../config/loaded-config.js';
import { createRegistry } from '../plugin-host/registry.js';
import { configSource } from '../runtime/open-pipeline.js';
import { loadOrThrow, startPipeline } from '../runtime/start.js';
import type { ExitWork } from './deliver-at-exit.js';

/** Runs while the thread that started it is waiting in the last moment of the process: see deliver-at-exit.ts. */
const { config, source, text, timeout, done } = workerData as ExitWork;
// Not by process.stderr: in a worker that goes through the thread that waits.
const log = (line: string): void => void writeSync(2, line);
try {
  const loaded = await loadOrThrow({ ...configSource(config), plugins: createRegistry(BUILT_IN) });
  // The sources are not for a process that is ending, and the audit log is the other thread's. A spread would leave out what cannot be enumerated: the secrets.
  const pipeline = await startPipeline(Object.create(loaded, { sources: { value: [] }, audit: { value: undefined } }) as LoadedConfig, { writeLog: log });
  void pipeline.intake(source, 'json')({ bytes: Buffer.from(text) });
  // At once where that is possible: a stream like process.stdout would need the thread that waits.
  pipeline.flushSync();
  await pipeline.close({ timeout });
} catch (error) {
  log(`hushpipe: the last lines could not be delivered: ${(error as Error).message}\n`);
} finally {
  const flag = new Int32Array(done);
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}
