/** Lines that wait to be handed over: first in, first out, bounded in characters. */
export class LineBuffer {
  readonly #most: number;
  #lines: string[] = [];
  #head = 0;
  #size = 0;

  /** @param most characters that may wait; one line is taken whatever its length */
  constructor(most: number) {
    this.#most = most;
  }

  get length(): number {
    return this.#lines.length - this.#head;
  }

  /** In characters. */
  get size(): number {
    return this.#size;
  }

  /** Whether there was room for it. */
  push(line: string): boolean {
    if (this.#size + line.length > this.#most && this.length > 0) return false;
    this.#lines.push(line);
    this.#size += line.length;
    return true;
  }

  /** The oldest lines, each ended by LF, up to so many characters but at least one line; undefined where none waits. */
  take(most: number): { readonly text: string; readonly lines: number } | undefined {
    const taken: string[] = [];
    let size = 0;
    for (; this.#head < this.#lines.length; this.#head++) {
      const line = this.#lines[this.#head] as string;
      if (size > 0 && size + line.length > most) break;
      size += line.length;
      taken.push(line);
      this.#lines[this.#head] = '';
    }
    if (taken.length === 0) return undefined;
    this.#size -= size;
    if (this.#head > 1_000 && this.#head * 2 >= this.#lines.length) {
      this.#lines = this.#lines.slice(this.#head);
      this.#head = 0;
    }
    return { text: `${taken.join('\n')}\n`, lines: taken.length };
  }
}
