import { HeldBytes } from './held-bytes.js';

const LF = 0x0a;
const CR = 0x0d;
const LINE_FEED = Uint8Array.of(LF);
/** Longest word that goes as a whole where a line is cut within it: longer than nearly all credentials. */
const LONGEST_WORD = 1024;
/** By byte: what a token, an address or a number may consist of. */
const IN_WORD = new Uint8Array(256).map((_, byte) => (byte >= 0x80 || /[\w.+/@%~-]/.test(String.fromCharCode(byte)) ? 1 : 0));

/** Complete lines, one after the other, each with its line feed but the last one of a flush. */
export interface Lines {
  readonly bytes: Buffer;
  /** Where pushed bytes are missing because a line was cut: after how many of `bytes`, and how many. Ascending. */
  readonly cuts: readonly Cut[];
}

export interface Cut {
  readonly at: number;
  readonly skipped: number;
}

/**
 * Cuts a byte stream at its line feeds. A line longer than `maxLine` bytes, its line end not counted, is cut before the word that
 * stands there, and the rest of it is skipped: of half a credential nobody could tell what it is. Where the word is longer than
 * `LONGEST_WORD`, or all of the line, no UTF-8 sequence is torn. Holds at most `maxLine` + 1 bytes.
 */
export class LineSplitter {
  readonly #maxLine: number;
  readonly #held = new HeldBytes();
  /** Length of the unfinished line; more than is held where it is over-long. */
  #unfinished = 0;

  constructor(maxLine: number) {
    this.#maxLine = maxLine;
  }

  /** How many pushed bytes belong to the unfinished line. */
  get pending(): number {
    return this.#unfinished;
  }

  /** The lines that are complete now: a view on the chunk, unless a line had begun before it or was cut. */
  push(chunk: Buffer): Lines | undefined {
    const last = chunk.lastIndexOf(LF);
    if (last === -1) {
      this.#hold(chunk);
      return undefined;
    }
    const output = new Output();
    const start = this.#unfinished === 0 ? 0 : this.#finish(chunk, output);
    this.#take(chunk, start, last + 1, output);
    this.#hold(chunk.subarray(last + 1));
    return output.lines();
  }

  /** The unfinished line as it is. What comes after it is a line of its own. */
  flush(): Lines | undefined {
    if (this.#unfinished === 0) return undefined;
    const output = new Output();
    this.#closeHeld(output);
    return output.lines();
  }

  #hold(bytes: Buffer): void {
    this.#held.append(bytes.subarray(0, Math.max(0, this.#maxLine + 1 - this.#unfinished)));
    this.#unfinished += bytes.length;
  }

  /** Ends the unfinished line with the head of the chunk; gives where the next line begins. */
  #finish(chunk: Buffer, output: Output): number {
    const end = chunk.indexOf(LF);
    this.#hold(chunk.subarray(0, end));
    this.#closeHeld(output);
    output.add(LINE_FEED);
    return end + 1;
  }

  #closeHeld(output: Output): void {
    const held = this.#held.view();
    const length = this.#unfinished;
    if (this.#fits(length, held[this.#maxLine])) {
      output.add(Buffer.from(held));
    } else {
      const end = cutPlace(held, 0, this.#maxLine);
      output.add(Buffer.from(held.subarray(0, end)));
      output.cut(length - end);
    }
    this.#held.clear();
    this.#unfinished = 0;
  }

  /** Adds the lines from `start` to `end`, which lies after a line feed. */
  #take(chunk: Buffer, start: number, end: number, output: Output): void {
    let from = start;
    let at = start;
    // Whatever number of lines lies within maxLine bytes, each of them fits: so one look per maxLine bytes is enough.
    while (end - at > this.#maxLine + 1) {
      const feed = chunk.lastIndexOf(LF, at + this.#maxLine);
      if (feed >= at) {
        at = feed + 1;
        continue;
      }
      const lineEnd = chunk.indexOf(LF, at + this.#maxLine);
      if (!this.#fits(lineEnd - at, chunk[lineEnd - 1])) {
        const place = cutPlace(chunk, at, at + this.#maxLine);
        output.add(chunk.subarray(from, place));
        output.cut(lineEnd - place);
        from = lineEnd;
      }
      at = lineEnd + 1;
    }
    output.add(chunk.subarray(from, end));
  }

  /** Whether a line of so many bytes is not too long; one more is let pass where that is the CR of its end. */
  #fits(length: number, afterMax: number | undefined): boolean {
    return length <= this.#maxLine || (length === this.#maxLine + 1 && afterMax === CR);
  }
}

/** `end`, or where the word begins that stands across it. */
function cutPlace(bytes: Buffer, start: number, end: number): number {
  if (IN_WORD[bytes[end] ?? 0] === 0) return end;
  for (let at = end; at > start && at > end - LONGEST_WORD; at--) if (IN_WORD[bytes[at - 1] ?? 0] === 0) return at;
  return sequencePlace(bytes, start, end);
}

/** `end`, or where the UTF-8 sequence begins that stands across it. Bytes that are no UTF-8 are cut at `end`. */
function sequencePlace(bytes: Buffer, start: number, end: number): number {
  for (let at = end; at > start && at > end - 4; at--) {
    const byte = bytes[at] ?? 0;
    if ((byte & 0xc0) !== 0x80) return byte >= 0xc0 && end - at < sequenceLength(byte) ? at : end;
  }
  return end;
}

function sequenceLength(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}

/** Collects parts, and copies them only if there are several. */
class Output {
  readonly #parts: Uint8Array[] = [];
  readonly #cuts: Cut[] = [];
  #length = 0;

  add(part: Uint8Array): void {
    if (part.length === 0) return;
    this.#parts.push(part);
    this.#length += part.length;
  }

  cut(skipped: number): void {
    this.#cuts.push({ at: this.#length, skipped });
  }

  lines(): Lines {
    const [first, second] = this.#parts;
    const bytes = first !== undefined && second === undefined ? asBuffer(first) : Buffer.concat(this.#parts, this.#length);
    return { bytes, cuts: this.#cuts };
  }
}

/** The same bytes as a Buffer, whose searches are native. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
