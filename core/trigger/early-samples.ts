import type { LogEvent } from '../contract/event.js';
import type { Match } from './trigger-state.js';

/** What an event that is kept takes besides its own bytes, about. */
const OVERHEAD = 1024;

interface Early {
  readonly event: LogEvent;
  readonly time: number;
}

/** An early event of each slot's window, to show when it fires. Bounded in bytes: beyond them, slots go without. */
export class EarlySamples {
  readonly #bytes: number;
  readonly #bySlot = new Map<number, Early>();
  #used = 0;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  get(slot: number): LogEvent | undefined {
    return this.#bySlot.get(slot)?.event;
  }

  /** Keeps the event unless the slot has one that is still within `span` of it. */
  offer(slot: number, match: Match, span: number): void {
    const early = this.#bySlot.get(slot);
    if (early !== undefined && early.time > match.time - span) return;
    this.forget(slot);
    if (this.#used + match.sampleBytes + OVERHEAD > this.#bytes) return;
    const event = match.sample();
    if (event === undefined) return;
    this.#bySlot.set(slot, { event, time: match.time });
    this.#used += event.byteLength + OVERHEAD;
  }

  forget(slot: number): void {
    const early = this.#bySlot.get(slot);
    if (early === undefined) return;
    this.#used -= early.event.byteLength + OVERHEAD;
    this.#bySlot.delete(slot);
  }
}
