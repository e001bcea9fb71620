import { LATENESS } from './lateness.js';

/** The fullest window of all groups. Times are epoch milliseconds. */
export interface Best {
  /** Encoded group key. */
  readonly key: string;
  readonly count: number;
  /** The first and the last event that counted in it. */
  readonly from: number;
  readonly to: number;
}

interface Group {
  /** Ascending. */
  readonly times: number[];
  readonly ids: string[];
}

/**
 * Finds the fullest half-open window (t - length, t] of events by group, as a count trigger would count them: an event that
 * comes after its window has closed counts for none, one that comes again counts once. Keeps what one window holds.
 */
export class BestWindow {
  readonly #length: number;
  readonly #distinct: boolean;
  readonly #groups = new Map<string, Group>();
  #best: Best | undefined;
  late = 0;
  duplicates = 0;
  /** How late those were that came too late: least and most, in milliseconds; undefined where none was. */
  lateBy: { least: number; most: number } | undefined;

  /** @param distinct whether a window counts different ids instead of events */
  constructor(length: number, distinct = false) {
    this.#length = length;
    this.#distinct = distinct;
  }

  get best(): Best | undefined {
    return this.#best;
  }

  get groups(): number {
    return this.#groups.size;
  }

  add(key: string, time: number, id: string): void {
    const group = this.#groups.get(key) ?? { times: [], ids: [] };
    this.#groups.set(key, group);
    const { times, ids } = group;
    const newest = times.at(-1) ?? -Infinity;
    if (time + this.#length + LATENESS <= newest) {
      this.late++;
      const by = newest - time;
      this.lateBy = { least: Math.min(by, this.lateBy?.least ?? by), most: Math.max(by, this.lateBy?.most ?? by) };
      return;
    }
    let at = times.length;
    while (at > 0 && (times[at - 1] as number) > time) at--;
    for (let same = at - 1; !this.#distinct && same >= 0 && times[same] === time; same--) {
      if (ids[same] === id) {
        this.duplicates++;
        return;
      }
    }
    times.splice(at, 0, time);
    ids.splice(at, 0, id);
    this.#trim(group);
    this.#look(key, group, at);
  }

  /** What no window can hold any more goes. */
  #trim({ times, ids }: Group): void {
    const open = (times.at(-1) as number) - this.#length * 2 - LATENESS;
    const gone = firstAbove(times, open);
    if (gone < 64 || gone < times.length / 2) return;
    times.splice(0, gone);
    ids.splice(0, gone);
  }

  /** Looks at the windows that hold the event that came last: each ends at an event of the group. */
  #look(key: string, { times, ids }: Group, at: number): void {
    const added = times[at] as number;
    let from = firstAbove(times, added - this.#length);
    for (let to = at; to < times.length && (times[to] as number) < added + this.#length; to++) {
      const end = times[to] as number;
      while ((times[from] as number) <= end - this.#length) from++;
      const count = this.#distinct ? new Set(ids.slice(from, to + 1)).size : to - from + 1;
      if (count > (this.#best?.count ?? 0)) this.#best = { key, count, from: times[from] as number, to: end };
    }
  }
}

/** Index of the first time above a bound. */
function firstAbove(times: readonly number[], bound: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}
