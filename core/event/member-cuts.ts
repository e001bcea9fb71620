import type { Edits } from './edits.js';

/** Takes members out of one object whose members it is shown in order: with each goes one comma. */
export class MemberCuts {
  readonly #edits: Edits;
  /** End of the last member that stays, and of those cut behind it; negative before there is one that stays. */
  #keptEnd = -1;

  constructor(edits: Edits) {
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
    if (this.#keptEnd < 0) return this.#edits.remove(member, next ?? valueEnd);
    this.#edits.remove(this.#keptEnd, valueEnd);
    this.#keptEnd = valueEnd;
  }
}
