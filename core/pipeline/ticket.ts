/** Who has the items of a ticket until it is done, and gives them again where it rejects. */
export type Keeper = 'source' | 'disk' | 'nobody';

/**
 * Follows one emitted batch to its ends: it is done when every part of it that went into a queue has been settled. One object a
 * batch, nothing per event.
 */
export class Ticket {
  #open = 1;
  #error: Error | undefined;
  #settled!: { resolve: () => void; reject: (error: Error) => void };
  readonly keeper: Keeper;
  /** Resolves when all parts are delivered or durably kept; rejects when one was given up. */
  readonly done: Promise<void>;

  constructor(keeper: Keeper = 'nobody') {
    this.keeper = keeper;
    this.done = new Promise((resolve, reject) => {
      this.#settled = { resolve, reject };
    });
    // Who acknowledges at once never looks at it.
    this.done.catch(() => {});
  }

  /** Another part is on its way. */
  hold(): void {
    this.#open++;
  }

  /** A part has arrived; with an error: it was given up, and the keeper must give it again. */
  settle(error?: Error): void {
    this.#error ??= error;
    if (--this.#open > 0) return;
    if (this.#error === undefined) this.#settled.resolve();
    else this.#settled.reject(this.#error);
  }
}
