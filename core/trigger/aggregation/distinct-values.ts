import type { JsonObject, JsonValue } from '../../contract/json.js';
import { loadList, loadNumber, loadObject } from '../saved.js';

/** So many values are counted one by one. */
export const MOST_EXACT = 1000;
/** So many stand for all once there are more: their number tells that of all with a standard error of 2 to 3 %, at most 5 %. */
const MOST_SAMPLED = 2048;
/** A value belongs to a deeper rank with half the chance of the one before; 2 ** 40 values are more than come. */
const DEEPEST = 40;

/**
 * How many different values came within a time, by their hashes: exact while there are few, then of a sample of them that
 * is drawn by the hash, so that it holds the same values wherever and whenever it is drawn. A value's rank is the number of
 * zeros its hash ends in; of a sample of depth d only values of that rank or deeper are kept, one in 2 ** d. Each is kept
 * with the time it was last seen at, so it leaves when its last occurrence does; and for each rank that was not kept it is
 * known until when values of it came, so that the count is exact again once these are out of the window.
 */
export class DistinctValues {
  /** Time at which each value was last seen, the stalest first. */
  #seen = new Map<number, number>();
  /** By rank: the time of the latest value that was not kept; undefined while all were. */
  #lost: number[] | undefined;
  #newest = -Infinity;

  /** Values that are kept. */
  get kept(): number {
    return this.#seen.size;
  }

  get newest(): number {
    return this.#newest;
  }

  /** Time at which a value was last seen, as far as it is kept; undefined for one that was not. */
  lastSeen(value: number): number | undefined {
    return this.#seen.get(value);
  }

  /** Takes a value; forgets those last seen at or before `over`. */
  add(value: number, time: number, over: number): void {
    for (const [stale, seen] of this.#seen) {
      if (seen > over) break;
      this.#seen.delete(stale);
    }
    this.#newest = Math.max(this.#newest, time);
    const rank = rankOf(value);
    const last = this.#seen.get(value) ?? -Infinity;
    if (time <= last) return;
    if (rank < this.#depth(over)) this.#lose(rank, time);
    else this.#put(value, time, last);
    this.#goDeeper(over);
  }

  /** How many values were seen after `over`, and when the stalest of them was. */
  count(over: number): { readonly value: number; readonly approximate: boolean; readonly since: number } {
    const depth = this.#depth(over);
    let kept = this.#seen.size;
    for (const seen of this.#seen.values()) {
      if (seen > over) return { value: kept * 2 ** depth, approximate: depth > 0, since: seen };
      kept--;
    }
    return { value: 0, approximate: false, since: Infinity };
  }

  toJSON(): JsonObject {
    const lost = (this.#lost ?? []).flatMap((time, rank): JsonValue[] => (time === -Infinity ? [] : [[rank, time]]));
    return { values: [...this.#seen.keys()], times: [...this.#seen.values()], lost, newest: this.#newest === -Infinity ? null : this.#newest };
  }

  /** Takes what `toJSON` gave. Throws on anything else. */
  load(saved: JsonValue | undefined): void {
    const { values, times, lost, newest } = loadObject(saved);
    const seen = loadList(times).map(loadNumber);
    this.#seen = new Map(loadList(values).map((value, index) => [loadNumber(value), seen[index] ?? -Infinity]));
    for (const entry of loadList(lost)) {
      const [rank, time] = loadList(entry).map(loadNumber);
      if (rank !== undefined && time !== undefined && rank >= 0 && rank <= DEEPEST) this.#lose(rank, time);
    }
    this.#newest = newest === null ? -Infinity : loadNumber(newest);
  }

  /** Depth of the sample that holds all that it has to for the time after `over`. */
  #depth(over: number): number {
    const lost = this.#lost;
    if (lost !== undefined) for (let rank = DEEPEST; rank >= 0; rank--) if ((lost[rank] as number) > over) return rank + 1;
    return 0;
  }

  #put(value: number, time: number, last: number): void {
    if (last > -Infinity) this.#seen.delete(value);
    const newest = this.#newest;
    this.#seen.set(value, time);
    if (time < newest) this.#seen = new Map([...this.#seen].toSorted(([, a], [, b]) => a - b));
  }

  #lose(rank: number, time: number): void {
    // Few groups ever have so many values.
    const lost = this.#lost ??= Array.from({ length: DEEPEST + 1 }, () => -Infinity);
    lost[rank] = Math.max(lost[rank] as number, time);
  }

  /** Leaves out one rank after another until there is room. */
  #goDeeper(over: number): void {
    const most = this.#depth(over) === 0 ? MOST_EXACT : MOST_SAMPLED;
    for (let rank = this.#depth(over); this.#seen.size > most && rank <= DEEPEST; rank++) {
      for (const [value, seen] of this.#seen) {
        if (rankOf(value) > rank) continue;
        this.#seen.delete(value);
        this.#lose(rank, seen);
      }
    }
  }
}

function rankOf(value: number): number {
  const low = value % 0x1_0000_0000 | 0;
  return low === 0 ? 32 : 31 - Math.clz32(low & -low);
}
