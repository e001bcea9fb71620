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
  /** Batches on disk that were not given yet. */
  #unread: number;

  constructor(spool: Spool, guard: ChangeGuard, log: ProcessLog) {
    this.#spool = spool;
    this.#guard = guard;
    this.#log = log;
    this.#unread = spool.records;
  }

  /** Batches rather than events: whether there are any is what matters. */
  get length(): number {
    return this.#writing + this.#unread;
  }

  async add(items: readonly LogEvent[]): Promise<boolean> {
    this.#writing++;
    try {
      const kept = await this.#spool.append(packEvents(items));
      if (kept) this.#unread++;
      return kept;
    } finally {
      this.#writing--;
    }
  }

  async next(): Promise<{ readonly items: readonly LogEvent[]; release(): void } | undefined> {
    for (;;) {
      const read = await this.#spool.read();
      if (read === undefined) return undefined;
      this.#unread--;
      const release = (): void => void this.#spool.release(read.position);
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
}
