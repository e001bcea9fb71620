import { SPACE } from '../event/ascii.js';
import type { Block } from '../event/block.js';
import { NextOccurrence } from '../event/next-occurrence.js';
import { AnchorSearch } from './anchor-search.js';
import type { Redactor } from './redactor.js';

/**
 * The cheap question before redaction: could there be anything to redact in these bytes? It never misses what a detector would
 * find, and is sometimes wrong the other way. Most lines end here, without being decoded.
 */
export class Suspicion {
  readonly #inText: Literals;
  readonly #inJson: Literals;
  readonly #minDigits: number;

  constructor({ anchors, minDigits }: Pick<Redactor, 'anchors' | 'minDigits'>) {
    this.#inText = new Literals(anchors);
    // As a JSON string has them: with a backslash before a quote.
    this.#inJson = anchors.every((anchor) => escaped(anchor) === anchor) ? this.#inText : new Literals(anchors.map(escaped));
    this.#minDigits = minDigits;
  }

  /** Whether the text at [start, end) may hold a finding. */
  text(block: Block, start: number, end: number): boolean {
    return this.#inText.within(block, start, end) || this.#digits(block.bytes, start, end);
  }

  /** Whether the part of valid JSON at [start, end) may hold one, escapes of letters, digits and slashes not considered. */
  json(block: Block, start: number, end: number): boolean {
    return this.#inJson.within(block, start, end) || this.#digits(block.bytes, start, end);
  }

  #digits(bytes: Buffer, start: number, end: number): boolean {
    return this.#minDigits > 0 && hasDigits(bytes, start, end, this.#minDigits);
  }

  /** Whether the scalar at bytes[start, end) may be a finding: a whole number with as many digits. A fraction never is. */
  number(bytes: Buffer, start: number, end: number): boolean {
    if (this.#everything) return true;
    if (this.#digits === 0 || end - start < this.#digits) return false;
    for (let at = start; at < end; at++) if (IN_RUN[bytes[at] as number] === 0 || (bytes[at] as number) < ZERO) return false;
    return true;
  }

  #hasLiteral(bytes: Buffer, start: number, end: number): boolean {
    return (this.#anchors !== undefined && this.#anchors.occurs(bytes, start, end)) || (this.#atSign !== undefined && this.#atSign.within(bytes, start, end));
  }
}

const escaped = (anchor: string): string => JSON.stringify(anchor).slice(1, -1);

/** Literals to look for in any case; the empty one is everywhere. */
class Literals {
  readonly #search: AnchorSearch | undefined;
  /** Those of one byte, which are searched for natively. */
  readonly #bytes: readonly NextOccurrence[];
  readonly #isAnywhere: boolean;

  constructor(literals: readonly string[]) {
    const long = literals.filter((literal) => literal.length > 1);
    const short = literals.filter((literal) => literal.length === 1);
    this.#search = long.length > 0 ? new AnchorSearch(long) : undefined;
    this.#bytes = [...new Set(short.flatMap((literal) => [literal, literal.toUpperCase()]))].map((literal) => new NextOccurrence(literal));
    this.#isAnywhere = literals.includes('');
  }

  within(block: Block, start: number, end: number): boolean {
    if (this.#isAnywhere) return true;
    for (const byte of this.#bytes) if (byte.within(block, start, end)) return true;
    return this.#search !== undefined && this.#search.find(block.bytes, start, end) >= 0;
  }
}

/**
 * Whether so many digits stand in a row, parted by single spaces or dashes at most (more of them count as well). Of two
 * neighbours in such a row one is a digit, so it is enough to look at two in every `least - 1`.
 */
function hasDigits(bytes: Buffer, start: number, end: number, least: number): boolean {
  const step = Math.max(1, least - 1);
  for (let at = start + step - 1; at < end; at += step) {
    const digit = isDigit(bytes[at] as number) ? at : at + 1;
    if (digit >= end || !isDigit(bytes[digit] as number)) continue;
    let from = digit;
    while (from > start && isRunByte(bytes[from - 1] as number)) from--;
    let count = 0;
    let to = from;
    for (; to < end && isRunByte(bytes[to] as number); to++) if (isDigit(bytes[to] as number)) count++;
    if (count >= least) return true;
    at = to - 1;
  }
  return false;
}

const DASH = 0x2d;
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isRunByte = (byte: number): boolean => isDigit(byte) || byte === SPACE || byte === DASH;
