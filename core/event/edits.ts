import { arena } from './arena.js';

/** A part of a line that does not stay: bytes[start, end) gives way to `bytes`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Buffer;
}

const NOTHING = Buffer.alloc(0);

/**
 * What changes in a line, in order and apart. A list is emptied and used for line after line: an array of objects for each was
 * most of the garbage of a pipeline that changes every line.
 */
export class Edits {
  #count = 0;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #bytes: Buffer[] = [];

  get count(): number {
    return this.#count;
  }

  /** Puts other bytes, which are not to be written to, in the place of [start, end). */
  replace(start: number, end: number, bytes: Buffer): void {
    const at = this.#count++;
    this.#starts[at] = start;
    this.#ends[at] = end;
    this.#bytes[at] = bytes;
  }

  remove(start: number, end: number): void {
    this.replace(start, end, NOTHING);
  }

  /** Takes back all but the first `count`. */
  takeBack(count: number): void {
    while (this.#count > count) this.#bytes[--this.#count] = NOTHING;
  }

  /** Writes the line at bytes[start, end) to the arena with these edits, and empties the list. Returns where the line begins there. */
  write(bytes: Buffer, start: number, end: number): number {
    let most = end - start;
    for (let edit = 0; edit < this.#count; edit++) most += (this.#bytes[edit] as Buffer).length;
    arena.begin(most);
    let at = start;
    for (let edit = 0; edit < this.#count; edit++) {
      const replacement = this.#bytes[edit] as Buffer;
      arena.copy(bytes, at, this.#starts[edit] as number);
      arena.copy(replacement, 0, replacement.length);
      at = this.#ends[edit] as number;
    }
    arena.copy(bytes, at, end);
    this.takeBack(0);
    return arena.end();
  }

  *[Symbol.iterator](): Generator<Edit> {
    for (let edit = 0; edit < this.#count; edit++) yield { start: this.#starts[edit] as number, end: this.#ends[edit] as number, bytes: this.#bytes[edit] as Buffer };
  }
}
