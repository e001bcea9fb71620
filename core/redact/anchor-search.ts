import type { Block } from '../event/block.js';
import type { Marks } from '../event/kernel/kernel.js';
import { contextFrequency, runFrequency } from './log-sample.js';

const FOLD = new Uint8Array(256).map((_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));
/** Pairs are read as one number of 16 bits, in the byte order of the machine. */
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const PAIRS = 1 << 16;
const pairOf = (first: number, second: number): number => (IS_LITTLE_ENDIAN ? first | (second << 8) : (first << 8) | second);
// Setting bit 5 makes letters of either case one; what else falls together is told apart by the comparison. The factor is that of
// Fibonacci hashing: Knuth, The Art of Computer Programming, 6.4.
const TRIPLE_BITS = 15;
const TRIPLES = 1 << TRIPLE_BITS;
const tripleHash = (first: number, second: number, third: number): number => Math.imul(((first | (second << 8) | (third << 16)) | 0x202020) << 8, 0x9e3779b1) >>> (32 - TRIPLE_BITS);

/** A literal, and how far into it its mark begins. */
interface Marked {
  readonly literal: Uint8Array;
  readonly offset: number;
}

/**
 * Looks for many literals at once, whatever their case, in bytes. Of each literal three bytes in a row that logs seldom
 * hold are its mark. One of the two pairs in a mark begins at an even place of the memory, so it is enough to look at
 * each aligned pair, then at the triples around the few that are known: the cost hardly grows with the number of literals.
 */
export class AnchorSearch implements Marks {
  readonly pairs = new Uint16Array(PAIRS);
  readonly triples = new Uint8Array(TRIPLES);
  readonly fourths = new Int32Array(TRIPLES);
  /** What was searched last, and its memory as pairs. */
  #bytes: Uint8Array | undefined;
  #offset = 0;
  #words: Uint16Array = new Uint16Array(0);
  readonly #marked = new Map<number, Marked[]>();
  /** Literals of two bytes have no mark. They come from configs alone, and are looked for one by one. */
  readonly #short: readonly Uint8Array[];

  /** @param literals lower-case, of two bytes or more */
  constructor(literals: readonly string[]) {
    const all = literals.map(bytesOf);
    this.#short = all.filter((literal) => literal.length === 2);
    // The shortest have the least choice, and what they take others may share.
    for (const literal of all.filter(({ length }) => length > 2).sort((a, b) => a.length - b.length)) {
      const offset = cheapest(literal, this.pairs);
      const hash = tripleHash(literal[offset] as number, literal[offset + 1] as number, literal[offset + 2] as number);
      this.#knowPair(literal, offset);
      this.#knowPair(literal, offset + 1);
      this.triples[hash] = 1;
      this.fourths[hash] = (this.fourths[hash] as number) | fourth(literal[offset + 3]);
      const marked = this.#marked.get(hash);
      if (marked === undefined) this.#marked.set(hash, [{ literal, offset }]);
      else marked.push({ literal, offset });
    }
  }

