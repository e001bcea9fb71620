import { LF } from './ascii.js';
import { Block } from './block.js';

/** Enough for some hundred lines: large enough to be cheap, small enough to be let go soon. */
const BLOCK_BYTES = 256 * 1024;
/** A native copy costs as much as a loop over so many bytes. */
const SHORT = 32;

/**
 * Where lines are written that core makes or alters. Lines written one after another stand one after another, each ended by
 * LF, so that a batch of them leaves as one range of bytes. What `end` has ended is never written to again.
 */
export class Arena {
  block = new Block(Buffer.allocUnsafeSlow(BLOCK_BYTES), 0);
  /** Where the line being written goes on. */
  at = 0;

  /** Begins a line of at most `most` bytes, LF apart. One that was begun and not ended is given up. */
  begin(most: number): void {
    this.at = this.block.written;
    if (this.at + most + 1 <= this.block.bytes.length) return;
    this.block = new Block(Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, most + 1)), 0);
    this.at = 0;
  }

  copy(bytes: Buffer, start: number, end: number): void {
    if (end - start > SHORT) {
      this.at += bytes.copy(this.block.bytes, this.at, start, end);
      return;
    }
    const to = this.block.bytes;
    for (let from = start; from < end; from++) to[this.at++] = bytes[from] as number;
  }

  /** Writes text as UTF-8: at most three bytes a UTF-16 unit. */
  text(text: string): void {
    this.at += this.block.bytes.write(text, this.at, 'utf8');
  }

  /** Ends the line; returns where it began. Its end is `at - 1`. Throws where more was written than `begin` was told. */
  end(): number {
    const { block } = this;
    if (this.at >= block.bytes.length) throw new RangeError('a line is longer than it was said to be');
    const start = block.written;
    block.bytes[this.at++] = LF;
    block.written = this.at;
    return start;
  }
}

/** One thread writes one line at a time, so all share one arena. */
export const arena = new Arena();
