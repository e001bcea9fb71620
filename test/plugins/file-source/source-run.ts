import { mkdirSync } from 'node:fs';
import { createFramer } from '../../../core/codec/framer.js';
import type { Clock } from '../../../core/contract/clock.js';
import type { RawBatch, Source } from '../../../core/contract/plugin.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import fileSource from '../../../plugins/file-source/file-source.js';
import type { FileSourceConfig } from '../../../plugins/file-source/config.js';

export interface RunOptions {
  /** The data folder; the same one again is a restart. */
  readonly data: string;
  readonly config: Partial<FileSourceConfig> & { readonly paths: readonly string[] };
  readonly once?: boolean;
  readonly multiline?: 'none' | 'stack_trace';
  readonly parse?: 'combined';
  /** Where batches wait for `acknowledge()`; without it each is acknowledged at once. */
  readonly hold?: boolean;
  /** Instead of the one that stands still until the test moves it. */
  readonly clock?: Clock;
}

export const DEFAULTS: Omit<FileSourceConfig, 'paths'> = {
  exclude: [], start_at: 'beginning', watch: 'poll', poll_interval: 1_000, flush_after: 5_000, close_inactive: 300_000,
  max_open_files: 256, read_block: 64 * 1024, max_in_flight: 1024 * 1024,
};

/** A file source at work on real files, on a clock that the test moves, with what it gave so far. */
export class SourceRun {
  readonly ctx: TestContext;
  readonly batches: RawBatch[] = [];
  readonly done: Promise<void>;
  readonly #source: Source;
  readonly #end = new AbortController();
  readonly #waiting: { resolve: () => void; reject: (reason: Error) => void }[] = [];

  constructor(options: RunOptions) {
    mkdirSync(options.data, { recursive: true });
    const { data, once = false, multiline = 'none', parse, clock } = options;
    this.ctx = testContext({ dataDir: data, once });
    const framer = () => createFramer({ multiline, maxLine: 1024 * 1024, onOversize: () => undefined, ...(parse === undefined ? {} : { parse }) });
    const ctx = Object.assign(this.ctx, { framer }, clock === undefined ? {} : { clock });
    this.#source = fileSource.create({ ...DEFAULTS, ...options.config }, ctx) as Source;
    this.done = this.#source.run((batch) => this.#emit(batch, options.hold ?? false), this.#end.signal);
    this.done.catch(() => undefined);
  }

  /** Every record so far, in the order they were handed on. */
  get lines(): string[] {
    return this.batches.flatMap((batch) => linesOf(batch));
  }

  /** What it said, each with its level. */
  get log(): string[] {
    return this.ctx.logs.map(({ level, message }) => `${level} ${message}`);
  }

  /** Moves time, by one poll where not stated, with all file operations done before each timer and after the last. */
  async tick(ms = 1_000): Promise<void> {
    const { clock } = this.ctx;
    for (let left = ms; left > 0; ) {
      await this.settle();
      const step = Math.min(left, clock.untilNext ?? left);
      await clock.advance(step);
      left -= step;
    }
    await this.settle();
  }

  /** Waits until no file operation is under way and no promise is left to run, without moving time. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; ) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      quiet = process.getActiveResourcesInfo().some((name) => /^FSReq|^CloseReq|^Zlib/.test(name)) ? 0 : quiet + 1;
    }
  }

  /** Acknowledges the first held batches, all without a number. */
  async acknowledge(count = Infinity): Promise<void> {
    for (const { resolve } of this.#waiting.splice(0, count)) resolve();
    await this.settle();
  }

  async acknowledgeLast(): Promise<void> {
    this.#waiting.pop()?.resolve();
    await this.settle();
  }

  refuse(reason: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }

  get held(): number {
    return this.#waiting.length;
  }

  /** Ends the run as a host does: abort, wait, stop. */
  async stop(): Promise<void> {
    this.#end.abort(new Error('the test is over'));
    await this.done;
    await this.#source.stop?.(new AbortController().signal);
  }

  /** Ends the run without waiting for what is outstanding. */
  async stopNow(): Promise<void> {
    await this.#source.stop?.(AbortSignal.abort());
  }

  async #emit(batch: RawBatch, hold: boolean): Promise<void> {
    this.batches.push(batch);
    if (hold) await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }
}

export function linesOf(batch: RawBatch): string[] {
  const text = Buffer.from(batch.bytes).toString();
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}