  /** In every mix of cases. */
  #knowPair(literal: Uint8Array, at: number): void {
    const first = literal[at] as number;
    const second = literal[at + 1] as number;
    const beside = neighbours(literal, at);
    this.#allow(first, second, beside);
    this.#allow(first, upper(second), beside);
    this.#allow(upper(first), second, beside);
    this.#allow(upper(first), upper(second), beside);
  }

  #allow(first: number, second: number, beside: number): void {
    const pair = pairOf(first, second);
    this.pairs[pair] = (this.pairs[pair] as number) | beside;
  }

  /** Whether a literal lies in the block's bytes[from, to). */
  occurs({ bytes, kernel }: Pick<Block, 'bytes' | 'kernel'>, from: number, to: number): boolean {
    if (kernel?.look?.marks !== this) return this.#occurs(bytes, from, to);
    for (let at = kernel.candidate(from, to); at >= 0; at = kernel.candidate(at + 1, to)) if (this.#isMark(bytes, at, from, to)) return true;
    return this.hasShort(bytes, from, to);
  }

  /** Whether a literal that has no mark lies in bytes[from, to). */
  hasShort(bytes: Uint8Array, from: number, to: number): boolean {
    return this.#short.length > 0 && this.#short.some((literal) => occursAnywhere(bytes, from, to, literal));
  }

  #occurs(bytes: Uint8Array, from: number, to: number): boolean {
    if (bytes !== this.#bytes) this.#turnTo(bytes);
    const { pairs, triples } = this;
    const [words, byteOffset] = [this.#words, this.#offset];
    // A pair may begin before the range, or end behind it: what is no literal within it is sorted out by the comparison.
    const end = Math.min(words.length, (byteOffset + to) >> 1);
    for (let word = (byteOffset + from) >> 1; word < end; word++) {
      const beside = pairs[words[word] as number] as number;
      if (beside === 0) continue;
      const at = word * 2 - byteOffset;
      if (((beside >>> ((bytes[at + 2] as number) & 7)) & (beside >>> (8 + ((bytes[at - 1] as number) & 7))) & 1) === 0) continue;
      // The pair may be the first or the second of a mark.
      const [zeroth, first, second, third] = [bytes[at - 1] as number, bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number];
      if (triples[tripleHash(first, second, third)] !== 0 && this.#isMark(bytes, at, from, to)) return true;
      if (triples[tripleHash(zeroth, first, second)] !== 0 && this.#isMark(bytes, at - 1, from, to)) return true;
    }
    return this.hasShort(bytes, from, to);
  }

  /** Takes the memory behind the bytes as aligned pairs. */
  #turnTo(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#offset = bytes.byteOffset;
    this.#words = new Uint16Array(bytes.buffer, 0, bytes.buffer.byteLength >> 1);
  }

  /** Whether the mark of a literal that lies in bytes[from, to) begins at `at`. */
  #isMark(bytes: Uint8Array, at: number, from: number, to: number): boolean {
    if (at < from || at + 2 >= to) return false;
    const hash = tripleHash(bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number);
    if ((((this.fourths[hash] as number) >>> ((bytes[at + 3] as number) & 31)) & 1) === 0) return false;
    const marked = this.#marked.get(hash);
    if (marked === undefined) return false;
    for (const { literal, offset } of marked) {
      const start = at - offset;
      if (start >= from && start + literal.length <= to && standsAt(bytes, start, literal)) return true;
    }
    return false;
  }
}

/** As Buffer.from, which takes ten times as long for a short text; there are hundreds, at each start. */
function bytesOf(literal: string): Uint8Array {
  const bytes = new Uint8Array(literal.length);
  for (let at = 0; at < bytes.length; at++) {
    const code = literal.charCodeAt(at);
    if (code > 0x7f) return Buffer.from(literal);
    bytes[at] = code;
  }
  return bytes;
}

const upper = (byte: number): number => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte);

/** The bits, in `Marks.pairs`, of the byte behind a pair and of that before it; any byte where the literal has none there. */
const after = (byte: number | undefined): number => (byte === undefined ? 0xff : 1 << (byte & 7));
const before = (byte: number | undefined): number => (byte === undefined ? 0xff00 : 0x100 << (byte & 7));
const neighbours = (literal: Uint8Array, at: number): number => after(literal[at + 2]) | before(literal[at - 1]);

/** The bit of a byte in either case; all of them where the literal ends before it. */
const fourth = (byte: number | undefined): number => (byte === undefined ? -1 : 1 << (byte & 31));

function occursAnywhere(bytes: Uint8Array, from: number, to: number, literal: Uint8Array): boolean {
  for (let at = from; at + literal.length <= to; at++) if (standsAt(bytes, at, literal)) return true;
  return false;
}

function standsAt(bytes: Uint8Array, start: number, literal: Uint8Array): boolean {
  for (let at = 0; at < literal.length; at++) if (FOLD[bytes[start + at] as number] !== literal[at]) return false;
  return true;
}

/** How much more it costs to look at a mark than at a pair. */
const MARK_COST = 20;

/** Where the three bytes of a literal begin that add the least to what is looked at, as often as logs hold it. */
function cheapest(literal: Uint8Array, known: Uint16Array): number {
  let best = 0;
  let least = Infinity;
  let first = pairCost(literal, 0, known);
  for (let at = 0; at + 2 < literal.length; at++) {
    const second = pairCost(literal, at + 1, known);
    if (first + second < least) {
      const often = first + second + MARK_COST * runFrequency(literal[at] as number, literal[at + 1] as number, literal[at + 2] as number, literal[at + 3]);
      if (often < least) [best, least] = [at, often];
    }
    first = second;
  }
  return best;
}

/** What one more pair costs: with what is known of it already, it also allows every mix of what stands before and behind. */
function pairCost(literal: Uint8Array, at: number, known: Uint16Array): number {
  const first = literal[at] as number;
  const second = literal[at + 1] as number;
  const before = known[pairOf(first, second)] as number;
  const then = before | neighbours(literal, at);
  if (then === before) return 0;
  return contextFrequency(first, second, then) - (before === 0 ? 0 : contextFrequency(first, second, before));
}
