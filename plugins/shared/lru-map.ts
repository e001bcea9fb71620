/** A map of at most `limit` keys: one more lets the key go that was used longest ago. */
export class LruMap<V> {
  readonly #limit: number;
  readonly #onEvict: () => void;
  readonly #entries = new Map<string, V>();

  /** `onEvict` is called once for each key that is let go. */
  constructor(limit: number, onEvict: () => void) {
    this.#limit = limit;
    this.#onEvict = onEvict;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The key's value, which counts as a use of the key. */
  get(key: string): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#limit) return;
    for (const stalest of this.#entries.keys()) {
      this.#entries.delete(stalest);
      this.#onEvict();
      return;
    }
  }
}
