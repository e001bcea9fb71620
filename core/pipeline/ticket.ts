/**
 * Follows one emitted batch to its ends: it is done when every part of it that went into a queue has been settled. One object a
 * batch, nothing per event.
 */
export class Ticket {
  #open = 1;
  #error: Error | undefined;
  #settled!: { resolve: () => void; reject: (error: Error) => void };
  /** Resolves when all parts are delivered or durably kept; rejects when one was given up. */
  readonly done: Promise<void>;

  constructor() {
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

  /** A part has arrived; with an error: it was given up, and the source must not move on. */
  settle(error?: Error): void {
    this.#error ??= error;
    if (--this.#open > 0) return;
    if (this.#error === undefined) this.#settled.resolve();
    else this.#settled.reject(this.#error);
  }
}

/** Settles tickets that are on their way together, and takes them out of their list. */
export function settleAll(tickets: Ticket[], error?: Error): void {
  for (const ticket of tickets.splice(0)) ticket.settle(error);
}

/** Settles a ticket and gives one in its place that nobody waits for. */
export function letGo(ticket: Ticket): Ticket {
  ticket.settle();
  return new Ticket();
}
