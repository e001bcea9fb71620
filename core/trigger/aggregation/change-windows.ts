import type { JsonObject, JsonValue } from '../../contract/json.js';
import { decodeKey } from '../group-key.js';
import { loadList, loadNumber, loadObject, loadText } from '../saved.js';
import type { Match } from '../trigger-state.js';
import { eventDigest } from './event-digest.js';
import type { GroupWindow } from './group-windows.js';
import type { TupleReader } from './tuple-reader.js';
import type { Added, Measure } from './windows.js';

/** Of so many events of the newest millisecond it is known which they were. */
const REMEMBERED = 64;
/** The window itself. */
const UNITS_PER_GROUP = 30;
const CHARACTERS_PER_UNIT = 12;

export interface ChangeOptions {
  readonly fields: readonly string[];
  readonly read: TupleReader;
  /** Milliseconds; Infinity where the event before counts however old it is. */
  readonly within: number;
}

/** `change: { field, within }` for one group: the values of its newest event. */
export class ChangeWindow implements GroupWindow {
  readonly #options: ChangeOptions;
  #values: string | undefined;
  #newest = -Infinity;
  /** Digests of the events of that time. */
  #ids: number[] = [];
  /** The values before, where the event at hand changed them. */
  #before: string | undefined;

  constructor(options: ChangeOptions, saved?: JsonValue) {
    this.#options = options;
    if (saved === undefined) return;
    const { values, newest, ids } = loadObject(saved);
    if (values === undefined || values === null) return;
    this.#values = loadText(values);
    this.#newest = loadNumber(newest);
    this.#ids = loadList(ids).map(loadNumber);
  }

  get size(): number {
    return UNITS_PER_GROUP + Math.ceil((this.#values?.length ?? 0) / CHARACTERS_PER_UNIT) + this.#ids.length;
  }

  get newest(): number {
    return this.#newest;
  }

  add({ id, time, fields }: Match): Added {
    this.#before = undefined;
    const values = this.#options.read(fields);
    if (values === undefined) return 'ignored';
    const digest = eventDigest(id);
    if (time === this.#newest && this.#ids.includes(digest)) return 'duplicate';
    // What was between it and the newest is not known any more, so neither is whether it changed anything.
    if (time < this.#newest) return 'late';
    if (this.#values !== undefined && values !== this.#values && time - this.#newest <= this.#options.within) this.#before = this.#values;
    if (time > this.#newest) this.#ids = [];
    if (this.#ids.length < REMEMBERED) this.#ids.push(digest);
    this.#newest = time;
    this.#values = values;
    return 'counted';
  }

  holds(): boolean {
    return this.#before !== undefined;
  }

  changesAt(): number {
    return Infinity;
  }

  measure(at: number): Measure {
    if (this.#before === undefined || this.#values === undefined) return { count: 1, value: 1, since: at };
    const { fields } = this.#options;
    return { count: 1, value: 1, since: at, details: { from: decodeKey(fields, this.#before), to: decodeKey(fields, this.#values) } };
  }

  spentAt(): number {
    return this.#newest + this.#options.within;
  }

  toJSON(): JsonObject {
    return this.#values === undefined ? { values: null } : { values: this.#values, newest: this.#newest, ids: this.#ids.slice() };
  }
}
