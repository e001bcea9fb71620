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

const RESTART = { initial: 500, max: 30_000 };

export interface SourceRunnerOptions {
  readonly id: string;
  readonly source: Source;
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

  /**
   * Asks the source to stop reading and waits until it did, its last batches acknowledged. Where that takes longer than
   * `timeout` milliseconds they are given up: they are delivered all the same, but the source's cursor stays before them.
   */
  async stop(timeout: number): Promise<void> {
    this.#stop.abort();
    const timer = this.#options.clock.after(timeout, () => this.#giveUp.abort());
    await this.ended;
    timer.cancel();
    this.#closed = true;
  }

  async #run(): Promise<void> {
    const { source, clock, random, signals, log } = this.#options;
    const { signal } = this.#stop;
    for (let failures = 0; !signal.aborted; ) {
      try {
        await source.run(this.#emit, signal);
        if (!signal.aborted) signals.emit('source_ended', this.id);
        return;
      } catch (thrown) {
        if (signal.aborted) return;
        const error = asError(thrown);
        failures++;
        log.error(`${this.id} failed and is started again`, { error });
        signals.emit('source_failed', this.id, error);
        await sleep(clock, backoff(failures, RESTART, random), signal).catch(() => {});
      }
    }
  }

  readonly #emit: Emit = async (batch) => {
    if (this.#closed) throw new HushpipeError('PIPELINE_CLOSED', `${this.id} emitted after it was stopped`);
    const { inlet, take, acknowledge } = this.#options;
    const ticket = new Ticket(acknowledge === 'delivered' ? 'source' : 'nobody');
    const events = inlet().admit(batch);
    try {
      await take(events, ticket);
    } finally {
      ticket.settle();
    }
    if (acknowledge === 'delivered') await unlessAborted(ticket.done, this.#giveUp.signal, this.id);
  };
}

/** The promise, or a rejection as soon as the signal aborts. */
function unlessAborted(done: Promise<void>, signal: AbortSignal, id: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new HushpipeError('PIPELINE_CLOSED', `${id} stopped before its last events were acknowledged`));
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    done.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort)).catch(() => {});
  });
}
