import type { LogEvent } from '../contract/event.js';
import type { ProcessLog } from '../contract/plugin.js';
import { packEvents, unpackEvents } from '../event/pack.js';
import type { ChangeGuard } from '../event/provenance.js';
import type { Overflow, Release } from './overflow.js';
import { openSpool, type Spool } from './spool.js';
import { createTurns } from './turns.js';

export interface SpooledEventsOptions {
  readonly dir: string;
  readonly maxBytes: number;
  readonly guard: ChangeGuard;
  readonly log: ProcessLog;
}

const SEGMENT_BYTES = 16 * 1024 * 1024;

/** The overflow of a sink's queue on disk. What an earlier process left there comes first. */
export async function openSpooledEvents({ dir, maxBytes, guard, log }: SpooledEventsOptions): Promise<Overflow<LogEvent>> {
  const spool = await openSpool({
    dir,
    maxBytes,
    segmentBytes: SEGMENT_BYTES,
    onCorrupt: (segment) => log.error('a damaged spool segment was set aside', { ...segment }),
  });
  return new SpooledEvents(spool, guard, log);
}

/** A record on disk that is not released yet, in the order of the records. */
interface Given {
  readonly position: number;
  isReleased: boolean;
}

/** A record that stands for events in memory. */
interface Copy extends Given {
  /** It is on disk, and was not passed over. */
  isUnread: boolean;
}

class SpooledEvents implements Overflow<LogEvent> {
  readonly #spool: Spool;
  readonly #guard: ChangeGuard;
  readonly #log: ProcessLog;
  /** Events on their way to disk: they count as waiting, so that nothing overtakes them. */
  #writing = 0;
  /** How many events the unread records of this process hold, by position; for those of an earlier one that is not known. */
  readonly #sizes = new Map<number, number>();
  #sized = 0;
  readonly #copies = new Map<number, Copy>();
  #unreadCopies = 0;
  /** What was read: the spool forgets all before a record that it is told of, so they are released in unbroken order. */
  readonly #given: Given[] = [];
  /** Each write has to know its position, each read what it is about to read. */
  readonly #writes = createTurns();
  readonly #reads = createTurns();

  constructor(spool: Spool, guard: ChangeGuard, log: ProcessLog) {
    this.#spool = spool;
    this.#guard = guard;
    this.#log = log;
  }

  get length(): number {
    return this.#writing + this.#sized + Math.max(0, this.#spool.unread - this.#sizes.size - this.#unreadCopies);
  }

  async add(items: readonly LogEvent[]): Promise<boolean> {
    this.#writing += items.length;
    try {
      return await this.#writes(async () => {
        const position = this.#spool.next;
        const kept = await this.#spool.append(packEvents(items));
        if (kept) {
          this.#sizes.set(position, items.length);
          this.#sized += items.length;
        }
        return kept;
      });
    } finally {
      this.#writing -= items.length;
    }
  }

  keep(items: readonly LogEvent[]): Promise<Release | undefined> {
    return this.#writes(async () => {
      const copy: Copy = { position: this.#spool.next, isReleased: false, isUnread: false };
      // Known before it is there: a read may be faster.
      this.#copies.set(copy.position, copy);
      let kept = false;
      try {
        kept = await this.#spool.append(packEvents(items));
      } finally {
        if (!kept) this.#copies.delete(copy.position);
      }
      if (!kept) return undefined;
      if (this.#copies.has(copy.position)) {
        copy.isUnread = true;
        this.#unreadCopies++;
      }
      return () => this.#release(copy);
    });
  }

  next(): Promise<{ readonly items: readonly LogEvent[]; readonly release: Release } | undefined> {
    return this.#reads(async () => {
      for (let read = await this.#read(); read !== undefined; read = await this.#read()) {
        if (read.isCopy) continue;
        const given: Given = { position: read.position, isReleased: false };
        this.#given.push(given);
        const release = (): Promise<void> => this.#release(given);
        try {
          return { items: unpackEvents(Buffer.from(read.record), this.#guard), release };
        } catch (error) {
          this.#log.error('a spooled batch cannot be read and is left out', { error });
          await release();
        }
      }
      this.#forgetDamaged();
      return undefined;
    });
  }

  async close(): Promise<void> {
    await this.#writes(async () => {});
    await this.#spool.close();
  }

  async #read(): Promise<{ readonly position: number; readonly record: Uint8Array; readonly isCopy: boolean } | undefined> {
    const read = await this.#spool.read();
    if (read === undefined) return undefined;
    this.#sized -= this.#sizes.get(read.position) ?? 0;
    this.#sizes.delete(read.position);
    return { ...read, isCopy: this.#passOver(read.position) };
  }

  /** Whether the record stands for events that are in memory. */
  #passOver(position: number): boolean {
    const copy = this.#copies.get(position);
    if (copy === undefined) return false;
    this.#copies.delete(position);
    if (copy.isUnread) this.#unreadCopies--;
    this.#given.push(copy);
    return true;
  }

  async #release(given: Given): Promise<void> {
    given.isReleased = true;
    try {
      // Nobody comes to read where nothing but copies is left.
      if (this.#copies.has(given.position)) await this.#reads(() => this.#passCopies());
      let last: number | undefined;
      for (let first = this.#given[0]; first?.isReleased === true; first = this.#given[0]) {
        last = first.position;
        this.#given.shift();
      }
      if (last !== undefined) await this.#spool.release(last);
    } catch (error) {
      this.#log.error('what was spooled and is delivered now cannot be noted: a restart would repeat it', { error });
    }
  }

  async #passCopies(): Promise<void> {
    while (this.#unreadCopies > 0 && this.#spool.unread === this.#unreadCopies) if (await this.#read() === undefined) return;
  }

  /** Damage may have taken records that were counted: where there is nothing to read, none of them is left. */
  #forgetDamaged(): void {
    if (this.#spool.unread > 0) return;
    for (const position of [...this.#sizes.keys()].filter((each) => each < this.#spool.next)) {
      this.#sized -= this.#sizes.get(position) ?? 0;
      this.#sizes.delete(position);
    }
    for (const position of [...this.#copies.keys()].filter((each) => each < this.#spool.next)) this.#passOver(position);
  }
}
