import { Block } from './block.js';

/** Enough for some hundred lines: large enough to be cheap, small enough to be let go soon. */
const BLOCK_BYTES = 256 * 1024;
const LF = 0x0a;
const SHORT = 32;

/**
 * Where lines are written that core makes or alters. Lines written one after another stand one after another, each ended by
 * LF, so that a batch of them leaves as one range of bytes. Nothing is ever written twice to the same place.
 */
export class Arena {
  block = new Block(Buffer.allocUnsafeSlow(BLOCK_BYTES));
  /** Where the line being written goes on. */
  at = 0;
  #lineStart = 0;

  /** Begins a line of at most `most` bytes, LF apart. */
  begin(most: number): void {
    if (this.at + most + 1 > this.block.bytes.length) {
      this.block = new Block(Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, most + 1)));
      this.at = 0;
    }
    this.#lineStart = this.at;
  }

  copy(bytes: Buffer, start: number, end: number): void {
    // A native copy costs as much as some thirty bytes.
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

  byte(value: number): void {
    this.block.bytes[this.at++] = value;
  }

  /** Ends the line; returns where it began. Its end is `at - 1`. */
  end(): number {
    this.block.bytes[this.at++] = LF;
    return this.#lineStart;
  }
}

/** One thread writes one line at a time, so all share one arena. */
export const arena = new Arena();
