/** Keys by the time at which they are due, the earliest first: a binary heap in which each key stands once at most. */
export class DueQueue {
  readonly #keys: string[] = [];
  readonly #times: number[] = [];
  /** Place of each key in the heap. */
  readonly #places = new Map<string, number>();

  /** The earliest time; Infinity while it is empty. */
  get next(): number {
    return this.#times[0] ?? Infinity;
  }

  /** Puts a key at a time, or moves it there; Infinity takes it out. */
  set(key: string, time: number): void {
    const place = this.#places.get(key);
    if (place !== undefined && this.#times[place] === time) return;
    if (place !== undefined) this.#remove(place);
    if (time === Infinity) return;
    this.#keys.push(key);
    this.#times.push(time);
    this.#places.set(key, this.#keys.length - 1);
    this.#rise(this.#keys.length - 1);
  }

  /** Takes out the earliest, where it is due at `now`. */
  take(now: number): string | undefined {
    if (this.next > now) return undefined;
    const key = this.#keys[0];
    if (key !== undefined) this.#remove(0);
    return key;
  }

  #remove(place: number): void {
    const last = this.#keys.length - 1;
    this.#places.delete(this.#keys[place] as string);
    const key = this.#keys[last] as string;
    const time = this.#times[last] as number;
    this.#keys.pop();
    this.#times.pop();
    if (place === last) return;
    this.#put(place, key, time);
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
      if (left >= this.#keys.length) return;
      const right = left + 1;
      const least = right < this.#keys.length && this.#isBefore(right, left) ? right : left;
      if (!this.#isBefore(least, place)) return;
      this.#swap(place, least);
      place = least;
    }
  }

  /** Of the same time, by key, so that the order hangs on nothing else. */
  #isBefore(a: number, b: number): boolean {
    const first = this.#times[a] as number;
    const second = this.#times[b] as number;
    return first < second || (first === second && (this.#keys[a] as string) < (this.#keys[b] as string));
  }

  #swap(a: number, b: number): void {
    const key = this.#keys[a] as string;
    const time = this.#times[a] as number;
    this.#put(a, this.#keys[b] as string, this.#times[b] as number);
    this.#put(b, key, time);
  }

  #put(place: number, key: string, time: number): void {
    this.#keys[place] = key;
    this.#times[place] = time;
    this.#places.set(key, place);
  }
}
