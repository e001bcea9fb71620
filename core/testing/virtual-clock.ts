import type { Clock, Timer } from '../contract/clock.js';

interface Pending {
  readonly due: number;
  readonly run: () => void;
  readonly background: boolean;
}

/**
 * A clock that stands still until it is told to move. Timers run in the order of their due time, equal ones in the order
 * they were set, each at exactly its time. A timer never keeps the process alive.
 */
export class VirtualClock implements Clock {
  readonly #start: number;
  #elapsed = 0;
  #stepped = 0;
  readonly #timers = new Set<Pending>();

  /** `start` is the first wall time, in epoch milliseconds: 2025-01-01T00:00:00Z where it is not given. */
  constructor(start: number = Date.UTC(2025, 0, 1)) {
    this.#start = start;
  }

  now(): number {
    return this.#start + this.#elapsed + this.#stepped;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(ms: number, run: () => void, options?: { readonly background?: boolean }): Timer {
    const pending: Pending = { due: this.#elapsed + Math.max(0, ms), run, background: options?.background ?? false };
    this.#timers.add(pending);
    return { cancel: () => void this.#timers.delete(pending) };
  }

  /** How many timers are set that would keep a process alive. */
  get pending(): number {
    return [...this.#timers].filter((timer) => !timer.background).length;
  }

  /** Milliseconds until the next timer, background ones included; undefined where none is set. */
  get untilNext(): number | undefined {
    const next = this.#next();
    return next === undefined ? undefined : next.due - this.#elapsed;
  }

  /**
   * Moves both times on by `ms`, running what is due on the way, timers set by timers included. Promises settle before the
   * first timer, after each and after the last. Resolves at the new time; rejects with what a timer threw.
   */
  async advance(ms: number): Promise<void> {
    const until = this.#elapsed + ms;
    await this.settle();
    for (let next = this.#next(); next !== undefined && next.due <= until; next = this.#next()) {
      this.#timers.delete(next);
      this.#elapsed = next.due;
      next.run();
      await this.settle();
    }
    this.#elapsed = until;
  }

  /** Steps the wall time alone, as a corrected system clock does. */
  step(ms: number): void {
    this.#stepped += ms;
  }

  /** Lets promises that can settle now do so, and one turn of real I/O happen, without moving time. */
  settle(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  #next(): Pending | undefined {
    let next: Pending | undefined;
    for (const timer of this.#timers) if (next === undefined || timer.due < next.due) next = timer;
    return next;
  }
}
