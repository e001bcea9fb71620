/*
 * The hot loops over JSON lines in AssemblyScript, https://www.assemblyscript.org: they do exactly what ../scan.ts and the search
 * for anchors do, two to three times as fast, because WebAssembly compares sixteen bytes at once. kernel.ts is the host's side;
 * kernel-code.ts is this file compiled, by `npm run generate`.
 *
 * The host lays out the memory: first the stack of open brackets, then tables, then the block to scan, with zeros behind it, then
 * the tape. All places that are given and returned are counted from the beginning of the block.
 */

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const COLON: u8 = 0x3a;
const COMMA: u8 = 0x2c;
const POINT: u8 = 0x2e;
const MINUS: u8 = 0x2d;
const PLUS: u8 = 0x2b;
const SPACE: u8 = 0x20;
const OPEN_BRACE: u8 = 0x7b;
const CLOSE_BRACE: u8 = 0x7d;
const OPEN_BRACKET: u8 = 0x5b;

/** As in ../scan.ts. */
const MALFORMED: i32 = -1;
const HAS_ESCAPE: i32 = 1;
const HAS_FILTERED_KEY: i32 = 2;
const HAS_ESCAPED_KEY: i32 = 4;
/** The tape has no more room, or brackets are nested too deep: the host scans the line itself. */
const FULL: i32 = -2;

/** In place of an address: not valid, and too deep. */
const INVALID: usize = 0;
const TOO_DEEP: usize = 1;

/** Where the open brackets stand, and how many may. */
const STACK: usize = 0;
const MOST_OPEN: i32 = 1024;

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
/** Of the search for anchors: see ../../redact/anchor-search.ts. */
let pairs: usize = 0;
let triples: usize = 0;
/** The block, and the end of the tape. */
let block: usize = 0;
let tapeEnd: usize = 0;

/** Says where things are. Once, before all else. */
export function configure(columnsAt: usize, rowsAt: usize, rowWidth: i32, all: bool, pairsAt: usize, triplesAt: usize, blockAt: usize, tapeTo: usize): void {
  columns = columnsAt;
  rows = rowsAt;
  width = rowWidth;
  everyKey = all;
  pairs = pairsAt;
  triples = triplesAt;
  block = blockAt;
  tapeEnd = tapeTo;
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
    const special = v128.or(v128.or(i8x16.eq(chunk, i8x16.splat(<i8>QUOTE)), i8x16.eq(chunk, i8x16.splat(<i8>BACKSLASH))), i8x16.lt_u(chunk, i8x16.splat(SPACE)));
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

@inline function isDigit(byte: u8): bool {
  return byte >= 0x30 && byte <= 0x39;
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

/** `scanObject`: appends the members of the object at [from, to) to the tape at this address. Returns flags, MALFORMED or FULL. */
export function scan(from: usize, to: usize, tapeAt: usize): i32 {
  const start = block + from;
  const end = block + to;
  let tape = tapeAt;
  flags = 0;
  used = tapeAt;
  let at = skipSpace(start, end);
  if (at >= end || load<u8>(at) != OPEN_BRACE) return MALFORMED;
  at = skipSpace(at + 1, end);
  if (at < end && load<u8>(at) == CLOSE_BRACE) return skipSpace(at + 1, end) == end ? flags : MALFORMED;
  while (true) {
    if (load<u8>(at) != QUOTE) return MALFORMED;
    const keyStart = ++at;
    at = plainEnd(at);
    if (load<u8>(at) != QUOTE) {
      at = skipString(at, end);
      if (at == INVALID) return MALFORMED;
      at--;
      flags |= HAS_ESCAPED_KEY | HAS_FILTERED_KEY;
    } else if (passes(keyStart, at)) flags |= HAS_FILTERED_KEY;
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

@inline function tripleHash(first: u32, second: u32, third: u32): u32 {
  return (((first | 0x20) << 10) ^ ((second | 0x20) << 5) ^ (third | 0x20)) & 0x7fff;
}

/** The next place in [from, to) where the mark of a literal may begin, or -1. */
export function candidate(from: usize, to: usize): i32 {
  const start = block + from;
  const end = block + to;
  let at = start & ~1;
  for (; at < end; at += 2) {
    if (load<u8>(pairs + load<u16>(at)) == 0) continue;
    const first = <u32>load<u8>(at);
    const second = <u32>load<u8>(at + 1);
    if (at > start && at + 1 < end && load<u8>(triples + tripleHash(load<u8>(at - 1), first, second))) return <i32>(at - 1 - block);
    if (at >= start && at + 2 < end && load<u8>(triples + tripleHash(first, second, load<u8>(at + 2)))) return <i32>(at - block);
  }
  return -1;
}

/** Digits, and the space and the dash that may stand between them. */
@inline function inRun(byte: u8): bool {
  return isDigit(byte) || byte == SPACE || byte == MINUS;
}

/** Whether so many bits in a row are set. */
@inline function hasRow(bits: u32, length: u32): bool {
  let row = bits;
  let known: u32 = 1;
  for (; known * 2 <= length; known *= 2) row &= row >> known;
  return (row & (row >> (length - known))) != 0;
}

/**
 * Where the first run in [from, to) begins that has so many digits, or -1. Hardly any is long enough even with what stands between
 * them, so it is looked for rows of such bytes first, and what is near one is counted.
 */
export function digits(from: usize, to: usize, least: usize): i32 {
  const end = block + to;
  const length = <u32>min(least, 16);
  /** No run goes through here. */
  let border = block + from;
  let before: u32 = 0;
  for (let at = border; at < end; ) {
    const chunk = v128.load(at);
    const digit = i8x16.lt_u(i8x16.sub(chunk, i8x16.splat(0x30)), i8x16.splat(10));
    const between = v128.or(i8x16.eq(chunk, i8x16.splat(<i8>SPACE)), i8x16.eq(chunk, i8x16.splat(<i8>MINUS)));
    let row = <u32>i8x16.bitmask(v128.or(digit, between));
    if (end - at < 16) row &= (1 << <u32>(end - at)) - 1;
    const rows = (row << 16) | before;
    at += 16;
    before = row;
    if (<u32>popcnt(rows) < length || !hasRow(rows, length)) continue;
    let place = max(border, at - 32);
    while (place > border && inRun(load<u8>(place - 1))) place--;
    while (place < min(at, end)) {
      const first = place;
      let count: usize = 0;
      for (; place < end && inRun(load<u8>(place)); place++) if (isDigit(load<u8>(place))) count++;
      if (count >= least) return <i32>(first - block);
      place++;
    }
    border = at = place;
    before = 0;
  }
  return -1;
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
