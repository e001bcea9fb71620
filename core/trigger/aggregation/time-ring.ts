import type { JsonObject } from '../contract/json.js';

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

  /** Whether it is full, and all of it lies in the half-open window (newest - length, newest]. */
  fills(length: number): boolean {
    return this.isFull && this.newest - this.oldest < length;
  }

  /** Adds a time. `duplicate`: the same event is there already. `outside`: older than all of a full ring, so it was not kept. */
  add(time: number, eventId: string): 'added' | 'duplicate' | 'outside' {
    const id = digest(eventId);
    let at = this.#times.length;
    while (at > this.#head && (this.#times[at - 1] ?? 0) > time) at--;
    for (let same = at - 1; same >= this.#head && this.#times[same] === time; same--) if (this.#ids[same] === id) return 'duplicate';
    if (this.isFull && at === this.#head) return 'outside';
    if (at === this.#times.length) {
      this.#times.push(time);
      this.#ids.push(id);
    } else {
      this.#times.splice(at, 0, time);
      this.#ids.splice(at, 0, id);
    }
    this.#trim();
    return 'added';
  }

  /** Changes how many it keeps; the oldest go where that is fewer. */
  resize(capacity: number): void {
    this.#capacity = capacity;
    this.#trim();
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

/** FNV-1a, 30 bits: two events of the same millisecond are taken for one with a chance of one in a thousand million. */
function digest(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value & 0x3fffffff;
}
