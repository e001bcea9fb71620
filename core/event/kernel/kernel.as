/*
 * The hot loops over JSON lines in AssemblyScript, https://www.assemblyscript.org: they do exactly what ../scan.ts and the search
 * for anchors do, two to three times as fast, because WebAssembly compares sixteen bytes at once. kernel.ts is the host's side;
 * kernel-code.ts is this file compiled, by `npm run generate`.
 *
 * The host lays out the memory: first the stack of open brackets and the keys that are known, then tables, then the block to scan,
 * with zeros behind it, then the tape. All places that are given and returned are counted from the beginning of the block.
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

/**
 * Vectors that the loops compare with. Loaded they cost one step, while V8 puts a constant together anew in every turn, in three
 * to five.
 */
const VECTORS: usize = 1536;
const QUOTES: usize = VECTORS;
const BACKSLASHES: usize = VECTORS + 16;
const SPACES: usize = VECTORS + 32;
const MINUSES: usize = VECTORS + 48;
const DIGIT_ZEROS: usize = VECTORS + 64;
const NINES: usize = VECTORS + 80;
const LOW_THREE_BITS: usize = VECTORS + 96;
const FIRST_BYTES: usize = VECTORS + 112;
const BIT_OF: usize = VECTORS + 128;
const CONTROLS: usize = VECTORS + 144;
const CHARS: usize = VECTORS + 160;

/** Of a card. */
const USUAL_DIGITS: usize = 12;

/** In a mask of sixteen bytes. */
const FIRST_OF_PAIRS: u32 = 0x5555;

/** Where the table of pairs is: see `Marks` in kernel.ts. */
const PAIRS: usize = 0x10000;

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
/** What a scan looks for on its way. Of the search for anchors: see ../../redact/anchor-search.ts. */
let looks: bool = false;
let triples: usize = 0;
let fourths: usize = 0;
/** So many digits in a run; 0 for none. */
let leastDigits: usize = 0;
/** By how many bits a mask is shifted on itself, one time after another, until a bit stands for a row of as many, at most sixteen. */
let steps0: u32 = 0;
let steps1: u32 = 0;
let steps2: u32 = 0;
let steps3: u32 = 0;
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
  triples = triplesAt;
  fourths = fourthsAt;
  leastDigits = least;
  const length = <u32>min(max(least, 1), 16);
  steps0 = min(length - 1, 1);
  steps1 = min(length - 1 - steps0, 2);
  steps2 = min(length - 1 - steps0 - steps1, 4);
  steps3 = length - 1 - steps0 - steps1 - steps2;
  block = blockAt;
  tapeEnd = tapeTo;
  v128.store(CHARS, i8x16.splat(<i8>char));
  v128.store(QUOTES, i8x16.splat(<i8>QUOTE));
  v128.store(BACKSLASHES, i8x16.splat(<i8>BACKSLASH));
  v128.store(SPACES, i8x16.splat(<i8>SPACE));
  v128.store(MINUSES, i8x16.splat(<i8>MINUS));
  v128.store(DIGIT_ZEROS, i8x16.splat(0x30));
  v128.store(NINES, i8x16.splat(9));
  v128.store(CONTROLS, i8x16.splat(<i8>(SPACE - 1)));
  v128.store(LOW_THREE_BITS, i8x16.splat(7));
  v128.store(FIRST_BYTES, i16x8.splat(0xff));
  v128.store(BIT_OF, i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0));
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

/** Whether the bytes at `one` and at `other` are the same, `length` of them. */
@inline function isSame(one: usize, other: usize, length: usize): bool {
  let at: usize = 0;
  for (; at + 8 <= length; at += 8) if (load<u64>(one + at) != load<u64>(other + at)) return false;
  return at == length || (load<u64>(one + at) ^ load<u64>(other + at)) << (64 - ((length - at) << 3)) == 0;
}

/**
 * Whether something may be in [from, to) that is looked for. A literal never goes beyond a name or a value. All is looked for in
 * one go, as nearly all that is seen has none of it.
 */
