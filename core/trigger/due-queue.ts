import { grownFloats, grownInts } from './aggregation/grow.js';

/**
 * Slots by the time at which they are due, the earliest first, of the same time by their keys: a binary heap in which each slot
 * stands once at most.
 */
export class DueQueue {
  readonly #keyOf: (slot: number) => string;
  #size = 0;
  #slots = new Int32Array(0);
  #times = new Float64Array(0);
  /** Place of each slot in the heap, counted from 1; 0 where it is not in it. */
  #places = new Int32Array(0);

  constructor(keyOf: (slot: number) => string) {
    this.#keyOf = keyOf;
  }

  /** The earliest time; Infinity while it is empty. */
  get next(): number {
    return this.#size === 0 ? Infinity : (this.#times[0] as number);
  }

  /** Puts a slot at a time, or moves it there; Infinity takes it out. */
  set(slot: number, time: number): void {
    const place = (this.#places[slot] ?? 0) - 1;
    if (place >= 0 && this.#times[place] === time) return;
    if (place >= 0) this.#remove(place);
    if (time === Infinity) return;
    const last = this.#size++;
    this.#slots = grownInts(this.#slots, this.#size);
    this.#times = grownFloats(this.#times, this.#size);
    this.#places = grownInts(this.#places, slot + 1);
    this.#put(last, slot, time);
    this.#rise(last);
  }

  /** Takes out the earliest, where it is due at `now`. */
  take(now: number): number | undefined {
    if (this.#size === 0 || this.next > now) return undefined;
    const slot = this.#slots[0] as number;
    this.#remove(0);
    return slot;
  }

  #remove(place: number): void {
    const last = --this.#size;
    this.#places[this.#slots[place] as number] = 0;
    if (place === last) return;
    this.#put(place, this.#slots[last] as number, this.#times[last] as number);
    this.#rise(place);
    this.#sink(place);
  }

  #rise(from: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#isBefore(place, parent)) return;
      this.#swap(place, parent);
      place = parent;
    }
  }

  #sink(from: number): void {
    let place = from;
    for (;;) {
      const left = 2 * place + 1;
      if (left >= this.#size) return;
      const right = left + 1;
      const least = right < this.#size && this.#isBefore(right, left) ? right : left;
      if (!this.#isBefore(least, place)) return;
      this.#swap(place, least);
      place = least;
    }
  }

  /** Of the same time, by key, so that the order hangs on nothing else. */
  #isBefore(a: number, b: number): boolean {
    const first = this.#times[a] as number;
    const second = this.#times[b] as number;
    return first < second || (first === second && this.#keyOf(this.#slots[a] as number) < this.#keyOf(this.#slots[b] as number));
  }

  #swap(a: number, b: number): void {
    const slot = this.#slots[a] as number;
    const time = this.#times[a] as number;
    this.#put(a, this.#slots[b] as number, this.#times[b] as number);
    this.#put(b, slot, time);
  }

  #put(place: number, slot: number, time: number): void {
    this.#slots[place] = slot;
    this.#times[place] = time;
    this.#places[slot] = place + 1;
  }
}
