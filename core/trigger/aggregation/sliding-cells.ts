import type { JsonObject, JsonValue } from '../../contract/json.js';
import { loadList, loadNumber, loadObject } from '../saved.js';
import { appended } from './grow.js';
import type { Added } from './windows.js';

/** Beyond so many cells all but the latest are put together. */
const MOST_CELLS = 1024;
const LEFT_FINE = 512;
/** A cell that stands for several events. */
const COARSE = -1;
const NONE: readonly number[] = [];
/** Time, digest, count and value of a cell. */
const UNITS_PER_CELL = 3;

/** What is kept up to date for the cells of a window, as they come and go. */
export interface Tally<V> {
  change(value: V, count: number, sign: 1 | -1): void;
  clear(): void;
}

/** What a cell holds of its events. */
export interface CellContent<V> {
  join(one: V, other: V): V;
  save(value: V): JsonValue;
  /** Throws on what it can't read. */
  load(saved: JsonValue): V;
}

/** Windows that end at the same moment: `length` in milliseconds, from the shortest to the longest. */
export interface CellWindow<V> {
  readonly length: number;
  readonly tally: Tally<V>;
}

/**
 * The events of a group in order, each a cell with its time, a digest of its id and a value, and what windows over them hold.
 * Exact while there are few; beyond 1,024, the older ones are put together in slices of time, and each slice leaves as a
 * whole, at most its width too early. An event older than the slices can no longer be told from one that came before: it is
 * late. So a group takes the same memory however much comes.
 */
export class SlidingCells<V> {
  readonly #windows: readonly CellWindow<V>[];
  readonly #content: CellContent<V>;
  readonly #width: number;
  #times: number[] = [];
  #ids: number[] = [];
  /** How many events each coarse cell stands for; any other is one event. */
  #counts: readonly number[] = NONE;
  #values: V[] = [];
  /** How many coarse cells stand at the beginning. */
  #coarse = 0;
  /** Of each window: its first cell. */
  readonly #firsts: number[];
  /** The end of all windows. */
  #at = -Infinity;

  /** `width` of a slice in milliseconds. */
  constructor(windows: readonly CellWindow<V>[], content: CellContent<V>, width: number) {
    this.#windows = windows;
    this.#content = content;
    this.#width = Math.max(1, Math.ceil(width));
    this.#firsts = windows.map(() => 0);
  }

  get size(): number {
    return this.#times.length * UNITS_PER_CELL;
  }

  get newest(): number {
    return this.#times.at(-1) ?? -Infinity;
  }

  /** Whether one of the windows holds cells that stand for several events. */
  get isCoarse(): boolean {
    return this.#coarse > (this.#firsts.at(-1) as number);
  }

