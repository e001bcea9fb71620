import { BACKSLASH, CLOSE_BRACE, COLON, COMMA, CR, LF, OPEN_BRACE, OPEN_BRACKET, QUOTE, SPACE, TAB } from './ascii.js';
import { NO_KEYS, type KeyFilter } from './key-filter.js';
import { STRIDE, type Tape } from './tape.js';

/** What a scan saw, as bits. A negative result means: not one valid JSON object. */
export const MALFORMED = -1;
/** A backslash stands in some string or key, so bytes and characters differ there. */
export const HAS_ESCAPE = 1;
/** A key at any depth passed the filter. */
export const HAS_FILTERED_KEY = 2;
/** A top-level key holds an escape: compare keys decoded. */
export const HAS_ESCAPED_KEY = 4;
/** Of a kernel's scan alone: something may be in the line that it was to look for on its way, and that it has looked. */
export const HAS_MARK = 8;
export const LOOKED = 16;

/** What a byte does inside a string. Plain is 0, so that a test for it costs nothing more. */
const PLAIN = 0;
const CLOSES = 1;
const ESCAPES = 2;
const FORBIDDEN = 3;
const IN_STRING = Uint8Array.from({ length: 256 }, (_, byte) => (byte === QUOTE ? CLOSES : byte === BACKSLASH ? ESCAPES : byte < SPACE ? FORBIDDEN : PLAIN));

/** A table of bytes: 1 for those of the text. */
const tableOf = (text: string): Uint8Array => {
  const table = new Uint8Array(256);
  for (const char of text) table[char.charCodeAt(0)] = 1;
  return table;
};
const IS_SPACE = tableOf(String.fromCharCode(SPACE, TAB, LF, CR));
const IS_HEX = tableOf('0123456789abcdefABCDEF');
/** Bytes that may follow a backslash, `u` apart. */
const IS_ESCAPED = tableOf('"\\/bfnrt');

const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
const PLUS = 0x2b;
const MINUS = 0x2d;
const LOWER_U = 0x75;
const WORDS: readonly Uint8Array[] = ['true', 'false', 'null'].map((word) => Buffer.from(word));

/** Of the scan that runs: one at a time does, and it calls nobody. */
let flags = 0;

/**
 * Checks that bytes[start, end) is exactly one JSON object by the grammar of RFC 8259 and appends its top-level members
 * to the tape. Returns flags, or `MALFORMED`: the tape is then as before. UTF-8 is not checked. What follows `end` is looked
 * at up to the next quote or control character, and makes no difference.
 */
export function scanObject(bytes: Uint8Array, start: number, end: number, tape: Tape, filter: KeyFilter = NO_KEYS): number {
  let { data, used } = tape;
  flags = 0;
  let at = skipSpace(bytes, start, end);
  if (at >= end || bytes[at] !== OPEN_BRACE) return MALFORMED;
  at = skipSpace(bytes, at + 1, end);
  if (bytes[at] === CLOSE_BRACE && at < end) return skipSpace(bytes, at + 1, end) === end ? flags : MALFORMED;
  for (;;) {
    if (bytes[at] !== QUOTE) return MALFORMED;
    const keyStart = ++at;
    let kind: number | undefined;
    while ((kind = IN_STRING[bytes[at] as number]) === PLAIN) at++;
    if (kind !== CLOSES) {
      if ((at = skipString(bytes, at, end) - 1) < 0) return MALFORMED;
      flags |= HAS_ESCAPED_KEY | HAS_FILTERED_KEY;
    } else if (filter.passes(bytes, keyStart, at)) flags |= HAS_FILTERED_KEY;
    const keyEnd = at++;
    if (bytes[at] !== COLON && bytes[(at = skipSpace(bytes, at, end))] !== COLON) return MALFORMED;
    at++;
    if (IS_SPACE[bytes[at] as number] === 1) at = skipSpace(bytes, at, end);
    if (at >= end) return MALFORMED;
    const valueStart = at;
    let byte = bytes[at];
    if (byte === QUOTE) {
      at++;
      // Four at a time: strings are most of a line, and the loop's own test is most of their cost.
      for (;;) {
        if ((kind = IN_STRING[bytes[at] as number]) !== PLAIN) break;
        if ((kind = IN_STRING[bytes[at + 1] as number]) !== PLAIN) { at += 1; break; }
        if ((kind = IN_STRING[bytes[at + 2] as number]) !== PLAIN) { at += 2; break; }
        if ((kind = IN_STRING[bytes[at + 3] as number]) !== PLAIN) { at += 3; break; }
        at += 4;
      }
      if (kind === CLOSES) at++;
      else if ((at = skipString(bytes, at, end)) < 0) return MALFORMED;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if ((at = skipContainer(bytes, at, end, filter)) < 0) return MALFORMED;
    } else if ((at = skipScalar(bytes, at, end)) < 0) return MALFORMED;
    if (used + STRIDE > data.length) data = tape.grow();
    data[used] = keyStart;
    data[used + 1] = keyEnd;
    data[used + 2] = valueStart;
    data[used + 3] = at;
    used += STRIDE;
    if (IS_SPACE[bytes[at] as number] === 1) at = skipSpace(bytes, at, end);
    // Also where a string or a number went on behind the end.
    if (at >= end) return MALFORMED;
    byte = bytes[at++];
    if (byte === COMMA) {
      if (IS_SPACE[bytes[at] as number] === 1) at = skipSpace(bytes, at, end);
      if (at >= end) return MALFORMED;
      continue;
    }
    if (byte !== CLOSE_BRACE || (at !== end && skipSpace(bytes, at, end) !== end)) return MALFORMED;
    tape.used = used;
    return flags;
  }
}

function skipSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && IS_SPACE[bytes[at] as number] === 1) at++;
  return at;
}

/** From anywhere inside a string to after its closing quote; negative where the string is not valid. */
function skipString(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const kind = IN_STRING[bytes[at] as number];
    if (kind === PLAIN) {
      at++;
    } else if (kind === CLOSES) {
      return at + 1;
    } else if (kind === ESCAPES) {
      flags |= HAS_ESCAPE;
      const next = bytes[at + 1] as number;
      if (IS_ESCAPED[next] === 1) at += 2;
      else if (next === LOWER_U && isHex4(bytes, at + 2)) at += 6;
      else return MALFORMED;
    } else {
      return MALFORMED;
    }
  }
  return MALFORMED;
}

function isHex4(bytes: Uint8Array, at: number): boolean {
  return IS_HEX[bytes[at] as number] === 1 && IS_HEX[bytes[at + 1] as number] === 1
    && IS_HEX[bytes[at + 2] as number] === 1 && IS_HEX[bytes[at + 3] as number] === 1;
}

/** A number, true, false or null. May end behind `end`, where it goes on there. */
function skipScalar(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  if (bytes[at] === MINUS) at++;
  const first = bytes[at] as number;
  if (first === ZERO) at++;
  else if (isDigit(first)) at = skipDigits(bytes, at + 1, end);
  else return at === from ? skipWord(bytes, from) : MALFORMED;
  if (bytes[at] === POINT) {
    const fraction = at + 1;
    at = skipDigits(bytes, fraction, end);
    if (at === fraction) return MALFORMED;
  }
  // Setting bit 5 makes an E an e.
  if (((bytes[at] as number) | 0x20) === 0x65) {
    at++;
    if (bytes[at] === PLUS || bytes[at] === MINUS) at++;
    const exponent = at;
    at = skipDigits(bytes, exponent, end);
    if (at === exponent) return MALFORMED;
  }
  return at;
}

function skipWord(bytes: Uint8Array, from: number): number {
  for (const word of WORDS) {
    let at = 0;
    while (at < word.length && bytes[from + at] === word[at]) at++;
    if (at === word.length) return from + at;
  }
  return MALFORMED;
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;

function skipDigits(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isDigit(bytes[at] as number)) at++;
  return at;
}

/** The brackets that are open: enough for any sane line, and larger for the others only while they are scanned. */
const STACK = new Uint8Array(1024);

/** From an opening brace or bracket to after its partner, with a stack of bytes instead of recursion: depth is bounded by the line only. */
function skipContainer(bytes: Uint8Array, from: number, end: number, filter: KeyFilter): number {
  let stack = STACK;
  let depth = 0;
  let at = from;
  let expectKey = false;
  // Each turn reads one value (or the key before it); the inner loop then closes what ends there.
  for (;;) {
    at = skipSpace(bytes, at, end);
    if (at >= end) return MALFORMED;
    let byte = bytes[at] as number;
    if (expectKey) {
      if (byte !== QUOTE || (at = skipKey(bytes, at + 1, end, filter)) < 0) return MALFORMED;
      at = skipSpace(bytes, at, end);
      if (at >= end || bytes[at] !== COLON) return MALFORMED;
      at++;
      expectKey = false;
      continue;
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (depth === stack.length) stack = doubled(stack);
      stack[depth++] = byte;
      at = skipSpace(bytes, at + 1, end);
      if (bytes[at] !== partnerOf(byte)) {
        expectKey = byte === OPEN_BRACE;
        continue;
      }
    } else if ((at = byte === QUOTE ? skipString(bytes, at + 1, end) : skipScalar(bytes, at, end)) < 0) return MALFORMED;
    for (;;) {
      at = skipSpace(bytes, at, end);
      if (at >= end) return MALFORMED;
      byte = bytes[at++] as number;
      const open = stack[depth - 1] as number;
      if (byte === COMMA) {
        expectKey = open === OPEN_BRACE;
        break;
      }
      if (byte !== partnerOf(open)) return MALFORMED;
      if (--depth === 0) return at;
    }
  }
}

/** ASCII puts each closing bracket two places after its opening one. */
const partnerOf = (open: number): number => open + 2;

function doubled(stack: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(stack.length * 2);
  larger.set(stack);
  return larger;
}

/** From behind a key's opening quote to after its closing one. */
function skipKey(bytes: Uint8Array, from: number, end: number, filter: KeyFilter): number {
  let at = from;
  while (IN_STRING[bytes[at] as number] === PLAIN) at++;
  if (bytes[at] === QUOTE) {
    if (filter.passes(bytes, from, at)) flags |= HAS_FILTERED_KEY;
    return at + 1;
  }
  flags |= HAS_FILTERED_KEY;
  return skipString(bytes, at, end);
}
