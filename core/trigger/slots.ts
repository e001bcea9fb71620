import { grownInts } from './aggregation/grow.js';

const NONE = -1;

/**
 * Group keys and the slots that their windows stand in; the stalest key first. Slots of keys that went are used again. The
 * order is a list linked by slots: to move a key within a map would leave a gap in it each time, which doubles its size.
 */
export class Slots {
  readonly #byKey = new Map<string, number>();
  readonly #keys: (string | undefined)[] = [];
  readonly #free: number[] = [];
  #before = new Int32Array(0);
  #after = new Int32Array(0);
  #stalest = NONE;
  #freshest = NONE;

  get size(): number {
    return this.#byKey.size;
  }

  /** The one at hand may be closed meanwhile, no other. */
  *entries(): IterableIterator<[key: string, slot: number]> {
    for (let slot = this.#stalest; slot !== NONE;) {
      const next = this.#after[slot] ?? NONE;
      yield [this.keyOf(slot), slot];
      slot = next;
    }
  }

  keyOf(slot: number): string {
    return this.#keys[slot] ?? '';
  }

  slotOf(key: string): number | undefined {
    return this.#byKey.get(key);
  }

  /** The slot of a key, which thereby becomes the freshest. */
  touch(key: string): number | undefined {
    const slot = this.#byKey.get(key);
    if (slot === undefined || slot === this.#freshest) return slot;
    this.#takeOut(slot);
    this.#putLast(slot);
    return slot;
  }

  open(key: string): number {
    const slot = this.#free.pop() ?? this.#byKey.size;
    this.#before = grownInts(this.#before, slot + 1);
    this.#after = grownInts(this.#after, slot + 1);
    this.#byKey.set(key, slot);
    this.#keys[slot] = key;
    this.#putLast(slot);
    return slot;
  }

  close(key: string): void {
    const slot = this.#byKey.get(key);
    if (slot === undefined) return;
    this.#takeOut(slot);
    this.#byKey.delete(key);
    this.#keys[slot] = undefined;
    this.#free.push(slot);
  }

  stalest(): [key: string, slot: number] | undefined {
    return this.#stalest === NONE ? undefined : [this.keyOf(this.#stalest), this.#stalest];
  }

  #takeOut(slot: number): void {
    const before = this.#before[slot] ?? NONE;
    const after = this.#after[slot] ?? NONE;
    if (before === NONE) this.#stalest = after;
    else this.#after[before] = after;
    if (after === NONE) this.#freshest = before;
    else this.#before[after] = before;
  }

  #putLast(slot: number): void {
    this.#before[slot] = this.#freshest;
    this.#after[slot] = NONE;
    if (this.#freshest === NONE) this.#stalest = slot;
    else this.#after[this.#freshest] = slot;
    this.#freshest = slot;
  }
}
