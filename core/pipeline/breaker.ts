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

  /**
   * Asks for an attempt: 0 when it may be made now, else the milliseconds until asking again may help. While it is open, whoever
   * gets 0 tries for all others, who wait for another cooldown.
   */
  pass(): number {
    if (this.#failures < this.#limits.failures) return 0;
    const now = this.#clock.monotonic();
    if (now < this.#openUntil) return this.#openUntil - now;
    this.#openUntil = now + this.#limits.cooldown;
    return 0;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** True when this failure opened it. */
  failed(): boolean {
    if (++this.#failures < this.#limits.failures) return false;
    this.#openUntil = this.#clock.monotonic() + this.#limits.cooldown;
    return this.#failures === this.#limits.failures;
  }
}
