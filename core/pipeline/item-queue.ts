import type { Share } from './share.js';

/** What a queue holds: events, or alerts on their way to an action. */
export interface Item {
  readonly id: string;
  readonly byteLength: number;
  /** `audit` and `security` items are never dropped by a full queue. */
  readonly class?: string;
}

/** Items that came together, and whom to tell when they have left. */
export interface Parcel<T extends Item> {
  readonly items: readonly T[];
  readonly bytes: number;
  readonly share: Share;
}

/** Items taken from the queue for one delivery. All of their shares have the same keeper, until somebody passes them on. */
export interface Load<T extends Item> {
  readonly items: readonly T[];
  readonly bytes: number;
  readonly shares: readonly Share[];
}

/** Whether all of it is on disk too. */
export const isStored = ({ shares }: { readonly shares: readonly Share[] }): boolean => shares.every(({ keeper }) => keeper === 'disk');

export const bytesOf = (items: readonly Item[]): number => {
  let bytes = 0;
  for (const item of items) bytes += item.byteLength;
  return bytes;
};

/** A first-in-first-out queue of parcels that counts items and bytes. It sets no bounds: its outlet does. */
export class ItemQueue<T extends Item> {
  /** Undefined stands where a parcel has left; what stands before `#head` is all gone. */
  #parcels: (Parcel<T> | undefined)[] = [];
  #head = 0;
  /** Parcels that are there. */
  #count = 0;
  #length = 0;
  #bytes = 0;

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** `parcel` is not empty. */
  push(parcel: Parcel<T>): void {
    if (this.#parcels.length >= 64 && this.#parcels.length >= this.#count * 2) {
      this.#parcels = this.#parcels.filter((other) => other !== undefined);
      this.#head = 0;
    }
    this.#parcels.push(parcel);
    this.#count++;
    this.#length += parcel.items.length;
    this.#bytes += parcel.bytes;
  }

  /**
   * Takes the oldest items up to both limits, but at least one. Parcels stay whole, so that a crash repeats no more than one load;
   * only one that is too large alone is cut.
   */
  take(maxItems: number, maxBytes: number): Load<T> | undefined {
    const first = this.#parcels[this.#head];
    if (first === undefined) return undefined;
    const parts: (readonly T[])[] = [];
    const shares: Share[] = [];
    const { keeper } = first.share;
    let length = 0;
    let bytes = 0;
    for (let parcel: Parcel<T> | undefined = first; parcel?.share.keeper === keeper; parcel = this.#parcels[this.#head]) {
      if (length + parcel.items.length > maxItems || bytes + parcel.bytes > maxBytes) break;
      parts.push(parcel.items);
      shares.push(parcel.share);
      length += parcel.items.length;
      bytes += parcel.bytes;
      this.shift();
    }
    return parts.length === 0 ? this.#cut(first, maxItems, maxBytes) : loadOf(parts, bytes, shares);
  }

  /** Oldest first. */
  *parcels(): Generator<Parcel<T>> {
    for (const parcel of this.#parcels) if (parcel !== undefined) yield parcel;
  }

  /** Removes the oldest parcel whole. */
  shift(): Parcel<T> | undefined {
    const parcel = this.#parcels[this.#head];
    if (parcel !== undefined) this.#put(this.#head, undefined, parcel.items.length, parcel.bytes);
    return parcel;
  }

  /**
   * Lets the oldest items go, those that are spared aside, until so many items and bytes are gone or none is left to go. A parcel
   * that loses all of its items is settled. Returns how many went.
   */
  evict(items: number, bytes: number, spares: (item: T) => boolean): number {
    let gone = 0;
    let goneBytes = 0;
    const isEnough = (): boolean => gone >= items && goneBytes >= bytes;
    const parcels = this.#parcels;
    for (let at = this.#head; at < parcels.length && !isEnough(); at++) {
      const parcel = parcels[at];
      if (parcel === undefined) continue;
      const before = [gone, goneBytes] as const;
      const kept = parcel.items.filter((item) => {
        if (isEnough() || spares(item)) return true;
        gone++;
        goneBytes += item.byteLength;
        return false;
      });
      const [fewer, smaller] = [gone - before[0], goneBytes - before[1]];
      if (kept.length === 0) parcel.share.settle();
      if (fewer > 0) this.#put(at, kept.length === 0 ? undefined : { items: kept, bytes: parcel.bytes - smaller, share: parcel.share }, fewer, smaller);
    }
    return gone;
  }

  /** Takes the first items of a parcel that is too large alone. */
  #cut({ items, bytes, share }: Parcel<T>, maxItems: number, maxBytes: number): Load<T> {
    let fits = 0;
    let fitting = 0;
    for (; fits < items.length && fits < maxItems; fits++) {
      const size = (items[fits] as T).byteLength;
      if (fits > 0 && fitting + size > maxBytes) break;
      fitting += size;
    }
    const rest = items.slice(fits);
    this.#put(this.#head, rest.length === 0 ? undefined : { items: rest, bytes: bytes - fitting, share: share.split() }, fits, fitting);
    return loadOf([items.slice(0, fits)], fitting, [share]);
  }

  /** Puts what is left of a parcel in its place. */
  #put(at: number, parcel: Parcel<T> | undefined, fewer: number, smaller: number): void {
    this.#parcels[at] = parcel;
    this.#length -= fewer;
    this.#bytes -= smaller;
    if (parcel !== undefined) return;
    this.#count--;
    while (this.#head < this.#parcels.length && this.#parcels[this.#head] === undefined) this.#head++;
  }
}

function loadOf<T extends Item>(parts: readonly (readonly T[])[], bytes: number, shares: readonly Share[]): Load<T> {
  // A parcel that fills a load alone goes as it is: nothing is copied.
  const items = parts.length === 1 ? (parts[0] as readonly T[]) : parts.flat(1) as readonly T[];
  return { items: Object.freeze(items), bytes, shares };
}
