import type { Clock, Timer } from '../contract/clock.js';

/** How long items may wait or be under way, in milliseconds, before they count as held up. */
export const PATIENCE = 1_000;

/** Notices when items that came have not left in time. It only counts them: they leave in the order in which they came. */
export class Patience {
  readonly #clock: Clock;
  readonly #onLate: () => void;
  #came = 0;
  #left = 0;
  #timer: Timer | undefined;

  /** `onLate` is called once for each `PATIENCE` that something is held up. */
  constructor(clock: Clock, onLate: () => void) {
    this.#clock = clock;
    this.#onLate = onLate;
  }

  came(items: number): void {
    this.#came += items;
    this.#timer ??= this.#watch();
  }

  /** To be told of everything that came, whichever way it left. */
  left(items: number): void {
    this.#left += items;
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #watch(): Timer {
    const due = this.#came;
    return this.#clock.after(PATIENCE, () => {
      this.#timer = this.#left < this.#came ? this.#watch() : undefined;
      if (this.#left < due) this.#onLate();
    }, { background: true });
  }
}
