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

/** Classes of bytes inside a string: 0 plain, 1 the closing quote, 2 a backslash, 3 a control character. */
const IN_STRING = new Uint8Array(256).map((_, byte) => (byte === 0x22 ? 1 : byte === 0x5c ? 2 : byte < 0x20 ? 3 : 0));
const SPACE = new Uint8Array(256);
for (const byte of [0x20, 0x09, 0x0a, 0x0d]) SPACE[byte] = 1;
const HEX = new Uint8Array(256).map((_, byte) => (/[0-9a-fA-F]/.test(String.fromCharCode(byte)) ? 1 : 0));
/** Bytes that may follow a backslash, `u` apart. */
const ESCAPED = new Uint8Array(256);
for (const char of '"\\/bfnrt') ESCAPED[char.charCodeAt(0)] = 1;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;

let flags = 0;
let stack = new Uint8Array(1024);

/**
 * Checks that bytes[start, end) is exactly one JSON object by the grammar of RFC 8259 and appends its top-level members
 * to the tape. Returns flags, or `MALFORMED` (the tape is then as before). UTF-8 is not checked.
 * The byte after the last one of `bytes` that a string may run to must exist: callers end their buffers with LF.
 */
export function scanObject(bytes: Uint8Array, start: number, end: number, tape: Tape, filter: KeyFilter = NO_KEYS): number {
  const before = tape.used;
  let data = tape.data;
  let used = before;
  let at = start;
  flags = 0;
  while (at < end && SPACE[bytes[at] as number] === 1) at++;
  if (at >= end || bytes[at] !== OPEN_BRACE) return MALFORMED;
  at++;
  while (at < end && SPACE[bytes[at] as number] === 1) at++;
  if (bytes[at] === CLOSE_BRACE && at < end) return onlySpace(bytes, at + 1, end) ? 0 : MALFORMED;
  for (;;) {
    if (bytes[at] !== QUOTE) return MALFORMED;
    const keyStart = ++at;
    let kind: number;
    while ((kind = IN_STRING[bytes[at] as number] as number) === 0) at++;
    if (kind !== 1) {
      if (kind !== 2 || (at = skipString(bytes, at, end)) < 0) return MALFORMED;
      flags |= HAS_ESCAPED_KEY | HAS_FILTERED_KEY;
      at--;
    }
    const keyEnd = at++;
    if (filter.passes(bytes, keyStart, keyEnd)) flags |= HAS_FILTERED_KEY;
    if (bytes[at] !== COLON) {
      while (at < end && SPACE[bytes[at] as number] === 1) at++;
      if (bytes[at] !== COLON) return MALFORMED;
    }
    at++;
    while (SPACE[bytes[at] as number] === 1 && at < end) at++;
    if (at >= end) return MALFORMED;
    const valueStart = at;
    let byte = bytes[at] as number;
    if (byte === QUOTE) {
      at++;
      // Four at a time: strings are most of a line, and the loop's own test is most of their cost.
      for (;;) {
        if ((kind = IN_STRING[bytes[at] as number] as number) !== 0) break;
        if ((kind = IN_STRING[bytes[at + 1] as number] as number) !== 0) { at += 1; break; }
        if ((kind = IN_STRING[bytes[at + 2] as number] as number) !== 0) { at += 2; break; }
        if ((kind = IN_STRING[bytes[at + 3] as number] as number) !== 0) { at += 3; break; }
        at += 4;
      }
      if (kind === 1) at++;
      else if (kind === 3 || (at = skipString(bytes, at, end)) < 0) return MALFORMED;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if ((at = skipContainer(bytes, at, end, filter)) < 0) return MALFORMED;
    } else if ((at = skipScalar(bytes, at, end)) < 0) return MALFORMED;
    if (at > end) return MALFORMED;
    if (used + STRIDE > data.length) data = tape.grow();
    data[used] = keyStart;
    data[used + 1] = keyEnd;
    data[used + 2] = valueStart;
    data[used + 3] = at;
    used += STRIDE;
    while (SPACE[bytes[at] as number] === 1 && at < end) at++;
    if (at >= end) return MALFORMED;
    byte = bytes[at++] as number;
    if (byte === COMMA) {
      while (SPACE[bytes[at] as number] === 1 && at < end) at++;
      if (at >= end) return MALFORMED;
      continue;
    }
    if (byte !== CLOSE_BRACE || (at !== end && !onlySpace(bytes, at, end))) return MALFORMED;
    tape.used = used;
    return flags;
  }
}

function onlySpace(bytes: Uint8Array, from: number, end: number): boolean {
  let at = from;
  while (at < end && SPACE[bytes[at] as number] === 1) at++;
  return at === end;
}

