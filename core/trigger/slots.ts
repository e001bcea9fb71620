/** Group keys and the slots that their windows stand in; the stalest key first. Slots of keys that went are used again. */
export class Slots {
  readonly #byKey = new Map<string, number>();
  readonly #free: number[] = [];

  get size(): number {
    return this.#byKey.size;
  }

  entries(): IterableIterator<[key: string, slot: number]> {
    return this.#byKey.entries();
  }

  slotOf(key: string): number | undefined {
    return this.#byKey.get(key);
  }

  /** The slot of a key, which thereby becomes the freshest. */
  touch(key: string): number | undefined {
    const slot = this.#byKey.get(key);
    if (slot === undefined) return undefined;
    this.#byKey.delete(key);
    this.#byKey.set(key, slot);
    return slot;
  }

  open(key: string): number {
    const slot = this.#free.pop() ?? this.#byKey.size;
    this.#byKey.set(key, slot);
    return slot;
  }

  close(key: string): void {
    const slot = this.#byKey.get(key);
    if (slot === undefined) return;
    this.#byKey.delete(key);
    this.#free.push(slot);
  }

  stalest(): [key: string, slot: number] | undefined {
    return this.#byKey.entries().next().value;
  }
}