  add(time: number, id: number, value: V): Added {
    const longest = this.#windows.length - 1;
    this.seek(Math.max(time, this.newest));
    this.#dropBefore(this.#firsts[longest] as number);
    if (time <= this.#at - (this.#windows[longest]?.length ?? 0)) return 'outside';
    const place = this.#placeAfter(time);
    for (let same = place - 1; same >= 0 && this.#times[same] === time; same--) if (this.#ids[same] === id) return 'duplicate';
    if (place < this.#coarse || (place === this.#coarse && this.#coarse > 0 && time < (this.#times[place - 1] as number) + this.#width)) return 'late';
    this.#insert(place, time, id, value);
    if (this.#times.length > MOST_CELLS) this.#coarsen();
    return 'counted';
  }

  /** Moves the end of all windows to `at`, which is not before the newest event. */
  seek(at: number): void {
    this.#at = at;
    for (const [index, { length, tally }] of this.#windows.entries()) {
      const over = at - length;
      let first = this.#firsts[index] as number;
      for (; first < this.#times.length && (this.#times[first] as number) <= over; first++) tally.change(this.#values[first] as V, this.#count(first), -1);
      for (; first > 0 && (this.#times[first - 1] as number) > over; first--) tally.change(this.#values[first - 1] as V, this.#count(first - 1), 1);
      this.#firsts[index] = first;
    }
  }

  /** The next time after that of the last `seek` at which an event leaves a window; Infinity where none does. */
  nextLeave(): number {
    return this.#windows.reduce((least, { length }, index) => Math.min(least, (this.#times[this.#firsts[index] as number] ?? Infinity) + length), Infinity);
  }

  /** Time of the first event in the shortest window; Infinity where it is empty. */
  since(): number {
    return this.#times[this.#firsts[0] as number] ?? Infinity;
  }

  /** What the shortest window holds. */
  *cells(): Iterable<readonly [value: V, count: number]> {
    for (let index = this.#firsts[0] as number; index < this.#times.length; index++) yield [this.#values[index] as V, this.#count(index)];
  }

  /** Time of the last event at or before `time`; -Infinity where there is none. */
  lastUpTo(time: number): number {
    return this.#times[this.#placeAfter(time) - 1] ?? -Infinity;
  }

  /** How many events lie in (from, to]. */
  countBetween(from: number, to: number): number {
    let count = 0;
    for (let place = this.#placeAfter(to) - 1; place >= 0 && (this.#times[place] as number) > from; place--) count += this.#count(place);
    return count;
  }

  /** Forgets what is not after `time`. */
  dropUpTo(time: number): void {
    const count = this.#placeAfter(time);
    if (count === 0) return;
    this.#cut(count);
    this.#tallyAgain(this.#at);
  }

  toJSON(): JsonObject {
    return { times: [...this.#times], ids: [...this.#ids], counts: this.#times.map((_, index) => this.#count(index)), values: this.#values.map((value) => this.#content.save(value)) };
  }

  /** Takes what `toJSON` gave. Throws on anything else. */
  load(saved: JsonValue | undefined): void {
    const { times, ids, counts, values } = loadObject(saved);
    this.#times = loadList(times).map(loadNumber);
    this.#ids = loadList(ids).map(loadNumber);
    const stated = loadList(counts).map(loadNumber);
    this.#values = loadList(values).map((value) => this.#content.load(value));
    if (new Set([this.#times.length, this.#ids.length, stated.length, this.#values.length]).size > 1) throw new TypeError('expected lists of one length');
    this.#coarse = this.#ids.filter((id) => id === COARSE).length;
    this.#counts = stated.slice(0, this.#coarse);
    this.#tallyAgain(this.newest);
  }

  #count(index: number): number {
    return index < this.#coarse ? (this.#counts[index] as number) : 1;
  }

  #insert(place: number, time: number, id: number, value: V): void {
    if (place === this.#times.length) {
      this.#times = appended(this.#times, time);
      this.#ids = appended(this.#ids, id);
      this.#values = appended(this.#values, value);
    } else {
      this.#times.splice(place, 0, time);
      this.#ids.splice(place, 0, id);
      this.#values.splice(place, 0, value);
    }
    for (const [index, { length, tally }] of this.#windows.entries()) {
      if (time > this.#at - length) tally.change(value, 1, 1);
      else this.#firsts[index] = (this.#firsts[index] as number) + 1;
    }
  }

  /** The first `count` cells, which are in no window. */
  #dropBefore(count: number): void {
    // Now and then, so that each cell is moved once at most on average.
    if (count > 0 && count >= this.#times.length / 2) this.#cut(count);
  }

  #placeAfter(time: number): number {
    let place = this.#times.length;
    while (place > 0 && (this.#times[place - 1] as number) > time) place--;
    return place;
  }

  #cut(count: number): void {
    this.#times = this.#times.slice(count);
    this.#ids = this.#ids.slice(count);
    this.#counts = this.#counts.slice(count);
    this.#values = this.#values.slice(count);
    this.#coarse = Math.max(0, this.#coarse - count);
    for (const [index, first] of this.#firsts.entries()) this.#firsts[index] = Math.max(0, first - count);
  }

  #coarsen(): void {
    const from = this.#firsts.at(-1) as number;
    const fine = this.#times.length - LEFT_FINE;
    const times: number[] = [];
    const counts: number[] = [];
    const values: V[] = [];
    for (let index = from; index < fine; index++) {
      const start = Math.floor((this.#times[index] as number) / this.#width) * this.#width;
      const last = times.length - 1;
      const value = this.#values[index] as V;
      if (times[last] === start) {
        counts[last] = (counts[last] as number) + this.#count(index);
        values[last] = this.#content.join(values[last] as V, value);
      } else {
        times.push(start);
        counts.push(this.#count(index));
        values.push(value);
      }
    }
    this.#coarse = times.length;
    this.#ids = [...times.map(() => COARSE), ...this.#ids.slice(fine)];
    this.#times = [...times, ...this.#times.slice(fine)];
    this.#counts = counts;
    this.#values = [...values, ...this.#values.slice(fine)];
    this.#tallyAgain(this.#at);
  }

  #tallyAgain(at: number): void {
    for (const [index, { tally }] of this.#windows.entries()) {
      this.#firsts[index] = 0;
      tally.clear();
      for (const [place, value] of this.#values.entries()) tally.change(value, this.#count(place), 1);
    }
    this.seek(at);
  }
}
