import type { Block } from '../event/block.js';
import type { Look } from '../event/kernel/kernel.js';
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
  readonly #rules: Pick<Redactor, 'words'>;
  #words: Literals | undefined;
  readonly #escapes = new NextOccurrence('\\');
  readonly #minDigits: number;
  #look: Look | undefined;

  constructor(rules: Pick<Redactor, 'anchors' | 'words' | 'minDigits'>) {
    const { anchors, minDigits } = rules;
    this.#rules = rules;
    this.#inText = new Literals(anchors);
    // As a JSON string has them: with a backslash before a quote.
    this.#inJson = anchors.every((anchor) => escaped(anchor) === anchor) ? this.#inText : new Literals(anchors.map(escaped));
    this.#minDigits = minDigits;
  }

  /** What a kernel can look for in JSON; undefined where there is nothing to find by. */
  get look(): Look | undefined {
    const marks = this.#inJson.search;
    return (this.#look ??= marks && { marks, digits: this.#minDigits, char: this.#inJson.onlyChar });
  }

  /** Whether the text at [start, end) may hold a finding. */
  text(block: Block, start: number, end: number): boolean {
    return this.#inText.within(block, start, end) || this.#digits(block, start, end);
  }

  /** Whether one of the redactor's words stands in the text at [start, end). */
  hasWord(block: Block, start: number, end: number): boolean {
    return (this.#words ??= new Literals(this.#rules.words)).within(block, start, end);
  }

  /** The same for any part of valid JSON, but for what an escape of a letter, a digit or a slash may hide. */
  json(block: Block, start: number, end: number): boolean {
    return this.#inJson.within(block, start, end) || this.#digits(block, start, end);
  }

  /** Whether a line of JSON has nothing of that, of whose scan the flags say that it was looked for by a kernel and not there. */
  isClear(block: Block, start: number, end: number): boolean {
    return block.kernel?.look === this.#look && !this.#inJson.besideLook(block, start, end);
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
    return least > 0 && (kernel?.look?.digits === least ? kernel.hasDigits(start, end) : hasDigits(bytes, start, end, least));
  }
}

const escaped = (anchor: string): string => JSON.stringify(anchor).slice(1, -1);

/** Literals to look for in any case; the empty one is everywhere. */
class Literals {
  readonly isAnywhere: boolean;
  /** Of more than one character; what looks for them is made for the first question. */
  readonly #long: readonly string[];
  #search: AnchorSearch | undefined;
  /** Those of one character, which are searched for natively. */
  readonly #chars: readonly NextOccurrence[];
  /** The code of the only one, where it is of ASCII and no letter; otherwise 0. */
  readonly onlyChar: number;
  /** A kernel looks for each of them. */
  readonly #isAllLookedFor: boolean;

  constructor(literals: readonly string[]) {
    this.isAnywhere = literals.includes('');
    this.#long = literals.filter((literal) => literal.length > 1);
    const chars = [...new Set(literals.filter((literal) => literal.length === 1).flatMap((char) => [char, char.toUpperCase()]))];
    this.#chars = chars.map((char) => new NextOccurrence(char));
    const code = chars.length === 1 ? (chars[0] as string).charCodeAt(0) : 0;
    this.onlyChar = code < 0x80 ? code : 0;
    this.#isAllLookedFor = literals.every(({ length }) => length > 2 || (length === 1 && this.onlyChar !== 0));
  }

  /** What finds the places at which more than a look is due; undefined where there is nothing to find by. */
  get search(): AnchorSearch | undefined {
    return (this.#search ??= this.#long.length > 0 ? searchFor(this.#long) : undefined);
  }

  within(block: Block, start: number, end: number): boolean {
    return this.#hasChar(block, start, end) || this.search?.occurs(block, start, end) === true;
  }

  /** Whether one is there that a kernel does not look for. */
  besideLook(block: Block, start: number, end: number): boolean {
    return !this.#isAllLookedFor && (this.#hasChar(block, start, end) || this.search?.hasShort(block.bytes, start, end) === true);
  }

  #hasChar(block: Block, start: number, end: number): boolean {
    if (this.isAnywhere) return true;
    const chars = this.#chars;
    for (let at = 0; at < chars.length; at++) if ((chars[at] as NextOccurrence).within(block, start, end)) return true;
    return false;
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
