/** Remembers what was made of plain values; values that state the same share one result. Begins anew when it is full. */
export class Memo<T> {
  readonly #most: number;
  readonly #known = new Map<string, T>();

  constructor(most: number) {
    this.#most = most;
  }

  /** The result for a value of JSON or YAML. `make` is not called again for one that is known; what it throws is not remembered. */
  get(value: unknown, make: () => T): T {
    // Text apart from all else: it says nothing of infinities and the like, which YAML may hold.
    const key = JSON.stringify(value, (_name, item: unknown) => (typeof item === 'number' && !Number.isFinite(item) ? `number ${item}` : item));
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (this.#known.size >= this.#most) this.#known.clear();
    this.#known.set(key, made);
    return made;
  }
}
