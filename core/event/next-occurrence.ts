import { arena } from './arena.js';

/**
 * Answers "does it occur in this range?" for ranges that move forward through a block, with one native search per
 * occurrence instead of one per range.
 */
export class NextOccurrence {
  readonly #needle: Buffer;
  #bytes: Buffer | undefined;
  #searchedFrom = 0;
  #at = 0;

  constructor(needle: string) {
    this.#needle = Buffer.from(needle);
  }

  within(bytes: Buffer, start: number, end: number): boolean {
    // What lies further on in the arena is still to be written: nothing that was found there holds for the next line.
    if (bytes === arena.block.bytes) return bytes.subarray(start, end).includes(this.#needle);
    if (bytes !== this.#bytes || start < this.#searchedFrom) this.#search(bytes, start);
    else if (this.#at < start) this.#search(bytes, start);
    return this.#at + this.#needle.length <= end;
  }

  #search(bytes: Buffer, from: number): void {
    const found = bytes.indexOf(this.#needle, from);
    this.#bytes = bytes;
    this.#searchedFrom = from;
    this.#at = found < 0 ? Infinity : found;
  }
}
