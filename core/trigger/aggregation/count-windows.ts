import type { JsonValue } from '../../contract/json.js';
import { eventDigest } from './event-digest.js';
import { SlabRings } from './slab-rings.js';
import { loadRing, TimeRing } from './time-ring.js';
import type { Match } from '../trigger-state.js';
import type { Added, Measure, Windows } from './windows.js';

/** Up to this many times a group, all groups share arrays; beyond it each has a ring that grows with what it holds. */
const MOST_IN_SLAB = 16;

/**
 * `count: { gte, within }`: the latest `gte` times of each group are enough to tell whether that many lie in any window
 * that ends at the newest.
 */
export class CountWindows implements Windows {
  readonly span: number;
  readonly #gte: number;
  /** Milliseconds that the window is long: Infinity where its frame alone bounds it. */
  readonly #length: number;
  readonly #rings: Rings;

  constructor(gte: number, span: number, length: number) {
    this.span = span;
    this.#gte = gte;
    this.#length = length;
    this.#rings = gte <= MOST_IN_SLAB ? new SlabRings(gte) : new RingPerSlot(gte);
  }

  get size(): number {
    return this.#rings.total;
  }

  open(slot: number): void {
    this.#rings.open(slot);
  }

  close(slot: number): void {
    this.#rings.close(slot);
  }

  newest(slot: number): number {
    return this.#rings.newest(slot);
  }

  add(slot: number, { time, id }: Match): Added {
    return this.#rings.add(slot, time, eventDigest(id));
  }

  holds(slot: number, at: number): boolean {
    return this.#rings.size(slot) === this.#gte && at - this.#rings.oldest(slot) < this.#length;
  }

  changesAt(slot: number, at: number): number {
    return this.holds(slot, at) ? this.#rings.oldest(slot) + this.#length : Infinity;
  }

  measure(slot: number): Measure {
    const count = this.#rings.size(slot);
    return { count, value: count, since: this.#rings.oldest(slot) };
  }

  spentAt(slot: number): number {
    return this.#rings.newest(slot) + this.span;
  }

  save(slot: number): JsonValue {
    return this.#rings.save(slot);
  }

  load(slot: number, saved: JsonValue): void {
    this.#rings.load(slot, saved);
  }
}

type Rings = Pick<SlabRings, 'total' | 'open' | 'close' | 'size' | 'oldest' | 'newest' | 'add' | 'save' | 'load'>;

class RingPerSlot implements Rings {
  readonly #capacity: number;
  readonly #rings: (TimeRing | undefined)[] = [];
  #total = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get total(): number {
    return this.#total;
  }

  open(slot: number): void {
    this.#rings[slot] = new TimeRing(this.#capacity);
  }

  close(slot: number): void {
    this.#total -= this.size(slot);
    this.#rings[slot] = undefined;
  }

  size(slot: number): number {
    return this.#rings[slot]?.size ?? 0;
  }

  oldest(slot: number): number {
    return this.#rings[slot]?.oldest ?? -Infinity;
  }

  newest(slot: number): number {
    return this.#rings[slot]?.newest ?? -Infinity;
  }

  add(slot: number, time: number, id: number): Added {
    const before = this.size(slot);
    const added = this.#rings[slot]?.add(time, id) ?? 'outside';
    this.#total += this.size(slot) - before;
    return added;
  }

  save(slot: number): JsonValue {
    return this.#rings[slot]?.toJSON() ?? { times: [], ids: [] };
  }

  load(slot: number, saved: JsonValue): void {
    const ring = loadRing(saved, this.#capacity);
    this.#rings[slot] = ring;
    this.#total += ring.size;
  }
}
