import type { DeliverySettings } from '../../schemas/delivery.js';
import { bytesOf, isStored, ItemQueue, type Item, type Load, type Parcel } from './item-queue.js';
import type { Overflow } from './overflow.js';
import { Patience } from './patience.js';
import { Spillway, type Held, type SpillwayHost } from './spillway.js';
import { Ticket } from './ticket.js';

/** What a backlog needs of its outlet. */
export interface BacklogHost extends SpillwayHost {
  readonly settings: Pick<DeliverySettings, 'queue'>;
}

/** A parcel for which there is no room yet. */
interface Waiting<T extends Item> extends Parcel<T> {
  /** Lets go who brought it. */
  readonly taken: () => void;
}

/** How much of the spool is read ahead of the deliveries. */
const READ_AHEAD = { items: 5_000, bytes: 4 * 1024 * 1024 };

/**
 * All that is in an outlet: a bounded queue, what that holds back, what is under way, and the disk where it may overflow to. The
 * bounds are those of the config, except that an empty queue takes one batch of any size. Items leave in the order in which
 * they came, also over the disk.
 *
 * A sink that is held up must not hold up its source, and with that its siblings, unless it is set to block: after a while what
 * is in memory is copied to disk, or nobody waits for it any more.
 */
export class Backlog<T extends Item> {
  readonly #host: BacklogHost;
  readonly #queue = new ItemQueue<T>();
  readonly #waiting: Waiting<T>[] = [];
  /** Under way, oldest first. */
  readonly #loads = new Set<Load<T>>();
  readonly #patience: Patience;
  #spillway: Spillway<T> | undefined;
  #spooling: Promise<void> | undefined;
  /** Held up, until it has caught up. */
  #isLate = false;

  constructor(host: BacklogHost, overflow: Overflow<T> | undefined) {
    this.#host = host;
    this.#patience = new Patience(host.clock, () => this.#onLate());
    this.overflowTo(overflow);
  }

  /** Items that can be taken now, and their bytes. */
  get ready(): number {
    return this.#queue.length;
  }

  get readyBytes(): number {
    return this.#queue.bytes;
  }

