import type { JsonObject, JsonValue } from '../../contract/json.js';
import { loadList, loadNumber, loadObject } from '../saved.js';
import { appended } from './grow.js';
import type { Added } from './windows.js';

/**
 * The latest `capacity` times that were added, in order, each with a digest of its event's id, so that an event that comes
 * again is known. Enough to tell whether that many lie within any window that ends at the newest.
 */
export class TimeRing {
  #capacity: number;
  #times: number[];
  #ids: number[];
  #head = 0;

  constructor(capacity: number, times: readonly number[] = [], ids: readonly number[] = []) {
    this.#times = [...times];
    this.#ids = [...ids];
    this.#capacity = capacity;
    this.#trim();
  }

  get size(): number {
    return this.#times.length - this.#head;
  }

  get isFull(): boolean {
    return this.size === this.#capacity;
  }

  /** -Infinity while it is empty. */
  get oldest(): number {
    return this.#times[this.#head] ?? -Infinity;
  }

  /** -Infinity while it is empty. */
  get newest(): number {
    return this.size === 0 ? -Infinity : (this.#times.at(-1) ?? -Infinity);
  }

  /** Adds a time with the digest of its event's id. `outside`: older than all of a full ring, so it was not kept. */
  add(time: number, id: number): Added {
    let at = this.#times.length;
    while (at > this.#head && (this.#times[at - 1] ?? 0) > time) at--;
    for (let same = at - 1; same >= this.#head && this.#times[same] === time; same--) if (this.#ids[same] === id) return 'duplicate';
    if (this.isFull && at === this.#head) return 'outside';
    if (at === this.#times.length) {
      this.#times = appended(this.#times, time);
      this.#ids = appended(this.#ids, id);
    } else {
      this.#times.splice(at, 0, time);
      this.#ids.splice(at, 0, id);
    }
    this.#trim();
    return 'counted';
  }

  /** How many are later than `start`. */
  countSince(start: number): number {
    let at = this.#times.length;
    while (at > this.#head && (this.#times[at - 1] ?? 0) > start) at--;
    return this.#times.length - at;
  }

  toJSON(): JsonObject {
    return { times: this.#times.slice(this.#head), ids: this.#ids.slice(this.#head) };
  }

  #trim(): void {
    this.#head = Math.max(this.#head, this.#times.length - this.#capacity);
    // Now and then, so that each time is moved once at most on average.
    if (this.#head < Math.max(this.#capacity, 8)) return;
    this.#times = this.#times.slice(this.#head);
    this.#ids = this.#ids.slice(this.#head);
    this.#head = 0;
  }
}

/** Reads what `toJSON` gave. Throws on anything else. */
export function loadRing(value: JsonValue | undefined, capacity: number): TimeRing {
  const { times, ids } = loadObject(value);
  return new TimeRing(capacity, loadList(times).map(loadNumber), loadList(ids).map(loadNumber));
}
