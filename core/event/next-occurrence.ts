import type { Block } from './block.js';

/**
 * Answers "does it occur in this range?" for ranges that move forward through a block, with one native search per
 * occurrence instead of one per range.
 */
export class NextOccurrence {
  readonly #needle: Buffer;
  #block: Block | undefined;
  /** None begins at #from or after it and before #at; one begins at #at, if #found. */
  #from = 0;
  #at = 0;
  #found = false;

  constructor(needle: string) {
    this.#needle = Buffer.from(needle);
  }

  /** Whether it lies in the block's bytes[start, end), which are all written. */
  within(block: Block, start: number, end: number): boolean {
    if (block !== this.#block || start < this.#from || this.#at < start) this.#search(block, start, start);
    // More was written since the last search came to its end.
    else if (!this.#found && this.#at + this.#needle.length <= end) this.#search(block, this.#from, this.#at);
    return this.#found && this.#at + this.#needle.length <= end;
  }

  #search(block: Block, from: number, at: number): void {
    const { bytes, written } = block;
    const isWhole = written === bytes.length;
    const found = isWhole ? bytes.indexOf(this.#needle, at) : bytes.subarray(at, written).indexOf(this.#needle);
    this.#block = block;
    this.#from = from;
    this.#found = found >= 0;
    this.#at = found < 0 ? Math.max(at, written - this.#needle.length + 1) : isWhole ? found : at + found;
  }
}
