import type { Keeper, Ticket } from './ticket.js';

/** One part of what a ticket follows, on its way through an outlet. */
export class Share {
  #ticket: Ticket;
  #isSettled = false;

  constructor(ticket: Ticket) {
    ticket.hold();
    this.#ticket = ticket;
  }

  get keeper(): Keeper {
    return this.#ticket.keeper;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Another share of the same ticket, for what goes its own way from here on. */
  split(): Share {
    return new Share(this.#ticket);
  }

  /** The part has arrived; with an error: it was given up. Only the first call counts. */
  settle(error?: Error): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#ticket.settle(error);
  }

  /** Somebody else keeps the part from here on: for whoever did so before, it has arrived. */
  passTo(ticket: Ticket): void {
    if (this.#isSettled) return;
    ticket.hold();
    this.#ticket.settle();
    this.#ticket = ticket;
  }
}
