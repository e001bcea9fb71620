/** A place in a file, as editors count: line and column start at 1, columns are UTF-16 units. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A stretch of one source text; `end` is exclusive. */
export interface Span {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

/** A text with a name, and the lines in it. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  #lineStarts: number[] | undefined;
  #hidden: readonly (readonly [start: number, end: number])[] = [];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  placeOf(offset: number): Place {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file: this.file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  /** The line with this number as it may be shown, without its line break; '' where there is none. */
  line(number: number): string {
    const starts = this.#starts();
    const start = starts[number - 1];
    if (start === undefined) return '';
    const next = starts[number];
    let line = this.text.slice(start, next === undefined ? undefined : next - 1).replace(/\r$/, '');
    for (const [from, to] of this.#hidden) {
      const first = Math.max(0, from - start);
      const last = Math.min(line.length, to - start);
      if (first < last) line = line.slice(0, first) + '*'.repeat(last - first) + line.slice(last);
    }
    return line;
  }

  /** Covers a stretch of the text in every line that is shown from now on. */
  hide(start: number, end: number): void {
    if (!this.#hidden.some(([from, to]) => from === start && to === end)) this.#hidden = [...this.#hidden, [start, end]];
  }

  #starts(): readonly number[] {
    if (this.#lineStarts) return this.#lineStarts;
    const starts = [0];
    for (let at = this.text.indexOf('\n'); at !== -1; at = this.text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#lineStarts = starts;
    return starts;
  }
}
