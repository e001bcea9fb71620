import { setMaxListeners } from 'node:events';
import { sleep, type Clock, type Random } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import type { LogEvent } from '../contract/event.js';
import type { Emit, ProcessLog, Source } from '../contract/plugin.js';
import { asError } from './attempt.js';
import { backoff } from './backoff.js';
import type { Inlet } from './inlet.js';
import type { Signals } from './signals.js';
import { Ticket } from './ticket.js';
import { endsWithin } from './time-limit.js';

const RESTART = { initial: 500, max: 30_000 };
/** How long a source may take to end once everything it waits for was given up, in milliseconds. */
const GRACE = 1_000;

export interface SourceRunnerOptions {
  readonly id: string;
  readonly source: Source;
  /** What must succeed before its first run. */
  readonly prepare?: () => Promise<void>;
  /** The way in as the config has it now: a reload changes it under a running source. */
  readonly inlet: () => Inlet;
  readonly acknowledge: 'delivered' | 'queued';
  /** Takes admitted events onwards; resolves when every queue has its share. */
  readonly take: (events: readonly LogEvent[], ticket: Ticket) => Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
  readonly signals: Signals;
  readonly log: ProcessLog;
}

/** Runs one source: hands its batches to the inlet, answers when they are acknowledged, and starts it again when it fails. */
export class SourceRunner {
  readonly id: string;
  readonly #options: SourceRunnerOptions;
  readonly #stop = new AbortController();
  readonly #giveUp = new AbortController();
  #closed = false;
  /** Resolves when the source has ended, or was stopped. */
  readonly ended: Promise<void>;

  constructor(options: SourceRunnerOptions) {
    this.id = options.id;
    this.#options = options;
    // One for each batch that is not acknowledged.
    setMaxListeners(0, this.#giveUp.signal);
    this.ended = this.#run();
  }

  /** Asks the source to stop reading, and waits until it did, its last batches acknowledged. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.ended;
    this.#closed = true;
  }

  /** As `stop`, but what is not acknowledged in so many milliseconds is given up. */
  async stopWithin(ms: number): Promise<void> {
    if (!(await endsWithin(this.stop(), ms, this.#options.clock))) await this.giveUp();
  }

  /**
   * Stops without waiting for acknowledgements: what was taken is delivered all the same, but the source's cursor stays before it. A
   * source that does not end even then is left alone.
   */
  async giveUp(): Promise<void> {
    const { clock, log } = this.#options;
    this.#giveUp.abort();
    if (!(await endsWithin(this.stop(), GRACE, clock))) log.warn(`${this.id} does not end, and is left alone`);
    this.#closed = true;
  }

  async #run(): Promise<void> {
    const { source, clock, random, signals, log } = this.#options;
    const { signal } = this.#stop;
    let { prepare } = this.#options;
    for (let failures = 0; !signal.aborted; ) {
      const started = clock.monotonic();
      try {
        if (prepare !== undefined) await prepare();
        prepare = undefined;
        if (signal.aborted) return;
        if (failures > 0) signals.emit('source_restarted', this.id);
        await source.run(this.#emit, signal);
        if (!signal.aborted) signals.emit('source_ended', this.id);
        return;
      } catch (thrown) {
        if (signal.aborted) return;
        const cause = asError(thrown);
        const error = new HushpipeError('SOURCE_FAILED', `${this.id}: ${cause.message}`, { cause });
        // One that has run for long enough begins its row of failures anew.
        failures = clock.monotonic() - started > RESTART.max ? 1 : failures + 1;
        log.error(`${this.id} failed and is started again`, { error: cause });
        signals.emit('source_failed', this.id, error);
        await sleep(clock, backoff(failures, RESTART, random), signal).catch(() => {});
      }
    }
  }

  readonly #emit: Emit = async (batch) => {
    if (this.#closed) throw new HushpipeError('PIPELINE_CLOSED', `${this.id} emitted after it was stopped`);
    const { inlet, take, acknowledge } = this.#options;
    const events = inlet().admit(batch);
    // Audit and security events count as taken only when they are where they belong, whatever the source is told otherwise.
    const isWaitedFor = acknowledge === 'delivered' || events.some((event) => event.class !== 'normal');
    const ticket = new Ticket(isWaitedFor ? 'source' : 'nobody');
    const taken = take(events, ticket).finally(() => ticket.settle());
    await unlessAborted(isWaitedFor ? taken.then(() => ticket.done) : taken, this.#giveUp.signal, this.id);
  };
}

/** The promise, or a rejection as soon as the signal aborts. */
function unlessAborted(work: Promise<void>, signal: AbortSignal, id: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new HushpipeError('PIPELINE_CLOSED', `${id} stopped before its last events were acknowledged`));
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort)).catch(() => {});
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}
