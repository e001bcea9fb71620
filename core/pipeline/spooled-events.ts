import type { LogEvent } from '../contract/event.js';
import type { ProcessLog } from '../contract/plugin.js';
import { packEvents, unpackEvents } from '../event/pack.js';
import type { ChangeGuard } from '../event/provenance.js';
import type { Overflow } from './overflow.js';
import { openSpool, type Spool } from './spool.js';

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

class SpooledEvents implements Overflow<LogEvent> {
  readonly #spool: Spool;
  readonly #guard: ChangeGuard;
  readonly #log: ProcessLog;
  /** Being written: they count as waiting, so that nothing overtakes them. */
  #writing = 0;
  /** Batches of an earlier process that were not given yet; how many events they hold is not known before they are read. */
  #earlier: number;
  /** Of each batch of this process that is on disk and was not given yet, how many events it holds. */
  #sizes: number[] = [];
  #unread = 0;

  constructor(spool: Spool, guard: ChangeGuard, log: ProcessLog) {
    this.#spool = spool;
    this.#guard = guard;
    this.#log = log;
    this.#earlier = spool.records;
  }

  get length(): number {
    return this.#writing + this.#earlier + this.#unread;
  }

  async add(items: readonly LogEvent[]): Promise<boolean> {
    this.#writing += items.length;
    try {
      const kept = await this.#spool.append(packEvents(items));
      if (kept) {
        this.#sizes.push(items.length);
        this.#unread += items.length;
      }
      return kept;
    } finally {
      this.#writing -= items.length;
    }
  }

  async next(): Promise<{ readonly items: readonly LogEvent[]; release(): void } | undefined> {
    for (;;) {
      const known = this.length;
      const read = await this.#spool.read();
      if (read === undefined) {
        // Damage may have taken some: where nothing was added meanwhile, there is nothing.
        if (this.#writing === 0 && this.length === known) this.#forget();
        return undefined;
      }
      if (this.#earlier > 0) this.#earlier--;
      else this.#unread -= this.#sizes.shift() ?? 0;
      const release = (): void => void this.#spool.release(read.position).catch((error: unknown) => this.#log.error('what was spooled and is delivered now cannot be noted: a restart would repeat it', { error }));
      try {
        return { items: unpackEvents(Buffer.from(read.record), this.#guard), release };
      } catch (error) {
        this.#log.error('a spooled batch cannot be read and is left out', { error });
        release();
      }
    }
  }

  async close(): Promise<void> {
    await this.#spool.close();
  }

  #forget(): void {
    this.#earlier = 0;
    this.#unread = 0;
    this.#sizes = [];
  }
}
