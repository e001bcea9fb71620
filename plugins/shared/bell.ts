import type { Clock } from '../../core/contract/clock.js';

/** Wakes the one loop that waits for it. Rung while nobody waits, it ends the next wait at once. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Resolves when it rings, after `ms`, or when the signal aborts; leaves neither timer nor listener behind. */
  async wait(clock: Clock, signal: AbortSignal, ms?: number): Promise<void> {
    if (!this.#rung && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = ms === undefined ? undefined : clock.after(ms, wake);
        function wake(): void {
          timer?.cancel();
          signal.removeEventListener('abort', wake);
          resolve();
        }
        this.#wake = wake;
        signal.addEventListener('abort', wake);
      });
      this.#wake = undefined;
    }
    this.#rung = false;
  }
}