/** From anywhere inside a string to after its closing quote; negative where the string is not valid. */
function skipString(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  for (;;) {
    const kind = IN_STRING[bytes[at] as number];
    if (kind === 0) {
      at++;
    } else if (kind === 1) {
      return at < end ? at + 1 : MALFORMED;
    } else if (kind === 2) {
      flags |= HAS_ESCAPE;
      const next = bytes[at + 1] as number;
      if (ESCAPED[next] === 1) at += 2;
      else if (next === 0x75 && isHex4(bytes, at + 2)) at += 6;
      else return MALFORMED;
    } else {
      return MALFORMED;
    }
    if (at >= end) return MALFORMED;
  }
}

function isHex4(bytes: Uint8Array, at: number): boolean {
  return at + 3 < bytes.length
    && HEX[bytes[at] as number] === 1 && HEX[bytes[at + 1] as number] === 1
    && HEX[bytes[at + 2] as number] === 1 && HEX[bytes[at + 3] as number] === 1;
}

/** A number, true, false or null. */
function skipScalar(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  let byte = bytes[at] as number;
  if (byte === 0x74) return bytes[at + 1] === 0x72 && bytes[at + 2] === 0x75 && bytes[at + 3] === 0x65 ? at + 4 : MALFORMED;
  if (byte === 0x66) {
    return bytes[at + 1] === 0x61 && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x73 && bytes[at + 4] === 0x65 ? at + 5 : MALFORMED;
  }
  if (byte === 0x6e) return bytes[at + 1] === 0x75 && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x6c ? at + 4 : MALFORMED;
  if (byte === 0x2d) byte = bytes[++at] as number;
  if (byte === 0x30) {
    at++;
  } else if (byte >= 0x31 && byte <= 0x39) {
    at = skipDigits(bytes, at + 1, end);
  } else {
    return MALFORMED;
  }
  if (bytes[at] === 0x2e) {
    const fraction = skipDigits(bytes, at + 1, end);
    if (fraction === at + 1) return MALFORMED;
    at = fraction;
  }
  byte = bytes[at] as number;
  if (byte === 0x65 || byte === 0x45) {
    at++;
    if (bytes[at] === 0x2b || bytes[at] === 0x2d) at++;
    const exponent = skipDigits(bytes, at, end);
    if (exponent === at) return MALFORMED;
    at = exponent;
  }
  return at;
}

function skipDigits(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] as number) >= 0x30 && (bytes[at] as number) <= 0x39) at++;
  return at;
}

/** From an opening brace or bracket to after its partner, with a stack of bytes instead of recursion: depth is bounded by the line only. */
function skipContainer(bytes: Uint8Array, from: number, end: number, filter: KeyFilter): number {
  let at = from;
  let depth = 0;
  let expectKey = false;
  // Each turn reads one value (or the key before it); the inner loop then closes what ends there.
  for (;;) {
    while (SPACE[bytes[at] as number] === 1 && at < end) at++;
    if (at >= end) return MALFORMED;
    let byte = bytes[at] as number;
    if (expectKey) {
      if (byte !== QUOTE) return MALFORMED;
      if ((at = skipKey(bytes, at + 1, end, filter)) < 0) return MALFORMED;
      while (SPACE[bytes[at] as number] === 1 && at < end) at++;
      if (at >= end || bytes[at] !== COLON) return MALFORMED;
      at++;
      expectKey = false;
      continue;
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (depth === stack.length) stack = Buffer.concat([stack, new Uint8Array(stack.length)]);
      stack[depth++] = byte;
      at++;
      while (SPACE[bytes[at] as number] === 1 && at < end) at++;
      if (bytes[at] !== byte + 2) {
        expectKey = byte === OPEN_BRACE;
        continue;
      }
    } else if (byte === QUOTE) {
      if ((at = skipString(bytes, at + 1, end)) < 0) return MALFORMED;
    } else if ((at = skipScalar(bytes, at, end)) < 0) return MALFORMED;
    for (;;) {
      while (SPACE[bytes[at] as number] === 1 && at < end) at++;
      if (at >= end) return MALFORMED;
      byte = bytes[at++] as number;
      const open = stack[depth - 1] as number;
      if (byte === COMMA) {
        expectKey = open === OPEN_BRACE;
        break;
      }
      // ASCII puts each closing bracket two places after its opening one.
      if (byte !== open + 2) return MALFORMED;
      if (--depth === 0) return at;
    }
  }
}

function skipKey(bytes: Uint8Array, from: number, end: number, filter: KeyFilter): number {
  let at = from;
  while (IN_STRING[bytes[at] as number] === 0) at++;
  if (bytes[at] === QUOTE) {
    if (filter.passes(bytes, from, at)) flags |= HAS_FILTERED_KEY;
    return at < end ? at + 1 : MALFORMED;
  }
  flags |= HAS_FILTERED_KEY;
  return skipString(bytes, at, end);
}
