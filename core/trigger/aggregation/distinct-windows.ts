import type { JsonObject, JsonValue } from '../../contract/json.js';
import { loadObject } from '../saved.js';
import type { Match } from '../trigger-state.js';
import { decodeKey } from '../group-key.js';
import { DistinctValues } from './distinct-values.js';
import { eventDigest } from './event-digest.js';
import { FrequentValues } from './frequent-values.js';
import type { GroupWindow } from './group-windows.js';
import { loadRing, TimeRing } from './time-ring.js';
import type { TupleReader } from './tuple-reader.js';
import { valueHash } from './value-hash.js';
import type { Added, Measure, TopValue } from './windows.js';

/** The window itself. */
const UNITS_PER_GROUP = 95;
/** A value with its time in a map. */
const UNITS_PER_VALUE = 4;
/** A time and a digest in lists. */
const UNITS_PER_EVENT = 2;
/** So many of the latest events are known when they come again; older ones add nothing, because their values are known. */
const REMEMBERED = 64;
/** Values that are told by name. */
const MOST_TOLD = 3;

export interface DistinctOptions {
  readonly gte: number;
  /** Milliseconds. */
  readonly span: number;
  /** As `span`, but Infinity where the window's frame alone bounds it. */
  readonly length: number;
  /** Whose values are counted, and what reads them. */
  readonly fields: readonly string[];
  readonly read: TupleReader;
}

/** `distinct: { field, gte, within }` for one group: each value leaves when its last occurrence does. */
export class DistinctWindow implements GroupWindow {
  readonly #options: DistinctOptions;
  readonly #values = new DistinctValues();
  readonly #events: TimeRing;
  /** How often the values came since the window was last empty. */
  readonly #frequent = new FrequentValues();

  constructor(options: DistinctOptions, saved?: JsonValue) {
    this.#options = options;
    const { values, events, frequent } = saved === undefined ? {} : loadObject(saved);
    this.#events = saved === undefined ? new TimeRing(REMEMBERED) : loadRing(events, REMEMBERED);
    if (saved !== undefined) this.#values.load(values);
    if (frequent !== undefined) this.#frequent.load(frequent);
  }

  get size(): number {
    return UNITS_PER_GROUP + this.#values.kept * UNITS_PER_VALUE + this.#events.size * UNITS_PER_EVENT + this.#frequent.size;
  }

  get newest(): number {
    return this.#values.newest;
  }

  add({ id, time, fields }: Match): Added {
    const tuple = this.#options.read(fields);
    if (tuple === undefined) return 'ignored';
    const added = this.#events.add(time, eventDigest(id));
    if (added === 'duplicate') return 'duplicate';
    const value = valueHash(tuple);
    const over = this.#over(Math.max(time, this.newest));
    if (time <= over || (added === 'outside' && time <= (this.#values.lastSeen(value) ?? -Infinity))) return 'outside';
    if (this.newest <= over) this.#frequent.clear();
    this.#frequent.add(tuple);
    this.#values.add(value, time, over);
    return 'counted';
  }

  holds(at: number): boolean {
    return this.#values.count(this.#over(at)).value >= this.#options.gte;
  }

  changesAt(at: number): number {
    const { value, since } = this.#values.count(this.#over(at));
    return value >= this.#options.gte ? since + this.#options.length : Infinity;
  }

  measure(at: number): Measure {
    const { value, approximate, since } = this.#values.count(this.#over(at));
    return { count: value, value, since: Math.min(since, at), top: this.top(), ...(approximate ? { approximate } : {}) };
  }

  top(): readonly TopValue[] {
    const { fields } = this.#options;
    return this.#frequent.top(MOST_TOLD).map(([tuple, count]) => ({ name: Object.values(decodeKey(fields, tuple)).map(plain).join(', '), count }));
  }

  spentAt(): number {
    return this.newest + this.#options.span;
  }

  toJSON(): JsonObject {
    return { values: this.#values.toJSON(), events: this.#events.toJSON(), frequent: this.#frequent.toJSON() };
  }

  #over(at: number): number {
    return at - this.#options.length;
  }
}

function plain(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
