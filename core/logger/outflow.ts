import type { Clock } from '../contract/clock.js';
import type { PipelineConfig, RunningPipeline } from '../runtime/open-pipeline.js';
import { deliverAtExit } from './deliver-at-exit.js';
import type { LineFeed } from './feed.js';
import { keptAlive } from './kept-alive.js';
import { watchProcessEnd, type Ending } from './process-end.js';

/** How long what is under way may hold up the end of the process, in milliseconds. */
const END_TIMEOUT = 2_000;
/** How long the pipeline may take to come up before its lines are delivered without it. */
const START_TIMEOUT = 10_000;
/** How long a pipeline may take to stop once the time for deliveries is over. */
const STOP_GRACE = 1_000;

export interface OutflowOptions {
  readonly feed: LineFeed;
  readonly clock: Clock;
  readonly pipeline: Promise<RunningPipeline>;
  /** What the pipeline is made of, where it belongs to the logger. */
  readonly own: { readonly config: PipelineConfig; readonly source: string } | undefined;
  readonly handleSignals: boolean;
  /** Called once all is over. */
  readonly onClosed: () => void;
}

/** Sees to it that what a logger took is delivered, however it ends: by `close`, because nothing is left to do, by an exit or a signal. */
export class Outflow implements Ending {
  readonly handleSignals: boolean;
  readonly pipeline: Promise<RunningPipeline>;
  readonly #options: OutflowOptions;
  readonly #unwatch: () => void;
  #closing: Promise<void> | undefined;
  /** Of the pipeline, because nothing was left to do. */
  #resting: Promise<void> | undefined;
  #stalled = false;

  constructor(options: OutflowOptions) {
    this.#options = options;
    this.handleSignals = options.handleSignals;
    this.pipeline = options.pipeline;
    this.#unwatch = watchProcessEnd(this);
  }

  close(timeout?: number): Promise<void> {
    const { feed, clock, onClosed } = this.#options;
    feed.end();
    this.#closing ??= keptAlive(clock, this.#resting?.then(() => this.#deliverNow()) ?? this.#deliver(timeout)).finally(() => {
      this.#unwatch();
      onClosed();
    });
    return this.#closing;
  }

  onIdle(): void {
    const { feed, own, clock } = this.#options;
    if (own !== undefined) {
      this.#resting ??= keptAlive(clock, this.#deliver(END_TIMEOUT)).catch(() => {});
    } else if (feed.isBusy && !this.#stalled) {
      this.#within(END_TIMEOUT, feed.flush()).then((flushed) => (this.#stalled = !flushed), () => (this.#stalled = true));
    }
  }

  onExit(): void {
    this.#deliverNow();
    this.#options.feed.onLine = () => this.#deliverNow();
  }

  /** Delivers what waits before it returns. */
  #deliverNow(): void {
    const { feed, own } = this.#options;
    feed.flushSync();
    const text = feed.isConnected ? '' : feed.takeAll();
    if (text === '') return;
    const delivered = own !== undefined && deliverAtExit({ ...own, text, timeout: END_TIMEOUT });
    if (!delivered) process.stderr.write('hushpipe: the process ended while the logger was not up; its last lines may be lost\n');
  }

  async onSignal(): Promise<void> {
    await this.close(END_TIMEOUT).catch(() => {});
  }

  /** Delivers what there is, and closes the pipeline where it is the logger's own; what is logged from then on waits for the exit, or for a flush. */
  async #deliver(timeout: number | undefined): Promise<void> {
    const { feed, own, clock } = this.#options;
    const flushed = feed.flush();
    flushed.catch(() => {});
    if (timeout !== undefined) await this.#within(START_TIMEOUT, this.pipeline.then(() => {}, () => {}));
    const started = clock.monotonic();
    try {
      if (!(await this.#within(timeout, flushed))) this.#deliverNow();
    } finally {
      if (own !== undefined) {
        feed.disconnect(() => this.#deliverNow());
        const left = timeout === undefined ? undefined : Math.max(0, timeout - (clock.monotonic() - started));
        const closed = this.pipeline.then((pipeline) => pipeline.close(left === undefined ? {} : { timeout: left }));
        closed.catch(() => {});
        await this.#within(left === undefined ? undefined : left + STOP_GRACE, closed);
      }
    }
  }

  /** Whether the work ended within so many milliseconds; it goes on in any case. */
  async #within(timeout: number | undefined, work: Promise<void>): Promise<boolean> {
    if (timeout === undefined) return work.then(() => true);
    let cancel = (): void => {};
    const late = new Promise<boolean>((resolve) => {
      cancel = this.#options.clock.after(timeout, () => resolve(false)).cancel;
    });
    try {
      return await Promise.race([work.then(() => true), late]);
    } finally {
      cancel();
    }
  }
}
