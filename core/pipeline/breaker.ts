import type { Clock } from '../contract/clock.js';

/**
 * A circuit breaker: `failures` in a row open it for `cooldown` milliseconds; then one attempt may try, and its outcome closes
 * it or opens it again.
 */
export class Breaker {
  readonly #limits: { readonly failures: number; readonly cooldown: number };
  readonly #clock: Clock;
  #failures = 0;
  #openUntil = 0;

  constructor(limits: { readonly failures: number; readonly cooldown: number }, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  get isOpen(): boolean {
    return this.wait > 0;
  }

  /** Milliseconds until an attempt may be made; 0 when it may be made now. */
  get wait(): number {
    return Math.max(0, this.#openUntil - this.#clock.monotonic());
  }

  succeeded(): void {
    this.#failures = 0;
    this.#openUntil = 0;
  }

  /** True when this failure opened it. */
  failed(): boolean {
    if (++this.#failures < this.#limits.failures) return false;
    this.#openUntil = this.#clock.monotonic() + this.#limits.cooldown;
    return this.#failures === this.#limits.failures;
  }
}
