import { Worker } from 'node:worker_threads';
import type { PipelineConfig } from '../runtime/open-pipeline.js';

/** What the worker is told. */
export interface ExitWork {
  readonly config: PipelineConfig;
  readonly source: string;
  /** The lines, each ended by LF. */
  readonly text: string;
  /** Milliseconds that sinks may take. */
  readonly timeout: number;
  /** Four bytes that become 1 at the end. */
  readonly done: SharedArrayBuffer;
}

/** Longest wait for the worker, in milliseconds: that includes what loads and starts the pipeline there. */
const LONGEST = 5_000;

/**
 * Delivers lines when the process ends before their pipeline is up: nothing asynchronous comes to its end in this thread any more,
 * so a pipeline is started in another while this one waits. Returns whether it came to its end.
 */
export function deliverAtExit(work: Omit<ExitWork, 'done'>): boolean {
  const done = new SharedArrayBuffer(4);
  try {
    const worker = new Worker(new URL('./exit-worker.js', import.meta.url), { workerData: { ...work, done } satisfies ExitWork, execArgv: [] });
    worker.on('error', () => {});
    return Atomics.wait(new Int32Array(done), 0, 0, LONGEST) !== 'timed-out';
  } catch {
    return false;
  }
}
