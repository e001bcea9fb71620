/*
 * The hot loops over JSON lines in AssemblyScript, https://www.assemblyscript.org: they do exactly what ../scan.ts and the search
 * for anchors do, two to three times as fast, because WebAssembly compares sixteen bytes at once. kernel.ts is the host's side;
 * kernel-code.ts is this file and those that it imports, compiled by `npm run generate`.
 *
 * The host lays out the memory: first a page with the stack of open brackets, the keys that are known and vectors, then tables,
 * then the block to scan, with zeros behind it, then the tape. All places that are given and returned are counted from the beginning of the block.
 */

import { BACKSLASH, BACKSLASHES, CLOSE_BRACE, COLON, COMMA, CONTROLS, isDigit, MINUS, OPEN_BRACE, OPEN_BRACKET, PLUS, POINT, QUOTE, QUOTES, SPACE, storeVectors } from './bytes';
import { configureLook, holds, leastDigits, mark, run } from './look';

/** As in ../scan.ts. */
const MALFORMED: i32 = -1;
const HAS_ESCAPE: i32 = 1;
const HAS_FILTERED_KEY: i32 = 2;
const HAS_ESCAPED_KEY: i32 = 4;
/** Something may be in the line that was to be looked for; and that it was looked for at all. */
const HAS_MARK: i32 = 8;
const LOOKED: i32 = 16;
/** The tape has no more room, or brackets are nested too deep: the host scans the line itself. */
const FULL: i32 = -2;

/** In place of an address: not valid, and too deep. */
const INVALID: usize = 0;
const TOO_DEEP: usize = 1;

/** Where the open brackets stand, and how many may. */
const STACK: usize = 0;
const MOST_OPEN: i32 = 1024;

/**
 * Keys of earlier lines in the block that are of no interest, by their place in the line: address and length, or 0. Lines of one
 * source have mostly the same keys, which need then not be looked at again.
 */
const KNOWN: usize = 1024;
const LAST_KNOWN: usize = KNOWN + 63 * 8;

/** Bytes of a member on the tape. */
const MEMBER: usize = 16;

/** Of the scan that runs. */
let flags: i32 = 0;
let used: usize = 0;

/** Of the key filter: see ../key-filter.ts. */
let columns: usize = 0;
let rows: usize = 0;
let width: i32 = 0;
let everyKey: bool = false;
/** A scan looks for something on its way: see look.as. */
let looks: bool = false;
/** The block, and the end of the tape. */
let block: usize = 0;
let tapeEnd: usize = 0;

/** Says where things are. Once, before all else. */
export function configure(columnsAt: usize, rowsAt: usize, rowWidth: i32, all: bool, looksFor: bool, triplesAt: usize, fourthsAt: usize, least: usize, char: u8, blockAt: usize, tapeTo: usize): void {
  columns = columnsAt;
  rows = rowsAt;
  width = rowWidth;
  everyKey = all;
  looks = looksFor;
  block = blockAt;
  tapeEnd = tapeTo;
  storeVectors(char);
  configureLook(triplesAt, fourthsAt, least);
}

/** Another block is here. */
export function begin(): void {
  memory.fill(KNOWN, 0, LAST_KNOWN + 8 - KNOWN);
}

@inline function isSpace(byte: u8): bool {
  return byte == SPACE || byte == 0x0a || byte == 0x0d || byte == 0x09;
}

@inline function skipSpace(from: usize, end: usize): usize {
  let at = from;
  while (at < end && isSpace(load<u8>(at))) at++;
  return at;
}

/** The first byte that is a quote, a backslash or a control character: the zeros behind the block are. */
@inline function plainEnd(from: usize): usize {
  let at = from;
  while (true) {
    const chunk = v128.load(at);
    const special = v128.or(v128.or(i8x16.eq(chunk, v128.load(QUOTES)), i8x16.eq(chunk, v128.load(BACKSLASHES))), i8x16.le_u(chunk, v128.load(CONTROLS)));
    const mask = i8x16.bitmask(special);
    if (mask != 0) return at + ctz(mask);
    at += 16;
  }
}

