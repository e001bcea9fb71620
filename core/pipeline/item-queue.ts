import { letGo, type Ticket } from './ticket.js';

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
  readonly ticket: Ticket;
  /** On disk too: nobody but the disk waits for it. */
  readonly stored: boolean;
}

/** Items taken from the queue for one delivery, with the share that each ticket has in them. */
export interface Load<T extends Item> {
  readonly items: readonly T[];
  readonly bytes: number;
  /** Emptied when they are settled. */
  readonly tickets: Ticket[];
  /** On disk too. */
  stored: boolean;
}

export const bytesOf = (items: readonly Item[]): number => {
  let bytes = 0;
  for (const item of items) bytes += item.byteLength;
  return bytes;
};

/** A first-in-first-out queue of parcels that counts items and bytes. It sets no bounds: its outlet does. */
export class ItemQueue<T extends Item> {
  #parcels: (Parcel<T> | undefined)[] = [];
  #head = 0;
  #length = 0;
  #bytes = 0;

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Items that are only in memory. */
  get unstored(): number {
    let items = 0;
    for (let at = this.#head; at < this.#parcels.length; at++) {
      const parcel = this.#parcels[at] as Parcel<T>;
      if (!parcel.stored) items += parcel.items.length;
    }
    return items;
  }

  push(parcel: Parcel<T>): void {
    this.#parcels.push(parcel);
    this.#length += parcel.items.length;
    this.#bytes += parcel.bytes;
  }

  /** Puts a parcel in front of all others. */
  unshift(parcel: Parcel<T>): void {
    if (this.#head > 0) this.#parcels[--this.#head] = parcel;
    else this.#parcels.unshift(parcel);
    this.#length += parcel.items.length;
    this.#bytes += parcel.bytes;
  }

  /**
   * Takes the oldest items up to both limits, but at least one. Parcels stay whole, so that a crash repeats no more than one load;
   * only one that is too large alone is cut, and its ticket then waits for all parts.
   */
  take(maxItems: number, maxBytes: number): Load<T> | undefined {
    const first = this.#peek();
    if (first === undefined) return undefined;
    // A parcel that fills a load alone goes as it is: nothing is copied.
    const next = this.#parcels[this.#head + 1];
    if (first.items.length <= maxItems && first.bytes <= maxBytes && (next === undefined || first.items.length + next.items.length > maxItems || first.bytes + next.bytes > maxBytes)) {
      this.#shift();
      return { items: Object.freeze(first.items), bytes: first.bytes, tickets: [first.ticket], stored: first.stored };
    }
    return this.#gather(maxItems, maxBytes, first.stored);
  }

  /** Removes the oldest parcel whole. */
  shift(): Parcel<T> | undefined {
    const parcel = this.#peek();
    if (parcel !== undefined) this.#shift();
    return parcel;
  }

  /** Removes what is only in memory. What is on disk too came before it, and stays. */
  takeUnstored(): readonly Parcel<T>[] {
    const all: Parcel<T>[] = [];
    for (let parcel = this.shift(); parcel !== undefined; parcel = this.shift()) all.push(parcel);
    for (const parcel of all) if (parcel.stored) this.push(parcel);
    return all.filter(({ stored }) => !stored);
  }

  /** Settles the tickets of what is only in memory: nobody waits for it any more. */
  letGo(): void {
    for (let at = this.#head; at < this.#parcels.length; at++) {
      const parcel = this.#parcels[at] as Parcel<T>;
      if (!parcel.stored) this.#parcels[at] = { ...parcel, ticket: letGo(parcel.ticket) };
    }
  }

  /** Whole parcels, either such as are on disk too or such as are not. */
  #gather(maxItems: number, maxBytes: number, stored: boolean): Load<T> {
    const parts: (readonly T[])[] = [];
    const tickets: Ticket[] = [];
    let length = 0;
    let bytes = 0;
    for (let parcel = this.#peek(); parcel?.stored === stored; parcel = this.#peek()) {
      if (length + parcel.items.length > maxItems || bytes + parcel.bytes > maxBytes) break;
      parts.push(parcel.items);
      tickets.push(parcel.ticket);
      length += parcel.items.length;
      bytes += parcel.bytes;
      this.#shift();
    }
    return parts.length === 0 ? this.#cut(maxItems, maxBytes) : { items: Object.freeze(parts.flat(1) as readonly T[]), bytes, tickets, stored };
  }

  /** The first items of a parcel that is too large alone. */
  #cut(maxItems: number, maxBytes: number): Load<T> {
    const { items, bytes, ticket, stored } = this.#peek() as Parcel<T>;
    let fits = 0;
    let fitting = 0;
    for (; fits < items.length && fits < maxItems; fits++) {
      const size = (items[fits] as T).byteLength;
      if (fits > 0 && fitting + size > maxBytes) break;
      fitting += size;
    }
    if (fits === items.length) {
      this.#shift();
    } else {
      ticket.hold();
      this.#replaceHead({ items: items.slice(fits), bytes: bytes - fitting, ticket, stored }, fits, fitting);
    }
    return { items: Object.freeze(items.slice(0, fits)), bytes: fitting, tickets: [ticket], stored };
  }

  #peek(): Parcel<T> | undefined {
    return this.#parcels[this.#head];
  }

  #replaceHead(parcel: Parcel<T>, items: number, bytes: number): void {
    this.#parcels[this.#head] = parcel;
    this.#length -= items;
    this.#bytes -= bytes;
  }

  #shift(): void {
    const parcel = this.#parcels[this.#head] as Parcel<T>;
    this.#parcels[this.#head++] = undefined;
    this.#length -= parcel.items.length;
    this.#bytes -= parcel.bytes;
    if (this.#head > 64 && this.#head * 2 > this.#parcels.length) {
      this.#parcels = this.#parcels.slice(this.#head);
      this.#head = 0;
    }
  }
}
