/** One part of a text that became another: text[start, end) gave way to `length` characters. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly length: number;
}

/** Leads from places in a text that was altered, again and again, back to the places in the text that it was at first. */
export class OffsetMap {
  readonly #stages: (readonly Change[])[] = [];

  /** Adds what was altered in the text as it then was, in order and without overlap. */
  add(changes: readonly Change[]): void {
    this.#stages.push(changes);
  }

  /** Takes back what was added last. */
  undo(): void {
    this.#stages.pop();
  }

  /** What text[start, end) of the latest text was made of. A part of what was put in stands for all that it replaced. */
  toInput(start: number, end: number): { readonly start: number; readonly end: number } {
    let range = { start, end };
    for (const changes of this.#stages.toReversed()) range = back(changes, range.start, range.end);
    return range;
  }
}

function back(changes: readonly Change[], start: number, end: number): { readonly start: number; readonly end: number } {
  let shift = 0;
  let from = -1;
  let to = -1;
  for (const change of changes) {
    const at = change.start - shift;
    const behind = at + change.length;
    if (from < 0 && start < behind) from = start < at ? start + shift : change.start;
    if (to < 0 && end <= behind) to = end <= at ? end + shift : change.end;
    shift += change.end - change.start - change.length;
  }
  return { start: from < 0 ? start + shift : from, end: to < 0 ? end + shift : to };
}
