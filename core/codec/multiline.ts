import { HeldBytes } from './held-bytes.js';
import type { Lines } from './lines.js';
import { MAX_QUADRATIC } from './pattern.js';

const LF = 0x0a;
const CR = 0x0d;

/** Decides which lines make one record. Sees every line of a stream once, in order. */
export interface Joining {
  /**
   * Whether the line, which is `bytes` from `start` to `end` without its line end, goes on with the record before it. `first`: there is
   * none, so the answer is of no account.
   */
  joins(bytes: Buffer, start: number, end: number, first: boolean): boolean;
  /** Whether the record may go on after the line seen last. */
  readonly open: boolean;
}

/** A line of which the first 8 KiB match begins a record; all others go on with the last. */
export function startPattern(pattern: string): Joining {
  const regex = new RegExp(pattern);
  return {
    open: true,
    joins: (bytes, start, end) => !regex.test(bytes.toString('utf8', start, Math.min(end, start + MAX_QUADRATIC))),
  };
}

interface Records {
  readonly bytes: Uint8Array;
  readonly ends: readonly number[];
}

/** Joins lines into records; holds the last one back for as long as it may go on. */
export class RecordJoiner {
  readonly #joining: Joining;
  readonly #maxRecord: number;
  readonly #held = new HeldBytes();
  /** Bytes that were cut from the lines of the record held back. */
  #skipped = 0;

  constructor(joining: Joining, maxRecord: number) {
    this.#joining = joining;
    this.#maxRecord = maxRecord;
  }

  get pending(): number {
    return this.#held.length + this.#skipped;
  }

  /** The records that these lines complete; with `final`, also the one that is left. */
  join(lines: Lines | undefined, final: boolean): Records | undefined {
    const bytes = lines?.bytes ?? Buffer.alloc(0);
    const carried = this.#held.length;
    const ends: number[] = [];
    // Offsets count from the first byte held; the record that is open lies from `start` to where the next line begins.
    let start = 0;
    let open = carried > 0;
    for (let at = 0; at < bytes.length; ) {
      const feed = bytes.indexOf(LF, at);
      const next = feed === -1 ? bytes.length : feed + 1;
      const end = feed === -1 ? bytes.length : feed > at && bytes[feed - 1] === CR ? feed - 1 : feed;
      const joins = this.#joining.joins(bytes, at, end, !open);
      if (open && (!joins || carried + end - start > this.#maxRecord)) {
        start = carried + at;
        ends.push(start);
      }
      open = this.#joining.open;
      if (!open) {
        start = carried + next;
        ends.push(start);
      }
      at = next;
    }
    const total = carried + bytes.length;
    if (final && start < total) {
      start = total;
      ends.push(start);
    }
    return this.#emit(bytes, lines?.cuts ?? [], ends, start);
  }

  #emit(bytes: Buffer, cuts: Lines['cuts'], ends: readonly number[], start: number): Records | undefined {
    const carried = this.#held.length;
    const skippedIn = cuts.reduce((sum, cut) => (start === 0 || carried + cut.at > start ? sum + cut.skipped : sum), 0);
    if (start === 0) {
      this.#held.append(bytes);
      this.#skipped += skippedIn;
      return undefined;
    }
    const complete = bytes.subarray(0, start - carried);
    const records = carried === 0 ? complete : Buffer.concat([this.#held.view(), complete]);
    this.#held.clear();
    this.#held.append(bytes.subarray(start - carried));
    this.#skipped = skippedIn;
    return { bytes: records, ends };
  }
}
