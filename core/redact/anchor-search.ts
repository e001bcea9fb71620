import { pairFrequency } from './log-sample.js';

const FOLD = new Uint8Array(256).map((_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));
/** Pairs are read as one number of 16 bits, in the byte order of the machine. */
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const PAIRS = 1 << 16;
const pairOf = (first: number, second: number): number => (IS_LITTLE_ENDIAN ? first | (second << 8) : (first << 8) | second);
// Setting bit 5 makes letters of either case one; what else falls together is told apart by the comparison.
const TRIPLES = 1 << 15;
const tripleHash = (first: number, second: number, third: number): number => (((first | 0x20) << 10) ^ ((second | 0x20) << 5) ^ (third | 0x20)) & (TRIPLES - 1);

/** A literal, and how far into it its mark begins. */
interface Marked {
  readonly literal: Uint8Array;
  readonly offset: number;
}

/**
 * Looks for many literals at once in bytes, with ASCII letters of either case as one. It looks at every second pair of
 * neighbouring bytes: in a literal of three bytes or more, wherever it begins, one of the first two pairs is such a one. A pair
 * that begins literals leads to a look at three bytes, and few of these to a comparison; so the number of literals hardly counts.
 */
export class AnchorSearch {
  /** By two bytes: whether they may be the FIRST or the SECOND pair of a literal. */
  readonly #pairs = new Uint8Array(1 << 16);
  /** By the classes of three bytes: which list of literals begins with these; 0 is the empty one. */
  readonly #heads = new Uint16Array(CLASS_COUNT ** 3);
  readonly #lists: Buffer[][] = [[]];
  readonly #step: number;

  /** @param literals lower-case, of two bytes or more */
  constructor(literals: readonly string[]) {
    const patterns = literals.map((literal) => Buffer.from(literal));
    this.#step = patterns.some(({ length }) => length < 3) ? 1 : 2;
    for (const pattern of patterns) {
      const [first = 0, second = 0, third] = pattern;
      this.#addPair(first, second, FIRST);
      if (third !== undefined) this.#addPair(second, third, SECOND);
      // Any byte may follow a literal of two.
      const thirds = third === undefined ? Array.from({ length: CLASS_COUNT }, (_, kind) => kind) : [CLASSES[third] as number];
      for (const kind of thirds) this.#addHead(headOf(first, second) | kind, pattern);
    }
  }

  #addPair(first: number, second: number, role: number): void {
    for (const a of cases(first)) for (const b of cases(second)) this.#pairs[(a << 8) | b] = (this.#pairs[(a << 8) | b] as number) | role;
  }

  #addHead(head: number, pattern: Buffer): void {
    if (this.#heads[head] === 0) this.#heads[head] = this.#lists.push([]) - 1;
    this.#lists[this.#heads[head] as number]?.push(pattern);
  }

  /** Where a literal that lies in bytes[from, to) begins, or -1. */
  find(bytes: Uint8Array, from: number, to: number): number {
    const pairs = this.#pairs;
    const step = this.#step;
    const last = to - 1;
    for (let at = from + step - 1; at < last; at += step) {
      const roles = pairs[((bytes[at] as number) << 8) | (bytes[at + 1] as number)] as number;
      if (roles === 0) continue;
      if ((roles & FIRST) !== 0 && this.#begins(bytes, at, to)) return at;
      if ((roles & SECOND) !== 0 && at > from && this.#begins(bytes, at - 1, to)) return at - 1;
    }
    return -1;
  }

  #begins(bytes: Uint8Array, at: number, to: number): boolean {
    const list = this.#heads[headOf(bytes[at] as number, bytes[at + 1] as number) | (CLASSES[bytes[at + 2] as number] as number)];
    return list !== 0 && (this.#lists[list as number] as readonly Buffer[]).some((pattern) => at + pattern.length <= to && stands(bytes, at, pattern));
  }
}

function stands(bytes: Uint8Array, start: number, pattern: Uint8Array): boolean {
  let at = 0;
  while (at < pattern.length && FOLD[bytes[start + at] as number] === pattern[at]) at++;
  return at === pattern.length;
}

const FIRST = 1;
const SECOND = 2;
const FOLD = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));
const cases = (byte: number): readonly number[] => (byte >= 0x61 && byte <= 0x7a ? [byte, byte - 0x20] : [byte]);

/** 32 classes of bytes: the letters, the digits as one, marks that literals often hold, and one for all others. */
const CLASS_COUNT = 32;
const MARKS = '-_.:';
const CLASSES = Uint8Array.from({ length: 256 }, (_, byte) => {
  const folded = FOLD[byte] as number;
  if (folded >= 0x61 && folded <= 0x7a) return folded - 0x60;
  if (byte >= 0x30 && byte <= 0x39) return 27;
  const mark = MARKS.indexOf(String.fromCharCode(byte));
  return mark < 0 ? 0 : 28 + mark;
});
const headOf = (first: number, second: number): number => ((CLASSES[first] as number) << 10) | ((CLASSES[second] as number) << 5);