function isHex(byte: u8): bool {
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

/** From anywhere inside a string to after its closing quote; 0 where it is not valid. */
function skipString(from: usize, end: usize): usize {
  let at = plainEnd(from);
  while (true) {
    if (at >= end) return INVALID;
    const byte = load<u8>(at);
    if (byte == QUOTE) return at + 1;
    if (byte != BACKSLASH) return INVALID;
    flags |= HAS_ESCAPE;
    const next = load<u8>(at + 1);
    if (next == 0x75) {
      if (!(isHex(load<u8>(at + 2)) && isHex(load<u8>(at + 3)) && isHex(load<u8>(at + 4)) && isHex(load<u8>(at + 5)))) return INVALID;
      at += 6;
    } else if (next == QUOTE || next == BACKSLASH || next == 0x2f || next == 0x62 || next == 0x66 || next == 0x6e || next == 0x72 || next == 0x74) at += 2;
    else return INVALID;
    at = plainEnd(at);
  }
}

@inline function skipDigits(from: usize): usize {
  let at = from;
  while (isDigit(load<u8>(at))) at++;
  return at;
}

/** A number, true, false or null; 0 where it is none. May end behind the line's end. */
function skipScalar(from: usize): usize {
  let at = from;
  if (load<u8>(at) == MINUS) at++;
  const first = load<u8>(at);
  if (first == 0x30) at++;
  else if (isDigit(first)) at = skipDigits(at + 1);
  else if (at != from) return INVALID;
  else {
    const word = load<u32>(at);
    // true, null, fals-e as little-endian numbers
    if (word == 0x65757274 || word == 0x6c6c756e) return at + 4;
    if (word == 0x736c6166 && load<u8>(at + 4) == 0x65) return at + 5;
    return INVALID;
  }
  if (load<u8>(at) == POINT) {
    const fraction = at + 1;
    at = skipDigits(fraction);
    if (at == fraction) return INVALID;
  }
  if ((load<u8>(at) | 0x20) == 0x65) {
    at++;
    const sign = load<u8>(at);
    if (sign == PLUS || sign == MINUS) at++;
    const exponent = at;
    at = skipDigits(exponent);
    if (at == exponent) return INVALID;
  }
  return at;
}

/** Whether the key ends in a wanted name: `KeyFilter.passes`. */
@inline function passes(start: usize, end: usize): bool {
  if (everyKey) return true;
  let row = width;
  for (let at = end; at > start; ) {
    at--;
    const column = <i32>load<u8>(columns + load<u8>(at));
    if (column == 255) continue;
    row = load<i32>(rows + (<usize>(row + column) << 2));
    if (row <= 0) return row == -1;
  }
  return false;
}

/** From an opening brace or bracket to after its partner; INVALID or TOO_DEEP. */
function skipContainer(from: usize, end: usize): usize {
  let depth = 0;
  let at = from;
  let expectKey = false;
  while (true) {
    at = skipSpace(at, end);
    if (at >= end) return INVALID;
    let byte = load<u8>(at);
    if (expectKey) {
      if (byte != QUOTE) return INVALID;
      const key = at + 1;
      at = plainEnd(key);
      if (load<u8>(at) == QUOTE) {
        if (passes(key, at)) flags |= HAS_FILTERED_KEY;
        at++;
      } else {
        flags |= HAS_FILTERED_KEY;
        at = skipString(at, end);
        if (at == INVALID) return INVALID;
      }
      at = skipSpace(at, end);
      if (at >= end || load<u8>(at) != COLON) return INVALID;
      at++;
      expectKey = false;
      continue;
    }
    if (byte == OPEN_BRACE || byte == OPEN_BRACKET) {
      if (depth == MOST_OPEN) return TOO_DEEP;
      store<u8>(STACK + depth, byte);
      depth++;
      at = skipSpace(at + 1, end);
      if (load<u8>(at) != byte + 2) {
        expectKey = byte == OPEN_BRACE;
        continue;
      }
    } else {
      at = byte == QUOTE ? skipString(at + 1, end) : skipScalar(at);
      if (at == INVALID) return INVALID;
    }
    while (true) {
      at = skipSpace(at, end);
      if (at >= end) return INVALID;
      byte = load<u8>(at);
      at++;
      const open = load<u8>(STACK + depth - 1);
      if (byte == COMMA) {
        expectKey = open == OPEN_BRACE;
        break;
      }
      if (byte != open + 2) return INVALID;
      depth--;
      if (depth == INVALID) return at;
    }
  }
}

/** Whether the bytes at `one` and at `other` are the same, `length` of them. */
@inline function isSame(one: usize, other: usize, length: usize): bool {
  let at: usize = 0;
  for (; at + 8 <= length; at += 8) if (load<u64>(one + at) != load<u64>(other + at)) return false;
  return at == length || (load<u64>(one + at) ^ load<u64>(other + at)) << (64 - ((length - at) << 3)) == 0;
}

/** `scanObject`: appends the members of the object at [from, to) to the tape at this address. Returns flags, MALFORMED or FULL. */
export function scan(from: usize, to: usize, tapeAt: usize): i32 {
  const start = block + from;
  const end = block + to;
  let tape = tapeAt;
  let known = KNOWN - 8;
  flags = looks ? LOOKED : 0;
  /** Of a key that is not looked at, as the host will do that. */
  const unlooked = looks ? HAS_MARK : 0;
  used = tapeAt;
  let at = skipSpace(start, end);
  if (at >= end || load<u8>(at) != OPEN_BRACE) return MALFORMED;
  at = skipSpace(at + 1, end);
  if (at < end && load<u8>(at) == CLOSE_BRACE) return skipSpace(at + 1, end) == end ? flags : MALFORMED;
  while (true) {
    if (load<u8>(at) != QUOTE) return MALFORMED;
    const keyStart = ++at;
    // The last place is for all that come after it.
    if (known < LAST_KNOWN) known += 8;
    const knownLength = <usize>load<u32>(known, 4);
    if (knownLength != 0 && load<u8>(at + knownLength) == QUOTE && isSame(load<u32>(known), at, knownLength)) at += knownLength;
    else {
      at = plainEnd(at);
      if (load<u8>(at) != QUOTE) {
        at = skipString(at, end);
        if (at == INVALID) return MALFORMED;
        at--;
        flags |= HAS_ESCAPED_KEY | HAS_FILTERED_KEY | unlooked;
      } else if (passes(keyStart, at)) flags |= HAS_FILTERED_KEY | unlooked;
      else if (looks && holds(keyStart, at)) flags |= HAS_MARK;
      else {
        store<u32>(known, <u32>keyStart);
        store<u32>(known, <u32>(at - keyStart), 4);
      }
    }
    const keyEnd = at++;
    if (load<u8>(at) != COLON) {
      at = skipSpace(at, end);
      if (load<u8>(at) != COLON) return MALFORMED;
    }
    at++;
    let byte = load<u8>(at);
    if (byte <= SPACE) {
      at = skipSpace(at, end);
      byte = load<u8>(at);
    }
    if (at >= end) return MALFORMED;
    const valueStart = at;
    if (byte == QUOTE) {
      at = plainEnd(at + 1);
      if (load<u8>(at) == QUOTE) at++;
      else {
        at = skipString(at, end);
        if (at == INVALID) return MALFORMED;
      }
    } else if (byte == OPEN_BRACE || byte == OPEN_BRACKET) {
      at = skipContainer(at, end);
      if (at <= TOO_DEEP) return at == INVALID ? MALFORMED : FULL;
    } else {
      at = skipScalar(at);
      if (at == INVALID) return MALFORMED;
      // No literal is looked for in numbers and words, and no digits in fractions.
      if (leastDigits != 0 && at - valueStart >= leastDigits && skipDigits(valueStart) == at) flags |= HAS_MARK;
    }
    if (looks && (flags & HAS_MARK) == 0) {
      if (byte == QUOTE ? holds(valueStart + 1, at - 1) : (byte == OPEN_BRACE || byte == OPEN_BRACKET) && holds(valueStart, at)) flags |= HAS_MARK;
    }
    if (tape + MEMBER > tapeEnd) return FULL;
    store<i32>(tape, <i32>(keyStart - block));
    store<i32>(tape, <i32>(keyEnd - block), 4);
    store<i32>(tape, <i32>(valueStart - block), 8);
    store<i32>(tape, <i32>(at - block), 12);
    tape += MEMBER;
    byte = load<u8>(at);
    if (byte <= SPACE) {
      at = skipSpace(at, end);
      byte = load<u8>(at);
    }
    if (at >= end) return MALFORMED;
    at++;
    if (byte == COMMA) {
      if (load<u8>(at) <= SPACE) at = skipSpace(at, end);
      if (at >= end) return MALFORMED;
      continue;
    }
    if (byte != CLOSE_BRACE || (at != end && skipSpace(at, end) != end)) return MALFORMED;
    used = tape;
    return flags;
  }
}

/** Address on the tape behind what the last scan appended. */
export function tapeUsed(): usize {
  return used;
}

/** The next place in [from, to) where the mark of a literal may begin; -1 where there is none. */
export function candidate(from: usize, to: usize): i32 {
  const found = mark(block + from, block + to);
  return found == 0 ? -1 : <i32>(found - block);
}

/** Whether a run in [from, to) has `leastDigits`. */
export function digits(from: usize, to: usize): bool {
  return run(block + from, block + to) != 0;
}

/** The first line feed in [from, to), or -1. */
export function lineFeed(from: usize, to: usize): i32 {
  const end = block + to;
  for (let at = block + from; at < end; at += 16) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(0x0a)));
    if (mask == 0) continue;
    const found = at + ctz(mask);
    return found < end ? <i32>(found - block) : -1;
  }
  return -1;
}
