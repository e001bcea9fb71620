import type { Block } from '../event/block.js';
import type { Kernel, Marks } from '../event/kernel/kernel.js';
import { NextOccurrence } from '../event/next-occurrence.js';
import { AnchorSearch } from './anchor-search.js';
import type { Redactor } from './redactor.js';

const ZERO = 0x30;
const NINE = 0x39;
/** Bytes of a run of digits: the digits, and the space and the dash that may stand between them. */
const IN_RUN = Uint8Array.from({ length: 256 }, (_, byte) => ((byte >= ZERO && byte <= NINE) || byte === 0x20 || byte === 0x2d ? 1 : 0));

/**
 * The cheap question before redaction: could there be anything to redact in these bytes? It never misses what a detector would
 * find, and is sometimes wrong the other way. Most lines end here, without being decoded.
 */
export class Suspicion {
  readonly #inText: Literals;
  readonly #inJson: Literals;
  readonly #escapes = new NextOccurrence('\\');
  readonly #minDigits: number;

  constructor({ anchors, minDigits }: Pick<Redactor, 'anchors' | 'minDigits'>) {
    this.#inText = new Literals(anchors);
    // As a JSON string has them: with a backslash before a quote.
    this.#inJson = anchors.every((anchor) => escaped(anchor) === anchor) ? this.#inText : new Literals(anchors.map(escaped));
    this.#minDigits = minDigits;
  }

  /** What finds the places in JSON at which more than a look is due; undefined where there is nothing to find by. */
  get marks(): Marks | undefined {
    return this.#inJson.marks;
  }

  /** Whether the text at [start, end) may hold a finding. */
  text(block: Block, start: number, end: number): boolean {
    return this.#inText.within(block, start, end) || this.#digits(block, start, end);
  }

  /** The same for any part of valid JSON, but for what an escape of a letter, a digit or a slash may hide. */
  json(block: Block, start: number, end: number): boolean {
    return this.#inJson.within(block, start, end) || this.#digits(block, start, end);
  }

  /**
   * Right after `json` has found nothing before `at`: up to where there is nothing either, as far as that was looked at on the way.
   * JSON that ends before it need not be asked about.
   */
  clearFrom({ kernel }: Block, at: number): number {
    if (kernel === undefined || !this.#inJson.isAllIn(kernel)) return at;
    return this.#inJson.charsFrom(at, kernel.clearFrom(at, this.#minDigits > 0));
  }

  /** The same for what stands between the quotes of a JSON string, whatever escapes it holds. */
  string(block: Block, start: number, end: number): boolean {
    return this.#escapes.within(block, start, end) || this.text(block, start, end);
  }

  /** Whether the number or word at [start, end) may be a finding: a whole number with as many digits. A fraction never is. */
  scalar({ bytes }: Block, start: number, end: number): boolean {
    if (this.#inText.isAnywhere) return true;
    if (this.#minDigits === 0 || end - start < this.#minDigits) return false;
    for (let at = start; at < end; at++) if ((bytes[at] as number) < ZERO || (bytes[at] as number) > NINE) return false;
    return true;
  }

  #digits({ bytes, kernel }: Block, start: number, end: number): boolean {
    const least = this.#minDigits;
    return least > 0 && (kernel === undefined ? hasDigits(bytes, start, end, least) : kernel.hasDigits(start, end, least));
  }
}

const escaped = (anchor: string): string => JSON.stringify(anchor).slice(1, -1);

/** Literals to look for in any case; the empty one is everywhere. */
class Literals {
  readonly isAnywhere: boolean;
  readonly #search: AnchorSearch | undefined;
  /** Those of one character, which are searched for natively. */
  readonly #chars: readonly NextOccurrence[];

  constructor(literals: readonly string[]) {
    this.isAnywhere = literals.includes('');
    const long = literals.filter((literal) => literal.length > 1);
    this.#search = long.length > 0 ? searchFor(long) : undefined;
    const chars = literals.filter((literal) => literal.length === 1).flatMap((char) => [char, char.toUpperCase()]);
    this.#chars = [...new Set(chars)].map((char) => new NextOccurrence(char));
  }

  get marks(): Marks | undefined {
    return this.#search;
  }

  /** Whether the kernel looks for all of them but single characters. */
  isAllIn(kernel: Kernel): boolean {
    return !this.isAnywhere && this.#search !== undefined && kernel.marks === this.#search && this.#search.hasMarksOnly;
  }

  /** Up to where, from `at` to `end`, none of the single characters stands. */
  charsFrom(at: number, end: number): number {
    let clear = end;
    for (const char of this.#chars) clear = Math.min(clear, char.clearFrom(at));
    return clear;
  }

  within(block: Block, start: number, end: number): boolean {
    if (this.isAnywhere) return true;
    const chars = this.#chars;
    for (let at = 0; at < chars.length; at++) if ((chars[at] as NextOccurrence).within(block, start, end)) return true;
    return this.#search !== undefined && this.#search.occurs(block, start, end);
  }
}

/** Each source looks for the same literals, and the tables of a search never change: the latest are kept. */
const searches = new Map<string, AnchorSearch>();
const MOST_SEARCHES = 4;

function searchFor(literals: readonly string[]): AnchorSearch {
  const key = literals.join('\0');
  let search = searches.get(key);
  if (search === undefined) {
    search = new AnchorSearch(literals);
    if (searches.size >= MOST_SEARCHES) searches.delete(searches.keys().next().value ?? '');
    searches.set(key, search);
  }
  return search;
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
