import { sleep, type Clock } from '../contract/clock.js';
import type { ProcessLog } from '../contract/plugin.js';
import { isStored, type Item } from './item-queue.js';
import type { Overflow } from './overflow.js';
import { Share } from './share.js';
import type { Tally } from './tally.js';
import { Ticket } from './ticket.js';

/** What a spillway needs of its backlog. */
export interface SpillwayHost {
  /** Of the outlet. */
  readonly id: string;
  readonly clock: Clock;
  readonly tally: Tally;
  readonly log: ProcessLog;
  readonly stopped: AbortSignal;
  /** There is room on disk that was not there before. */
  readonly onChange: () => void;
}

/** Items in memory, with who waits for them. */
export interface Held<T extends Item> {
  readonly items: readonly T[];
  readonly bytes: number;
  readonly shares: readonly Share[];
}

/** Most bytes that go to disk in one record, beside a single batch: many small ones share a write. */
const RECORD_BYTES = 1_048_576;
/** How soon a spool that could not be read is tried again, in milliseconds. */
const READ_AGAIN = 1_000;

/** The ways between an outlet's memory and its disk. What is on disk has left the hands of its source. */
export class Spillway<T extends Item> {
  readonly #host: SpillwayHost;
  readonly #overflow: Overflow<T>;
  #isFull = false;
  #isFailing = false;
  #isReading = false;

  constructor(host: SpillwayHost, overflow: Overflow<T>) {
    this.#host = host;
    this.#overflow = overflow;
  }

  /** Items that wait on disk, to be written, or that are just being read. */
  get length(): number {
    return Math.max(this.#overflow.length, this.#isReading ? 1 : 0);
  }

  /** It did not take what it was given last, and nothing has left it since. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Puts the first of these on disk, behind what waits there, and settles them. Returns how many; 0 where there is no room. */
  async append(waiting: readonly Held<T>[]): Promise<number> {
    const [all = []] = groupsOf(waiting);
    // Where they do not fit together, the first may.
    for (const group of all.length > 1 ? [all, all.slice(0, 1)] : [all]) {
      if (!(await this.#write(group, (items) => this.#overflow.add(items)))) continue;
      for (const { shares } of group) for (const share of shares) share.settle();
      return group.length;
    }
    return 0;
  }

  /** Puts copies of what is in memory on disk, as far as there is room, so that nobody else has to keep it. */
  async keepCopies(held: readonly Held<T>[]): Promise<void> {
    for (const group of groupsOf(held.filter((each) => !isStored(each) && each.shares.some(({ isSettled }) => !isSettled)))) {
      const release = await this.#write(group, (items) => this.#overflow.keep(items));
      if (!release) return;
      const ticket = this.#ticketFor(release);
      for (const { shares } of group) for (const share of shares) share.passTo(ticket);
      ticket.settle();
    }
  }

  /** Reads what is on disk, oldest first, for as long as there is room for it. */
  async readBack(hasRoom: () => boolean, take: (items: readonly T[], share: Share) => void): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    const { id, clock, log, stopped, tally } = this.#host;
    while (!stopped.aborted && hasRoom()) {
      try {
        const spooled = await this.#overflow.next();
        // What is not released stays for the next run.
        if (spooled === undefined || stopped.aborted) break;
        tally.count('unspooled', spooled.items.length);
        const ticket = this.#ticketFor(spooled.release);
        take(spooled.items, new Share(ticket));
        ticket.settle();
      } catch (error) {
        log.error(`${id} cannot read its spool, and tries again`, { error });
        await sleep(clock, READ_AGAIN, stopped).catch(() => {});
      }
    }
    this.#isReading = false;
    // Whoever came while the last was read may be let in now.
    if (this.#overflow.length === 0) this.#host.onChange();
  }

  close(): Promise<void> {
    return this.#overflow.close();
  }

  /** Releases what is on disk when it was delivered. */
  #ticketFor(release: () => Promise<void>): Ticket {
    const ticket = new Ticket('disk');
    void ticket.done.then(release).then(() => {
      this.#isFull = false;
      this.#host.onChange();
    }, () => {});
    return ticket;
  }

  async #write<R>(group: readonly Held<T>[], write: (items: readonly T[]) => Promise<R>): Promise<R | undefined> {
    const items = group.flatMap((held) => held.items);
    let result: R | undefined;
    try {
      result = await write(items);
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.#host.log.error(`${this.#host.id} cannot write its spool, and holds back instead`, { error });
      this.#isFailing = true;
    }
    this.#isFull = !result;
    if (result) this.#host.tally.count('spooled', items.length);
    return result;
  }
}

/** Neighbours together, up to the size of a record. */
function groupsOf<T extends Item>(held: readonly Held<T>[]): readonly (readonly Held<T>[])[] {
  const groups: Held<T>[][] = [];
  let bytes = Infinity;
  for (const each of held) {
    bytes += each.bytes;
    if (bytes > RECORD_BYTES) {
      groups.push([]);
      bytes = each.bytes;
    }
    groups.at(-1)?.push(each);
  }
  return groups;
}
