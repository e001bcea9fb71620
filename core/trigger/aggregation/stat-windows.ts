import type { JsonObject, JsonValue } from '../../contract/json.js';
import { loadObject } from '../saved.js';
import type { Match } from '../trigger-state.js';
import { eventDigest } from './event-digest.js';
import type { Figure } from './figures.js';
import type { GroupWindow } from './group-windows.js';
import { SlidingCells, type CellContent } from './sliding-cells.js';
import type { Added, Measure } from './windows.js';

/** The window itself. */
const UNITS_PER_GROUP = 120;
/** In how many slices a window is cut at least where it holds too much to keep each event. */
const SLICES = 64;

export interface StatOptions<V> {
  readonly minEvents: number;
  /** Milliseconds. */
  readonly span: number;
  /** As `span`, but Infinity where the window's frame alone bounds it. */
  readonly length: number;
  readonly content: CellContent<V>;
  readonly makeFigure: () => Figure<V>;
  /** What the event adds; undefined where it has nothing to count. */
  readonly read: (match: Match) => V | undefined;
}

/** `stat` and `ratio` for one group: a figure of the events in the window. */
export class StatWindow<V> implements GroupWindow {
  readonly #options: StatOptions<V>;
  readonly #figure: Figure<V>;
  readonly #cells: SlidingCells<V>;

  constructor(options: StatOptions<V>, saved?: JsonValue) {
    this.#options = options;
    this.#figure = options.makeFigure();
    this.#cells = new SlidingCells([{ length: options.length, tally: this.#figure }], options.content, options.span / SLICES);
    if (saved !== undefined) this.#cells.load(loadObject(saved)['cells']);
  }

  get size(): number {
    return UNITS_PER_GROUP + this.#cells.size;
  }

  get newest(): number {
    return this.#cells.newest;
  }

  add(match: Match): Added {
    const value = this.#options.read(match);
    return value === undefined ? 'ignored' : this.#cells.add(match.time, eventDigest(match.id), value);
  }

  holds(at: number): boolean {
    this.#cells.seek(at);
    return this.#figure.count > 0 && this.#figure.count >= this.#options.minEvents && this.#figure.isBeyond();
  }

  changesAt(at: number): number {
    this.#cells.seek(at);
    // With too few events it holds neither now nor when some of them are gone.
    return this.#figure.count < this.#options.minEvents ? Infinity : this.#cells.nextLeave();
  }

  measure(at: number): Measure {
    this.#cells.seek(at);
    const { count } = this.#figure;
    return {
      count,
      value: count === 0 ? 0 : this.#figure.valueOf(this.#cells.cells()),
      since: Math.min(this.#cells.since(), at),
      ...(this.#cells.isCoarse ? { approximate: true } : {}),
    };
  }

  spentAt(): number {
    return this.newest + this.#options.span;
  }

  toJSON(): JsonObject {
    return { cells: this.#cells.toJSON() };
  }
}
