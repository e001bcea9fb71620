import type { Clock, Timer } from '../contract/clock.js';
import { asError } from '../pipeline/attempt.js';
import { HushpipeError } from '../contract/errors.js';
import type { Reason } from '../contract/reasons.js';
import type { Pipeline } from '../runtime/pipeline.js';
import { Ticket } from '../pipeline/ticket.js';
import { keptAlive } from './kept-alive.js';
import { LineBuffer } from './line-buffer.js';

/** Characters that are handed over at once. */
const BLOCK = 64 * 1024;
/** Blocks that go into the queues at once while the process is ending. */
const BLOCKS_AT_EXIT = 32;

interface Block {
  readonly bytes: Buffer;
  readonly lines: number;
}

export interface FeedOptions {
  /** The lines count as those of `sources.<source>`. */
  readonly source: string;
  /** Characters that may wait. */
  readonly most: number;
  readonly clock: Clock;
}

/**
 * Brings the lines of a logger into its pipeline: keeps them until that is up, hands over what one turn of the event loop logged in
 * blocks, one at a time, and counts what it has to drop. Never throws into the program, and does not keep the process alive.
 */
export class LineFeed {
  /** Told of each line that it takes. */
  onLine: (() => void) | undefined;
  readonly #options: FeedOptions;
  readonly #buffer: LineBuffer;
  readonly #connected: Promise<void>;
  #settle!: { readonly up: () => void; readonly failed: (error: Error) => void };
  readonly #undelivered = new Set<Promise<void>>();
  readonly #uncounted = new Map<Reason, number>();
  #pipeline: Pipeline | undefined;
  #emit: ReturnType<Pipeline['intake']> | undefined;
  #timer: Timer | undefined;
  #block: Promise<void> | undefined;
  #release = (): void => {};
  #deliver = (): void => {};
  #pushed = 0;
  #handed = 0;
  /** Lines dropped since the buffer became full; 0 while it has room. */
  #refused = 0;
  #ended = false;
  #late = false;
  #error: Error | undefined;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#buffer = new LineBuffer(options.most);
    this.#connected = new Promise((up, failed) => {
      this.#settle = { up, failed };
    });
    // Only who flushes wants to hear of it.
    this.#connected.catch(() => {});
  }

  /** The pipeline is up. */
  connect(pipeline: Pipeline): void {
    const { source } = this.#options;
    this.#pipeline = pipeline;
    this.#emit = pipeline.intake(source, 'json');
    this.#release = pipeline.beforeClose(() => this.#handOver(this.#pushed));
    for (const [reason, events] of this.#uncounted) this.count(reason, events);
    this.#uncounted.clear();
    this.#settle.up();
    if (this.#refused > 0) this.#sayRefusing();
    this.#schedule();
  }

  /** The pipeline is about to close: what comes from here on waits, and `deliver` is called where somebody waits for it. */
  disconnect(deliver: () => void): void {
    this.#emit = undefined;
    this.#deliver = deliver;
  }

  /** It will never be up: what waits is dropped, and so is what comes. */
  fail(error: Error): void {
    this.#ended = true;
    this.#late = true;
    this.takeAll();
    this.#settle.failed(error);
  }

  /** Takes one line, without a line feed. */
  write(line: string): void {
    if (this.#ended) {
      this.count('undelivered_at_stop');
      if (!this.#late) this.#pipeline?.services.log.warn('lines are logged after close(); they are dropped');
      this.#late = true;
    } else if (this.#buffer.push(line)) {
      this.#pushed++;
      this.#schedule();
      this.onLine?.();
    } else {
      this.count('queue_full_drop_newest');
      if (this.#refused++ === 0) this.#sayRefusing();
    }
  }

  /** Takes one line of the class audit, past the buffer. Resolves when it is on record: see `Logger.audit`. Keeps the process alive until then. */
  audit(line: string): Promise<void> {
    return keptAlive(this.#options.clock, this.#audit(line));
  }

  async #audit(line: string): Promise<void> {
    if (this.#ended) throw new HushpipeError('PIPELINE_CLOSED', 'the logger is closed: nothing is recorded any more');
    await this.#connected;
    const pipeline = this.#pipeline as Pipeline;
    const ticket = new Ticket();
    const taken = pipeline.intake(this.#options.source, 'json', 'audit')({ bytes: Buffer.from(`${line}\n`) }, ticket);
    const done = Promise.all([taken, ticket.done]).then(() => {}).finally(() => this.#undelivered.delete(done));
    done.catch(() => {});
    this.#undelivered.add(done);
    await (pipeline.services.audit.isOpen ? taken : done);
  }

  count(reason: Reason, events = 1): void {
    if (this.#pipeline === undefined) this.#uncounted.set(reason, (this.#uncounted.get(reason) ?? 0) + events);
    else this.#pipeline.services.tallies.of(`sources.${this.#options.source}`).record(reason, events);
  }

  /** Resolves when all lines so far are delivered; rejects when some were given up. Keeps the process alive until then. */
  flush(): Promise<void> {
    return keptAlive(this.#options.clock, this.#flush());
  }

  async #flush(): Promise<void> {
    await this.#connected;
    this.#deliver();
    await this.#handOver(this.#pushed);
    await Promise.all(this.#undelivered);
    if (this.#error !== undefined) throw this.#error;
  }

  /** Resolves when the pipeline has so many lines, from the first one on. */
  async #handOver(mark: number): Promise<void> {
    this.#start();
    while (this.#handed < mark && this.#block !== undefined) await this.#block;
  }

  /** No more lines are taken. */
  end(): void {
    this.#ended = true;
  }

  /** The pipeline need not wait for it any more. */
  release(): void {
    this.#release();
  }

  /** Whether a line was not delivered yet. */
  get isBusy(): boolean {
    return this.#buffer.length > 0 || this.#block !== undefined || this.#undelivered.size > 0;
  }

  get isConnected(): boolean {
    return this.#emit !== undefined;
  }

  /** Hands over what waits and has the sinks write it, all here and now: for while the process is ending. */
  flushSync(): void {
    const { services } = this.#pipeline ?? {};
    if (this.#pipeline === undefined || this.#emit === undefined || services === undefined) return;
    let left = this.#pipeline.flushSync();
    for (let blocks = 1, block = this.#take(); block !== undefined; block = this.#take(), blocks++) {
      this.#emit({ bytes: block.bytes }).catch(() => {});
      // Each time may cost a sync of the disk; but what overflows a queue may be dropped.
      if (blocks % BLOCKS_AT_EXIT === 0 || this.#buffer.length === 0) left = this.#pipeline.flushSync();
    }
    if (left > 0) services.log.warn('the end came before everything was delivered', { events: left });
  }

  /** Everything that is waiting, as text. */
  takeAll(): string {
    let text = '';
    for (let block = this.#buffer.take(BLOCK); block !== undefined; block = this.#buffer.take(BLOCK)) text += block.text;
    return text;
  }

  #schedule(): void {
    if (this.#emit === undefined || this.#block !== undefined || this.#timer !== undefined) return;
    this.#timer = this.#options.clock.after(0, () => this.#start(), { background: true });
  }

  #start(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#block === undefined) void this.#run();
  }

  async #run(): Promise<void> {
    for (let block = this.#take(); block !== undefined; block = this.#take()) {
      this.#block = this.#hand(block);
      await this.#block;
    }
    this.#block = undefined;
    if (this.#refused > 0) this.#pipeline?.services.log.warn('no more lines are dropped', { source: this.#options.source, dropped: this.#refused });
    this.#refused = 0;
  }

  async #hand({ bytes, lines }: Block): Promise<void> {
    const ticket = new Ticket();
    try {
      await this.#emit?.({ bytes }, ticket);
    } catch (error) {
      // Only a closed pipeline takes nothing.
      if (this.#error === undefined) this.#pipeline?.services.log.warn('the pipeline is closed: what is logged is dropped', { source: this.#options.source });
      this.#ended = true;
      this.#late = true;
      this.#error = asError(error);
      this.count('undelivered_at_stop', lines);
      return;
    } finally {
      this.#handed += lines;
    }
    const done = ticket.done.finally(() => this.#undelivered.delete(done));
    done.catch(() => {});
    this.#undelivered.add(done);
  }

  #take(): Block | undefined {
    const block = this.isConnected ? this.#buffer.take(BLOCK) : undefined;
    return block === undefined ? undefined : { bytes: Buffer.from(block.text), lines: block.lines };
  }

  #sayRefusing(): void {
    this.#pipeline?.services.log.warn('more is logged than can be delivered: lines are dropped', { source: this.#options.source, buffer: this.#options.most });
  }
}
