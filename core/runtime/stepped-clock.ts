import type { Clock, Timer } from '../contract/clock.js';

/** A smaller step is of no account, in milliseconds: it may as well be drift. */
const LEAST_STEP = 1_000;

/** A clock that tells by how much its wall time was set back, before it gives the new one. */
export class SteppedClock implements Clock {
  readonly #clock: Clock;
  readonly #onSetBack: (by: number) => void;
  /** Wall time less monotonic time, when it was last asked. */
  #offset: number;

  constructor(clock: Clock, onSetBack: (by: number) => void) {
    this.#clock = clock;
    this.#onSetBack = onSetBack;
    this.#offset = clock.now() - clock.monotonic();
  }

  now(): number {
    const now = this.#clock.now();
    const offset = now - this.#clock.monotonic();
    const by = this.#offset - offset;
    this.#offset = offset;
    if (by >= LEAST_STEP) this.#onSetBack(by);
    return now;
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  after(ms: number, run: () => void, options?: { readonly background?: boolean }): Timer {
    return this.#clock.after(ms, run, options);
  }
}
