import type { ProcessLog } from '../contract/plugin.js';
import { bytesOf, type Item, type ItemQueue, type Load, type Parcel } from './item-queue.js';
import type { Overflow } from './overflow.js';
import type { Tally } from './tally.js';
import { settleAll, Ticket } from './ticket.js';

export interface SpillwayOptions<T extends Item> {
  /** Of the outlet. */
  readonly id: string;
  readonly overflow: Overflow<T>;
  readonly tally: Tally;
  readonly log: ProcessLog;
  /** Called when something was written, or could not be. */
  readonly onChange: () => void;
}

/** The ways between an outlet's queue and its overflow on disk. What is on disk has left the hands of its source. */
export class Spillway<T extends Item> {
  readonly #options: SpillwayOptions<T>;
  /** The first of the unread records: they repeat loads that were under way when they were written. */
  #copies = 0;
  #refilling = false;
  #failing = false;

  constructor(options: SpillwayOptions<T>) {
    this.#options = options;
  }

  /** Items that wait on disk, or to be written. */
  get length(): number {
    return this.#options.overflow.length;
  }

  /** True when the items are on disk, and their tickets settled; false where they do not fit. Calls may overlap; their order is kept. */
  async keep(items: readonly T[], tickets: Ticket[]): Promise<boolean> {
    const { overflow, tally, onChange } = this.#options;
    const kept = await overflow.add(items).catch((error: unknown) => this.#failed(error));
    if (kept) {
      this.#failing = false;
      tally.count('spooled', items.length);
      settleAll(tickets);
    }
    onChange();
    return kept;
  }

  /**
   * Moves what is in memory to disk, in its order, so that nobody waits for it. Loads under way go on, and stay on disk until they
   * are done. What does not fit on disk stays in the queue. Returns how many items left the queue.
   */
  async spill(loads: Iterable<Load<T>>, queue: ItemQueue<T>): Promise<number> {
    const copies = [...loads].filter(({ stored }) => !stored).map(async (load) => {
      load.stored = true;
      this.#copies++;
      if (await this.keep(load.items, load.tickets)) return;
      load.stored = false;
      this.#copies--;
    });
    const waiting = queue.takeUnstored();
    const kept = await Promise.all(waiting.map(({ items, ticket }) => this.keep(items, [ticket])));
    await Promise.all(copies);
    const left = waiting.filter((_, at) => !kept[at]);
    for (const parcel of left.toReversed()) queue.unshift(parcel);
    if (left.length > 0) this.#options.onChange();
    return itemsOf(waiting) - itemsOf(left);
  }

  /** Moves what is on disk back into the queue while there is room; returns how many items. Copies go once nothing is under way. */
  async refill(queue: ItemQueue<T>, hasRoom: () => boolean, isBusy: () => boolean): Promise<number> {
    const ready = (): boolean => this.length > 0 && hasRoom() && (this.#copies === 0 || !isBusy());
    if (this.#refilling || !ready()) return 0;
    this.#refilling = true;
    let added = 0;
    try {
      while (ready()) {
        const parcel = await this.#options.overflow.next();
        if (parcel === undefined) break;
        if (this.#copies > 0) {
          this.#copies--;
          parcel.release();
          continue;
        }
        const ticket = new Ticket();
        void ticket.done.then(parcel.release, () => {});
        queue.push({ items: parcel.items, bytes: bytesOf(parcel.items), ticket, stored: true });
        added += parcel.items.length;
      }
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#refilling = false;
    }
    return added;
  }

  async close(): Promise<void> {
    await this.#options.overflow.close();
  }

  #failed(error: unknown): false {
    if (!this.#failing) this.#options.log.error(`${this.#options.id} cannot use its spool; its queue blocks instead`, { error });
    this.#failing = true;
    return false;
  }
}

function itemsOf(parcels: readonly Parcel<Item>[]): number {
  return parcels.reduce((sum, { items }) => sum + items.length, 0);
}
