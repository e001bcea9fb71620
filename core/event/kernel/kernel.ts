import type { Block } from '../block.js';
import type { KeyFilter } from '../key-filter.js';
import { MALFORMED, scanObject } from '../scan.js';
import { Tape } from '../tape.js';
import { KERNEL_CODE } from './kernel-code.js';

/** Tables that find where a literal may stand: see `AnchorSearch`. */
export interface Marks {
  /**
   * By pair of bytes as a little-endian number: bits 0 to 7 for the bytes, of which the lowest three bits count, that may stand
   * behind it in a literal, bits 8 to 15 for those before it.
   */
  readonly pairs: Uint16Array;
  /** By the hash of three bytes: 1 where a mark may be these. */
  readonly triples: Uint8Array;
  /** By the same hash: a bit for each byte, of which the lowest five bits count, that may follow. */
  readonly fourths: Int32Array;
}

/** What a scan looks for on its way. Its flags tell: without `HAS_MARK` there is nothing of it in the line. */
export interface Look {
  readonly marks: Marks;
  /** Runs of digits, spaces and dashes with so many digits; 0 for none. */
  readonly digits: number;
  /** A character of ASCII; 0 for none. */
  readonly char: number;
}

/** What is used of WebAssembly, which Node's own types leave to those of browsers. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
  readonly CompileError: new () => Error;
};

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  configure(columns: number, rows: number, width: number, all: number, looks: number, triples: number, fourths: number, digits: number, char: number, block: number, tapeEnd: number): void;
  begin(): void;
  scan(from: number, to: number, tape: number): number;
  tapeUsed(): number;
  candidate(from: number, to: number): number;
  digits(from: number, to: number): number;
  lineFeed(from: number, to: number): number;
}

const PAGE = 64 * 1024;
/** Behind the kernel's own first page, with the stack of brackets and its data, the pairs have a fixed place. */
const PAIRS = PAGE;
const TABLES = 3 * PAGE;
const LARGEST_BLOCK = 1024 * 1024;
/** Smaller blocks are not worth the copy. */
const SMALLEST_BLOCK = 4 * 1024;
/** A block may be read a little beyond its end; zeros stop every loop. */
const ZEROS = 64;
/** Room for a member in each 8 bytes of the block; where they stand closer, the tape goes on outside. */
const TAPE_BYTES = 2 * LARGEST_BLOCK;

/** Tapes are arrays of this machine's integers, the kernel's are little-endian. */
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

let compiled: object | undefined;

/**
 * The hot loops over JSON lines in WebAssembly: they do exactly what `scanObject` and the search for anchors do, faster. A kernel
 * takes one block at a time: it holds a copy of its bytes, and the block's tape. The block before loses its tape thereby.
 */
export class Kernel {
  readonly look: Look | undefined;
  readonly #filter: KeyFilter;
  readonly #run: Exports;
  readonly #bytes: Buffer;
  readonly #tape: Int32Array;
  readonly #tapeAt: number;
  #block: Block | undefined;
  #length = 0;

  /** Undefined where the machine has none of what it takes. */
  static create(filter: KeyFilter, look?: Look): Kernel | undefined {
    if (!IS_LITTLE_ENDIAN) return undefined;
    try {
      compiled ??= new WebAssembly.Module(Buffer.from(KERNEL_CODE, 'base64'));
    } catch (error) {
      if (error instanceof WebAssembly.CompileError) return undefined;
      throw error;
    }
    return new Kernel(compiled, filter, look);
  }

  private constructor(module: object, filter: KeyFilter, look: Look | undefined) {
    this.#filter = filter;
    this.look = look;
    this.#run = new WebAssembly.Instance(module).exports as unknown as Exports;
    const { memory } = this.#run;
    const { columns, rows, width, all } = filter.tables;
    const rowsAt = TABLES + columns.length;
    const fourthsAt = rowsAt + rows.byteLength;
    const triplesAt = fourthsAt + (look?.marks.fourths.byteLength ?? 0);
    const blockAt = Math.ceil((triplesAt + (look?.marks.triples.length ?? 0)) / PAGE) * PAGE;
    this.#tapeAt = blockAt + LARGEST_BLOCK + PAGE;
    const end = this.#tapeAt + TAPE_BYTES;
    memory.grow(Math.ceil(end / PAGE) - memory.buffer.byteLength / PAGE);
    const bytes = new Uint8Array(memory.buffer);
    bytes.set(columns, TABLES);
    new Int32Array(memory.buffer, rowsAt).set(rows);
    if (look !== undefined) {
      new Uint16Array(memory.buffer, PAIRS).set(look.marks.pairs);
      new Int32Array(memory.buffer, fourthsAt).set(look.marks.fourths);
      bytes.set(look.marks.triples, triplesAt);
    }
    this.#run.configure(TABLES, rowsAt, width, Number(all), Number(look !== undefined), triplesAt, fourthsAt, look?.digits ?? 0, look?.char ?? 0, blockAt, end);
    this.#bytes = Buffer.from(memory.buffer, blockAt, LARGEST_BLOCK + ZEROS);
    this.#tape = new Int32Array(memory.buffer, this.#tapeAt, TAPE_BYTES / Int32Array.BYTES_PER_ELEMENT);
  }

  /** Whether a block is large enough to be worth the copy, and not too large. */
  static suits({ bytes: { length } }: Block): boolean {
    return length >= SMALLEST_BLOCK && length <= LARGEST_BLOCK;
  }

  /** Takes a whole block that suits it, whose bytes do not change while it has it. */
  take(block: Block): void {
    this.#block?.releaseTape();
    const { length } = block.bytes;
    block.bytes.copy(this.#bytes);
    this.#bytes.fill(0, length, length + ZEROS);
    block.useKernel(this, Tape.over(this.#tape));
    this.#block = block;
    this.#length = length;
    this.#run.begin();
  }

  /** `scanObject` over the block that it has; its flags also tell of what was to be looked for. */
  scan(block: Block, start: number, end: number): number {
    const { tape } = block;
    if (tape.data === this.#tape) {
      const flags = this.#run.scan(start, end, this.#tapeAt + tape.used * Int32Array.BYTES_PER_ELEMENT);
      if (flags >= MALFORMED) {
        tape.used = (this.#run.tapeUsed() - this.#tapeAt) / Int32Array.BYTES_PER_ELEMENT;
        return flags;
      }
    }
    return scanObject(block.bytes, start, end, tape, this.#filter);
  }

  /** The next place in [from, to) of its block where the mark of a literal may begin; negative where there is none. */
  candidate(from: number, to: number): number {
    return this.#run.candidate(from, to);
  }

  /** The first line feed of its block from here on; negative where there is none. */
  lineFeed(from: number): number {
    return this.#run.lineFeed(from, this.#length);
  }

  /** Whether a run of digits, spaces and dashes in [from, to) of its block has as many digits as it looks for. */
  hasDigits(from: number, to: number): boolean {
    return this.#run.digits(from, to) !== 0;
  }
}