function holds(from: usize, to: usize): bool {
  let digits: u32 = leastDigits == 0 ? 0 : -1;
  let before: u32 = 0;
  for (let at = from; at < to; at += 16) {
    const chunk = v128.load(at);
    const chars = i8x16.eq(chunk, v128.load(CHARS));
    let found = <u32>i8x16.bitmask(v128.or(knownPairs(at), chars));
    let row = runBytes(chunk) & digits;
    if (to - at < 16) {
      const within: u32 = (1 << <u32>(to - at)) - 1;
      found &= within;
      row &= within;
    }
    const rows = mayHoldRun((row << 16) | before);
    before = row;
    if ((found | rows) == 0) continue;
    if (found != 0 && ((found & <u32>i8x16.bitmask(chars)) != 0 || markAmong(found, at, from) != 0)) return true;
    if (rows != 0) {
      if (run(from, to) != 0) return true;
      // What was counted once is not counted again.
      digits = 0;
    }
  }
  return false;
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
    if (looks && (flags & HAS_MARK) == 0 && (byte == QUOTE || byte == OPEN_BRACE || byte == OPEN_BRACKET) && holds(valueStart, at)) flags |= HAS_MARK;
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

/** Whether a mark may begin at this place. */
@inline function isMark(at: usize): bool {
  const word = load<u32>(at);
  const hash = ((word | 0x202020) << 8) * 0x9e3779b1 >> 17;
  return load<u8>(triples + hash) != 0 && (load<u32>(fourths + (hash << 2)) >> (word >> 24 & 31) & 1) != 0;
}

/** The next place in [from, to) where the mark of a literal may begin, or 0. */
function mark(from: usize, to: usize): usize {
  for (let at = from; at < to; at += 16) {
    let pairs = <u32>i8x16.bitmask(knownPairs(at));
    if (pairs == 0) continue;
    if (to - at < 16) pairs &= (1 << <u32>(to - at)) - 1;
    const found = markAmong(pairs, at, from);
    if (found != 0) return found;
  }
  return 0;
}

/** The first mark, not before `from`, that one of these pairs is a part of, or 0. */
function markAmong(pairs: u32, at: usize, from: usize): usize {
  for (let left = pairs & FIRST_OF_PAIRS; left != 0; left &= left - 1) {
    // The first of a mark, or the second.
    const pair = at + ctz(left);
    if (pair > from && isMark(pair - 1)) return pair - 1;
    if (isMark(pair)) return pair;
  }
  return 0;
}

/** Which of the eight pairs in the sixteen bytes here may be in a mark, by what stands beside them too: all bits of these. */
@inline function knownPairs(at: usize): v128 {
  let beside = v128.load16_lane(<usize>load<u16>(at) << 1, i16x8.splat(0), 0, PAIRS);
  beside = v128.load16_lane(<usize>load<u16>(at, 2) << 1, beside, 1, PAIRS);
  beside = v128.load16_lane(<usize>load<u16>(at, 4) << 1, beside, 2, PAIRS);
  beside = v128.load16_lane(<usize>load<u16>(at, 6) << 1, beside, 3, PAIRS);
  beside = v128.load16_lane(<usize>load<u16>(at, 8) << 1, beside, 4, PAIRS);
  beside = v128.load16_lane(<usize>load<u16>(at, 10) << 1, beside, 5, PAIRS);
  beside = v128.load16_lane(<usize>load<u16>(at, 12) << 1, beside, 6, PAIRS);
  beside = v128.load16_lane(<usize>load<u16>(at, 14) << 1, beside, 7, PAIRS);
  // In each lane the byte behind its pair, then that before it, as the bits that the table has for them.
  const neighbours = v128.bitselect(v128.load(at + 2), v128.load(at - 2), v128.load(FIRST_BYTES));
  const bits = i8x16.swizzle(v128.load(BIT_OF), v128.and(neighbours, v128.load(LOW_THREE_BITS)));
  return i16x8.eq(v128.and(beside, bits), bits);
}

/** The same for the host; -1 where there is none. */
export function candidate(from: usize, to: usize): i32 {
  const found = mark(block + from, block + to);
  return found == 0 ? -1 : <i32>(found - block);
}

/** Digits, and the space and the dash that may stand between them. */
@inline function inRun(byte: u8): bool {
  return isDigit(byte) || byte == SPACE || byte == MINUS;
}

/** Which of these bytes may be in a run. */
@inline function runBytes(chunk: v128): u32 {
  const between = v128.or(i8x16.eq(chunk, v128.load(SPACES)), i8x16.eq(chunk, v128.load(MINUSES)));
  return <u32>i8x16.bitmask(v128.or(digitsIn(chunk), between));
}

@inline function digitsIn(chunk: v128): v128 {
  return i8x16.le_u(i8x16.sub(chunk, v128.load(DIGIT_ZEROS)), v128.load(NINES));
}

/** Where rows of set bits begin that may be runs. */
@inline function rowsOf(bits: u32): u32 {
  // So many are known to be set from each bit on: 1, 2, 4, 8, all; the last steps are short.
  let row = bits & (bits >> steps0);
  row &= row >> steps1;
  row &= row >> steps2;
  return row & (row >> steps3);
}

/** The same, as far as it takes to sort nearly all out: for the usual number of digits with steps that V8 knows, at half the cost. */
@inline function mayHoldRun(bits: u32): u32 {
  if (leastDigits < USUAL_DIGITS) return rowsOf(bits);
  let row = bits & (bits >> 1);
  row &= row >> 2;
  row &= row >> 4;
  return row & (row >> 4);
}

/** The other way round: all bits of such rows. */
@inline function bitsOf(begins: u32): u32 {
  let row = begins | (begins << steps0);
  row |= row << steps1;
  row |= row << steps2;
  return row | (row << steps3);
}

/** Whether a run in [from, to) has `leastDigits`. */
export function digits(from: usize, to: usize): bool {
  return run(block + from, block + to) != 0;
}

/**
 * Where the first run in [from, to) begins that has `leastDigits`, or 0. Hardly any is long enough even with what stands between
 * them, so it is looked for rows of such bytes first, and what is near one is counted.
 */
function run(from: usize, end: usize): usize {
  const least = leastDigits;
  /** No run goes through here. */
  let border = from;
  let before: u32 = 0;
  let digitsBefore: u32 = 0;
  for (let at = border; at < end; ) {
    const chunk = v128.load(at);
    let row = runBytes(chunk);
    if (end - at < 16) row &= (1 << <u32>(end - at)) - 1;
    const rows = (row << 16) | before;
    const digits = (<u32>i8x16.bitmask(digitsIn(chunk)) << 16) | digitsBefore;
    at += 16;
    before = row;
    digitsBefore = digits >> 16;
    const begins = rowsOf(rows);
    if (begins == 0) continue;
    // Most are times. A row that goes on behind these bytes has to be counted in any case.
    const bits = bitsOf(begins);
    if (bits >> 31 == 0 && <usize>popcnt(digits & bits) < least) continue;
    let place = max(border, at - 32);
    while (place > border && inRun(load<u8>(place - 1))) place--;
    while (place < min(at, end)) {
      const first = place;
      let count: usize = 0;
      for (; place < end && inRun(load<u8>(place)); place++) if (isDigit(load<u8>(place))) count++;
      if (count >= least) return first;
      place++;
    }
    border = at = place;
    before = 0;
    digitsBefore = 0;
  }
  return 0;
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
