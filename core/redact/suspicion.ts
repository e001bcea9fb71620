import { NextOccurrence } from '../event/next-occurrence.js';
import { KEY_END, STRIDE, VALUE_END, VALUE_START } from '../event/tape.js';
import { AnchorSearch } from './anchor-search.js';

const QUOTE = 0x22;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const ZERO = 0x30;
/** Bytes of a run of digits: the digits, and the space and the dash that may stand between them. */
const IN_RUN = new Uint8Array(256).map((_, byte) => ((byte >= ZERO && byte <= 0x39) || byte === 0x20 || byte === 0x2d ? 1 : 0));

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
    return this.#hasLiteral(bytes, start, end) || (this.#digits > 0 && hasDigits(bytes, start, end, this.#digits));
  }

  /** The same for what stands between the quotes of a JSON string, where an escape may hide anything. */
  string(bytes: Buffer, start: number, end: number): boolean {
    return this.#escapes.within(bytes, start, end) || this.text(bytes, start, end);
  }

  /** The same for a scanned object: one look at the whole line, and only where it has many digits one at each member. */
  object(bytes: Buffer, start: number, end: number, tape: Int32Array, from: number, to: number): boolean {
    if (this.#everything || this.#hasLiteral(bytes, start, end)) return true;
    if (this.#digits === 0 || !hasDigits(bytes, start, end, this.#digits)) return false;
    for (let member = from; member < to; member += STRIDE) {
      if (hasDigits(bytes, tape[member] as number, tape[member + KEY_END] as number, this.#digits)) return true;
      const valueStart = tape[member + VALUE_START] as number;
      const valueEnd = tape[member + VALUE_END] as number;
      const first = bytes[valueStart] as number;
      const isScalar = first !== QUOTE && first !== OPEN_BRACE && first !== OPEN_BRACKET;
      if (isScalar ? this.number(bytes, valueStart, valueEnd) : hasDigits(bytes, valueStart, valueEnd, this.#digits)) return true;
    }
    return false;
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

/** Looks at every `least`th place only: a run that is long enough cannot lie between two of them. */
function hasDigits(bytes: Buffer, start: number, end: number, least: number): boolean {
  for (let at = start + least - 1; at < end; at += least) {
    if (IN_RUN[bytes[at] as number] === 0) continue;
    let digits = 0;
    for (let left = at; left >= start && IN_RUN[bytes[left] as number] !== 0; left--) if (bytes[left] as number >= ZERO) digits++;
    for (; at + 1 < end && IN_RUN[bytes[at + 1] as number] !== 0; at++) if (bytes[at + 1] as number >= ZERO) digits++;
    if (digits >= least) return true;
  }
  return false;
}
