import type { SpikeConfig } from '../../../schemas/aggregation.js';
import type { JsonObject, JsonValue } from '../../contract/json.js';
import { loadNumber, loadObject } from '../saved.js';
import type { Match } from '../trigger-state.js';
import { eventDigest } from './event-digest.js';
import type { GroupWindow } from './group-windows.js';
import { SlidingCells, type CellContent, type Tally } from './sliding-cells.js';
import type { Added, Measure } from './windows.js';

/** The window itself. */
const UNITS_PER_GROUP = 105;
/** In how many slices a window, and window and reference together, are cut where they hold too much to keep each event. */
const SLICES = 32;
const MOST_SLICES = 512;

/** Cells need no value: how many events they stand for is all that matters. */
const NOTHING: CellContent<null> = { join: () => null, save: () => null, load: () => null };

class Counter implements Tally<null> {
  count = 0;

  change(_value: null, count: number, sign: 1 | -1): void {
    this.count += sign * count;
  }

  clear(): void {
    this.count = 0;
  }
}

/** `spike: { factor, direction, within, reference }` for one group: the window against the time before it. */
export class SpikeWindow implements GroupWindow {
  readonly #config: SpikeConfig;
  /** Milliseconds of `check_every`. */
  readonly #checkEvery: number;
  readonly #window = new Counter();
  /** The window and its reference together. */
  readonly #all = new Counter();
  readonly #cells: SlidingCells<null>;
  /** Time of the first event since there was nothing at all. */
  #first = Infinity;

  constructor(config: SpikeConfig, checkEvery = 0, saved?: JsonValue) {
    this.#config = config;
    this.#checkEvery = checkEvery;
    this.#cells = this.#newCells();
    if (saved === undefined) return;
    const { cells, first } = loadObject(saved);
    this.#cells.load(cells);
    this.#first = first === null ? Infinity : loadNumber(first);
  }

  get size(): number {
    return UNITS_PER_GROUP + this.#cells.size;
  }

  get newest(): number {
    return this.#cells.newest;
  }

  add({ time, id }: Match): Added {
    const at = Math.max(time, this.newest);
    this.#cells.seek(at);
    if (this.#endsWithNewest()) this.#cells.dropUpTo(this.#referenceEnd(at) - this.#config.reference);
    else if (this.#all.count === 0) this.#first = time;
    if (this.#first === Infinity) this.#first = time;
    return this.#cells.add(time, eventDigest(id), null);
  }

  holds(at: number): boolean {
    const { factor, direction, min_events: minEvents, min_reference: minReference } = this.#config;
    if (at < this.#warmAt()) return false;
    const { count, reference, expected } = this.#figures(at);
    if (count < minEvents || reference < minReference) return false;
    return (direction !== 'down' && count >= factor * expected) || (direction !== 'up' && count * factor <= expected);
  }

  changesAt(at: number): number {
    this.#cells.seek(at);
    if (this.#all.count === 0) return Infinity;
    const warmAt = this.#warmAt();
    if (warmAt > at) return warmAt;
    // Its end moves with each check.
    return this.#endsWithNewest() && this.#checkEvery > 0 ? at + 1 : this.#cells.nextLeave();
  }

  measure(at: number): Measure {
    const { count, expected } = this.#figures(at);
    return { count, value: count, since: Math.min(this.#cells.since(), at), reference: expected, ...(this.#cells.isCoarse ? { approximate: true } : {}) };
  }

  spentAt(): number {
    if (this.#endsWithNewest()) return Infinity;
    return this.newest + this.#config.within + this.#config.reference;
  }

  /** The window goes on, against a reference that begins with it. */
  restart(at: number): void {
    this.#cells.dropUpTo(at - this.#config.within);
    this.#first = Infinity;
  }

  toJSON(): JsonObject {
    return { cells: this.#cells.toJSON(), first: this.#first === Infinity ? null : this.#first };
  }

  /** When a whole reference lies before a whole window. */
  #warmAt(): number {
    return this.#first + this.#config.within + this.#config.reference;
  }

  /** `expected`: what the window would hold at the rate of the reference. */
  #figures(at: number): { readonly count: number; readonly reference: number; readonly expected: number } {
    this.#cells.seek(at);
    const { count } = this.#window;
    const reference = this.#referenceAt(at, count);
    return { count, reference, expected: reference * this.#config.within / this.#config.reference };
  }

  #referenceAt(at: number, count: number): number {
    if (!this.#endsWithNewest()) return this.#all.count - count;
    const end = this.#referenceEnd(at);
    return this.#cells.countBetween(end - this.#config.reference, end);
  }

  #endsWithNewest(): boolean {
    return this.#config.reference_ends === 'newest';
  }

  /** The last event, or check, that has left the window. */
  #referenceEnd(at: number): number {
    const over = at - this.#config.within;
    const check = this.#checkEvery > 0 ? Math.floor(over / this.#checkEvery) * this.#checkEvery : -Infinity;
    return Math.max(this.#cells.lastUpTo(over), check);
  }

  #newCells(): SlidingCells<null> {
    const { within, reference } = this.#config;
    const span = within + reference;
    const windows = [{ length: within, tally: this.#window }, { length: this.#endsWithNewest() ? Infinity : span, tally: this.#all }];
    return new SlidingCells(windows, NOTHING, Math.max(within / SLICES, span / MOST_SLICES));
  }
}