  /** Items that can be taken now and are only in memory. */
  get unstored(): number {
    return [...this.#queue.parcels()].map(heldOf).reduce((sum, held) => (isStored(held) ? sum : sum + held.items.length), 0);
  }

  /** Loads that were taken and are not done. */
  get underWay(): number {
    return this.#loads.size;
  }

  /** Whether anybody is held back. */
  get isBlocking(): boolean {
    return this.#waiting.length > 0;
  }

  /** Items that wait within the bounds, in memory and on disk. */
  get length(): number {
    return this.#queue.length + this.#spooled;
  }

  /** Items that are held back: there is no room for them. Not while they go to disk, where they count already. */
  get heldBack(): number {
    return this.#spooling === undefined ? this.#waiting.reduce((sum, { items }) => sum + items.length, 0) : 0;
  }

  get isEmpty(): boolean {
    return this.length === 0 && this.#waiting.length === 0 && this.#loads.size === 0;
  }

  get hasOverflow(): boolean {
    return this.#spillway !== undefined;
  }

  /** Gives it a disk to overflow to, where it has none. */
  overflowTo(overflow: Overflow<T> | undefined): void {
    if (overflow !== undefined) this.#spillway ??= new Spillway(this.#host, overflow);
  }

  /** Whether a parcel can be taken at once without overtaking any. */
  hasRoom(parcel: Pick<Parcel<T>, 'items' | 'bytes'>): boolean {
    return this.#waiting.length === 0 && !this.#isDiskNext && this.#fits(parcel);
  }

  /**
   * Takes a parcel, or does what a full queue is to do. Returns a promise where the parcel is held back: it resolves when that is
   * taken. Audit and security events are never dropped: they wait for room.
   */
  push(parcel: Parcel<T>): Promise<void> | undefined {
    if (this.hasRoom(parcel)) return this.#accept(parcel);
    const { when_full: whenFull, max_events: maxEvents, max_bytes: maxBytes } = this.#host.settings.queue;
    if (whenFull === 'block' || whenFull === 'spool' || this.#isDiskNext) return this.#wait(parcel);
    if (whenFull === 'drop_oldest' && this.#waiting.length === 0) {
      const { length, bytes } = this.#queue;
      const dropped = this.#queue.evict(length + parcel.items.length - maxEvents, bytes + parcel.bytes - maxBytes, isSpared);
      this.#host.tally.record('queue_full_drop_oldest', dropped);
      this.#patience.left(dropped);
      if (this.#fits(parcel)) return this.#accept(parcel);
    }
    const { items, share } = parcel;
    const kept = items.filter(isSpared);
    this.#host.tally.record(`queue_full_${whenFull}`, items.length - kept.length);
    if (kept.length > 0) return this.#wait({ items: kept, bytes: bytesOf(kept), share });
    share.settle();
    return undefined;
  }

  /** What to deliver next; undefined when nothing is ready. Goes on to be under way until it is `done`. */
  take(maxItems: number, maxBytes: number): Load<T> | undefined {
    const load = this.#queue.take(maxItems, maxBytes);
    if (load !== undefined) this.#loads.add(load);
    return load;
  }

  done(load: Load<T>): void {
    this.#loads.delete(load);
    this.#patience.left(load.items.length);
    if (this.#loads.size === 0 && this.length === 0) this.#isLate = false;
  }

  /** Takes in who waits, as far as there is room, and reads from disk as far as there is need. To be called when items were taken. */
  refill(): void {
    if (this.#host.stopped.aborted) return;
    this.#letIn();
    if (this.#spooled === 0) return;
    void this.#spillway?.readBack(() => this.#mayReadAhead, (items, share) => this.#accept({ items, bytes: bytesOf(items), share }));
  }

  /** Takes in all who wait, whatever the bounds: for while the process is ending. */
  letAllIn(): void {
    for (const waiting of this.#waiting.splice(0)) this.#enqueue(waiting).taken();
  }

  /** Takes out everything that is in memory and not under way, for good. */
  clear(): readonly Parcel<T>[] {
    this.#patience.stop();
    this.letAllIn();
    const parcels = [...this.#queue.parcels()];
    while (this.#queue.shift() !== undefined);
    return parcels;
  }

  /** Copies to disk what is under way and these, where it is set to spool. Whether anything that was not delivered is on disk then. */
  async store(parcels: readonly Parcel<T>[]): Promise<boolean> {
    await this.#spooling;
    const held = [...this.#loads, ...parcels.map(heldOf)];
    if (this.#host.settings.queue.when_full === 'spool') await this.#spillway?.keepCopies(held);
    return this.#spooled > 0 || held.some(isStored);
  }

  async close(): Promise<void> {
    await this.#spillway?.close();
  }

  get #spooled(): number {
    return this.#spillway?.length ?? 0;
  }

  /** As long as anything is left on disk, what comes goes there too: else it would overtake. */
  get #isDiskNext(): boolean {
    return this.#spooled > 0 || (this.#spillway !== undefined && this.#isLate && this.#host.settings.queue.when_full === 'spool');
  }

  #fits({ items, bytes }: Pick<Parcel<T>, 'items' | 'bytes'>): boolean {
    const { max_events: maxEvents, max_bytes: maxBytes } = this.#host.settings.queue;
    return this.#queue.length === 0 || (this.#queue.length + items.length <= maxEvents && this.#queue.bytes + bytes <= maxBytes);
  }

  #enqueue<P extends Parcel<T>>(parcel: P): P {
    if (this.#isLate) this.#letGo(heldOf(parcel));
    this.#queue.push(parcel);
    this.#patience.came(parcel.items.length);
    return parcel;
  }

  #accept(parcel: Parcel<T>): undefined {
    this.#enqueue(parcel);
    this.#host.onChange();
  }

  #wait(parcel: Parcel<T>): Promise<void> {
    return new Promise((taken) => {
      this.#waiting.push({ ...parcel, taken });
      this.#host.onChange();
    });
  }

  /** Takes those in that wait, in their order: into the queue, or onto the disk where that is next in line. */
  #letIn(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.#isDiskNext || !this.#fits(next)) {
        const mayOverflow = this.#isDiskNext || this.#host.settings.queue.when_full === 'spool';
        if (this.#spillway?.isFull === false && mayOverflow) this.#spooling ??= this.#spool(this.#spillway);
        return;
      }
      this.#waiting.shift();
      this.#enqueue(next).taken();
    }
  }

  /** Moves to disk what waits, after a copy of what is in memory: that came before it, and its sources need not wait either. */
  async #spool(spillway: Spillway<T>): Promise<void> {
    await spillway.keepCopies(this.#memory());
    for (let count = 1; this.#waiting.length > 0 && count > 0; ) {
      const waiting = [...this.#waiting];
      count = await spillway.append(waiting.map(heldOf));
      // They may have been taken out of turn meanwhile.
      for (const each of waiting.slice(0, count)) {
        if (this.#waiting[0] !== each) break;
        this.#waiting.shift();
        each.taken();
      }
    }
    this.#spooling = undefined;
    this.#host.onChange();
  }

  #onLate(): void {
    const whenFull = this.#host.settings.queue.when_full;
    if (whenFull === 'block') return;
    this.#isLate = true;
    if (whenFull === 'spool') void this.#spillway?.keepCopies(this.#memory());
    else for (const held of this.#memory()) this.#letGo(held);
  }

  /** Nobody waits for these any more, where they may be dropped anyway. */
  #letGo({ items, shares }: Held<T>): void {
    const whenFull = this.#host.settings.queue.when_full;
    if (whenFull === 'block' || whenFull === 'spool' || items.some(isSpared)) return;
    for (const share of shares) if (share.keeper === 'source') share.passTo(new Ticket('nobody'));
  }

  /** What is in memory, oldest first. */
  #memory(): readonly Held<T>[] {
    return [...this.#loads, ...[...this.#queue.parcels()].map(heldOf)];
  }

  get #mayReadAhead(): boolean {
    const { max_events: maxEvents, max_bytes: maxBytes } = this.#host.settings.queue;
    return this.#queue.length < Math.min(READ_AHEAD.items, maxEvents) && this.#queue.bytes < Math.min(READ_AHEAD.bytes, maxBytes);
  }
}

function heldOf<T extends Item>({ items, bytes, share }: Parcel<T>): Held<T> {
  return { items, bytes, shares: [share] };
}

function isSpared({ class: itemClass }: Item): boolean {
  return itemClass === 'audit' || itemClass === 'security';
}
