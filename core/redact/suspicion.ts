import { NextOccurrence } from '../event/next-occurrence.js';
import { KEY_END, STRIDE, VALUE_END, VALUE_START } from '../event/tape.js';
import { AnchorSearch } from './anchor-search.js';

const QUOTE = 0x22;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;

/**
 * The cheap question before redaction: could there be anything to redact in these bytes? It never misses what a detector would
 * find, and is sometimes wrong the other way. Most lines end here, without being decoded.
 */
export class Suspicion {
  /** The empty literal is one of the anchors: it stands in any text. */
  readonly #everything: boolean;
  readonly #anchors: AnchorSearch | undefined;
  /** Alone, as it is one byte, and rare. */
  readonly #atSign: NextOccurrence | undefined;
  readonly #escapes = new NextOccurrence('\\');
  readonly #digits: number;
  /** No finding, and no literal that leads to one, is shorter. */
  readonly #shortest: number;

  /**
   * @param anchors the detectors' literals, lower-case; `@` alone is looked for apart, the empty one makes everything suspicious, all others have two bytes or more
   * @param digits the shortest run of digits (single spaces and dashes between them) that matters; 0 for none
   */
  constructor(anchors: readonly string[], digits: number) {
    const literals = anchors.filter((anchor) => anchor !== '@' && anchor !== '');
    this.#everything = anchors.includes('');
    this.#anchors = literals.length > 0 ? new AnchorSearch(literals) : undefined;
    this.#atSign = anchors.includes('@') ? new NextOccurrence('@') : undefined;
    this.#digits = digits;
    this.#shortest = Math.min(...literals.map((anchor) => anchor.length), digits > 0 ? digits : Infinity, this.#atSign === undefined ? Infinity : 3);
  }

  /** Whether bytes[start, end) may hold a finding as they stand, escapes not considered. */
  text(bytes: Buffer, start: number, end: number): boolean {
    if (this.#everything) return true;
    if (end - start < this.#shortest) return false;
    if (this.#anchors !== undefined && this.#anchors.occurs(bytes, start, end)) return true;
    if (this.#atSign?.within(bytes, start, end)) return true;
    return this.#digits > 0 && end - start >= this.#digits && hasDigits(bytes, start, end, this.#digits);
  }

  /** The same for what stands between the quotes of a JSON string, where an escape may hide anything. */
  string(bytes: Buffer, start: number, end: number): boolean {
    return this.#escapes.within(bytes, start, end) || this.text(bytes, start, end);
  }

  /** The same for the members of a scanned object. */
  members(bytes: Buffer, tape: Int32Array, from: number, to: number): boolean {
    for (let member = from; member < to; member += STRIDE) {
      if (this.text(bytes, tape[member] as number, tape[member + KEY_END] as number)) return true;
      const start = tape[member + VALUE_START] as number;
      const end = tape[member + VALUE_END] as number;
      const first = bytes[start] as number;
      if (first === QUOTE || first === OPEN_BRACE || first === OPEN_BRACKET ? this.text(bytes, start, end) : this.number(bytes, start, end)) return true;
    }
    return false;
  }

  /** Whether the scalar at bytes[start, end) may be a finding: a whole number with as many digits. A fraction never is. */
  number(bytes: Buffer, start: number, end: number): boolean {
    if (this.#everything) return true;
    if (this.#digits === 0 || end - start < this.#digits) return false;
    for (let at = start; at < end; at++) if (!isDigit(bytes[at] as number)) return false;
    return true;
  }
}

/** Looks at every sixth place only: a run that is long enough cannot lie between two of them. */
function hasDigits(bytes: Buffer, start: number, end: number, least: number): boolean {
  for (let at = start + 5; at < end; at += 6) {
    if (!isDigit(bytes[at] as number) && !isDigit(bytes[at - 1] as number)) continue;
    let from = at;
    while (from > start && isRunByte(bytes[from - 1] as number)) from--;
    let to = at;
    let count = 0;
    for (; from < to; from++) if (isDigit(bytes[from] as number)) count++;
    while (to < end && isRunByte(bytes[to] as number)) if (isDigit(bytes[to++] as number)) count++;
    if (count >= least) return true;
    at = Math.max(at, to - 1);
  }
  return false;
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isRunByte = (byte: number): boolean => isDigit(byte) || byte === 0x20 || byte === 0x2d;
