import type { JsonObject, JsonValue } from '../../contract/json.js';
import { decodeKey } from '../group-key.js';
import { loadNumber, loadObject } from '../saved.js';
import type { Match } from '../trigger-state.js';
import type { GroupWindow } from './group-windows.js';
import { packNumbers, unpackNumbers } from './packed.js';
import type { TupleReader } from './tuple-reader.js';
import { valueHash } from './value-hash.js';
import type { Added, Measure } from './windows.js';

/** The window itself. */
const UNITS_PER_GROUP = 36;
/** A value with its time in a map. */
const UNITS_PER_VALUE = 4;

export interface NewOptions {
  readonly fields: readonly string[];
  readonly read: TupleReader;
  /** Milliseconds from the first event on. */
  readonly learn: number;
  readonly max: number;
  /** Milliseconds; Infinity where nothing is forgotten. */
  readonly forget: number;
}

/** `new: { field, learn, max, forget }` for one group: the values it knows, by their hashes, the stalest first. */
export class NewWindow implements GroupWindow {
  readonly #options: NewOptions;
  readonly #seen = new Map<number, number>();
  #first = Infinity;
  #newest = -Infinity;
  #dropped = 0;
  /** The values of the event at hand, where they are new. */
  #fresh: string | undefined;

  constructor(options: NewOptions, saved?: JsonValue) {
    this.#options = options;
    if (saved === undefined) return;
    const { values, times, first, newest } = loadObject(saved);
    const seen = unpackNumbers(times);
    for (const [index, value] of unpackNumbers(values).entries()) this.#seen.set(value, seen[index] ?? -Infinity);
    this.#first = first === null ? Infinity : loadNumber(first);
    this.#newest = newest === null ? -Infinity : loadNumber(newest);
  }

  get size(): number {
    return UNITS_PER_GROUP + this.#seen.size * UNITS_PER_VALUE;
  }

  get newest(): number {
    return this.#newest;
  }

  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  add({ time, fields }: Match): Added {
    this.#fresh = undefined;
    const tuple = this.#options.read(fields);
    if (tuple === undefined) return 'ignored';
    if (time + this.#options.forget <= this.#newest) return 'late';
    if (this.#first === Infinity) this.#first = time;
    this.#newest = Math.max(this.#newest, time);
    const value = valueHash(tuple);
    const last = this.#seen.get(value);
    if (last === undefined || time - last >= this.#options.forget) {
      if (this.#options.learn === 0 || time >= this.#first + this.#options.learn) this.#fresh = tuple;
    }
    this.#note(value, Math.max(time, last ?? -Infinity));
    return 'counted';
  }

  holds(): boolean {
    return this.#fresh !== undefined;
  }

  changesAt(): number {
    return Infinity;
  }

  measure(at: number): Measure {
    const details = this.#fresh === undefined ? {} : { details: { value: decodeKey(this.#options.fields, this.#fresh) } };
    return { count: 1, value: 1, since: at, ...details };
  }

  spentAt(): number {
    return this.#options.forget === Infinity ? Infinity : Math.max(this.#newest + this.#options.forget, this.#first + this.#options.learn);
  }

  toJSON(): JsonObject {
    return {
      values: packNumbers([...this.#seen.keys()]),
      times: packNumbers([...this.#seen.values()]),
      first: this.#first === Infinity ? null : this.#first,
      newest: this.#newest === -Infinity ? null : this.#newest,
    };
  }

  #note(value: number, time: number): void {
    this.#seen.delete(value);
    this.#seen.set(value, time);
    for (const [stalest, seen] of this.#seen) {
      if (seen + this.#options.forget > this.#newest) break;
      this.#seen.delete(stalest);
    }
    while (this.#seen.size > this.#options.max) {
      const [stalest] = this.#seen.keys();
      if (stalest !== undefined) this.#seen.delete(stalest);
      this.#dropped++;
    }
  }
}
