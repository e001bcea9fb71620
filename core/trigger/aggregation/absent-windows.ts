import type { JsonValue } from '../../contract/json.js';
import { loadNumber, loadObject } from '../saved.js';
import type { Match } from '../trigger-state.js';
import { eventDigest } from './event-digest.js';
import { loadRing, TimeRing } from './time-ring.js';
import type { Added, Measure, Windows } from './windows.js';

interface Watch {
  /** Epoch milliseconds from which on it is waited for. */
  armedAt: number;
  /** It is waited for however long it was not heard of. */
  expected: boolean;
  ring: TimeRing;
}

/**
 * `absent: { for, lt }`: fewer than `lt` events in a window. A group is armed by its first event, or by `expect`; from then on
 * a whole window has to pass before anything is missed. The latest `lt` times of each are enough to tell.
 */
export class AbsentWindows implements Windows {
  readonly span: number;
  readonly #lt: number;
  readonly #forget: number;
  readonly #watches: (Watch | undefined)[] = [];
  #size = 0;

  /** `span` and `forget` in milliseconds; `forget` is Infinity where nothing is forgotten. */
  constructor(span: number, lt: number, forget: number) {
    this.span = span;
    this.#lt = lt;
    this.#forget = forget;
  }

  get size(): number {
    return this.#size;
  }

  open(slot: number): void {
    this.#watches[slot] = { armedAt: Infinity, expected: false, ring: new TimeRing(this.#lt) };
    this.#size++;
  }

  expect(slot: number, at: number | undefined): void {
    const watch = this.#watches[slot];
    if (watch === undefined) return;
    watch.expected = true;
    watch.armedAt = Math.min(watch.armedAt, at ?? Infinity);
  }

  /** It is not missed again before it was heard of. */
  restart(slot: number): void {
    const expected = this.#watches[slot]?.expected ?? false;
    this.close(slot);
    this.open(slot);
    const watch = this.#watches[slot];
    if (watch !== undefined) watch.expected = expected;
  }

  close(slot: number): void {
    const watch = this.#watches[slot];
    if (watch === undefined) return;
    this.#size -= watch.ring.size + 1;
    this.#watches[slot] = undefined;
  }

  newest(slot: number): number {
    return this.#watches[slot]?.ring.newest ?? -Infinity;
  }

  add(slot: number, match: Match): Added {
    const { time, id } = match;
    const watch = this.#watches[slot];
    if (watch === undefined) return 'outside';
    if (time >= this.#forgottenAt(watch)) {
      this.close(slot);
      this.open(slot);
      return this.add(slot, match);
    }
    const before = watch.ring.size;
    const added = watch.ring.add(time, eventDigest(id));
    if (added !== 'counted') return added;
    this.#size += watch.ring.size - before;
    watch.armedAt = Math.min(watch.armedAt, time);
    return added;
  }

  holds(slot: number, at: number): boolean {
    const watch = this.#watches[slot];
    return watch !== undefined && at >= this.#quietSince(watch) + this.span && at < this.#forgottenAt(watch);
  }

  changesAt(slot: number, at: number): number {
    const watch = this.#watches[slot];
    if (watch === undefined) return Infinity;
    const missed = this.#quietSince(watch) + this.span;
    const forgotten = this.#forgottenAt(watch);
    if (missed >= forgotten) return Infinity;
    return missed > at ? missed : forgotten > at ? forgotten : Infinity;
  }

  measure(slot: number, at: number): Measure {
    const watch = this.#watches[slot];
    if (watch === undefined) return { count: 0, value: 0, since: -Infinity };
    const count = watch.ring.countSince(at - this.span);
    return { count, value: count, since: this.#quietSince(watch) };
  }

  spentAt(slot: number): number {
    const watch = this.#watches[slot];
    return watch === undefined ? -Infinity : this.#forgottenAt(watch);
  }

  save(slot: number): JsonValue {
    const watch = this.#watches[slot];
    return watch === undefined ? null : { ...watch.ring.toJSON(), ...(watch.armedAt === Infinity ? {} : { armed: watch.armedAt }) };
  }

  load(slot: number, saved: JsonValue): void {
    const ring = loadRing(saved, this.#lt);
    const { armed } = loadObject(saved);
    this.#watches[slot] = { armedAt: armed === undefined ? Infinity : loadNumber(armed), expected: false, ring };
    this.#size += ring.size + 1;
  }

  /** The time after which fewer than `lt` events came. */
  #quietSince({ armedAt, ring }: Watch): number {
    return ring.isFull ? Math.max(ring.oldest, armedAt) : armedAt;
  }

  #forgottenAt({ expected, ring }: Watch): number {
    return expected || ring.size === 0 ? Infinity : ring.newest + this.#forget;
  }
}
