import { arena } from './arena.js';
import type { Block } from './block.js';

/** A part of a line that does not stay: bytes[start, end) gives way to `bytes`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Buffer;
}

const NOTHING = Buffer.alloc(0);

/** Writes the line at [start, end) of the block to the arena with these edits, which are in order and apart. Returns where it begins there. */
export function writeEdited({ bytes }: Block, start: number, end: number, edits: readonly Edit[]): number {
  let most = end - start;
  for (const edit of edits) most += edit.bytes.length;
  arena.begin(most);
  let at = start;
  for (const edit of edits) {
    arena.copy(bytes, at, edit.start);
    arena.copy(edit.bytes, 0, edit.bytes.length);
    at = edit.end;
  }
  arena.copy(bytes, at, end);
  return arena.end();
}

/** Takes members out of one object whose members it is shown in order: with each goes one comma. */
export class MemberCuts {
  readonly #edits: Edit[];
  /** End of the last member that stays, and of those cut behind it; negative before there is one that stays. */
  #keptEnd = -1;

  constructor(edits: Edit[]) {
    this.#edits = edits;
  }

  /** Whether any member was kept. */
  get hasKept(): boolean {
    return this.#keptEnd >= 0;
  }

  keep(valueEnd: number): void {
    this.#keptEnd = valueEnd;
  }

  /** @param next where the next member begins; undefined for the last */
  cut(member: number, valueEnd: number, next: number | undefined): void {
    if (this.#keptEnd < 0) {
      this.#edits.push({ start: member, end: next ?? valueEnd, bytes: NOTHING });
      return;
    }
    this.#edits.push({ start: this.#keptEnd, end: valueEnd, bytes: NOTHING });
    this.#keptEnd = valueEnd;
  }
}
