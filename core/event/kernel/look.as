/*
 * What a scan looks for on its way: whether there may be anything to redact. Marks are those of ../../redact/anchor-search.ts.
 */

import { BIT_OF, CHARS, DIGIT_ZEROS, FIRST_BYTES, isDigit, LOW_THREE_BITS, MINUS, MINUSES, NINES, SPACE, SPACES } from './bytes';

/** Where the table of pairs is: see `Marks` in kernel.ts. */
const PAIRS: usize = 0x10000;

/** In a mask of sixteen bytes. */
const FIRST_OF_PAIRS: u32 = 0x5555;

/** Of a card. */
const USUAL_DIGITS: usize = 12;

let triples: usize = 0;
let fourths: usize = 0;
/** So many digits in a run; 0 for none. */
export let leastDigits: usize = 0;
/** By how many bits a mask is shifted on itself, one time after another, until a bit stands for a row of as many, at most sixteen. */
let steps0: u32 = 0;
let steps1: u32 = 0;
let steps2: u32 = 0;
let steps3: u32 = 0;

export function configureLook(triplesAt: usize, fourthsAt: usize, least: usize): void {
  triples = triplesAt;
  fourths = fourthsAt;
  leastDigits = least;
  const length = <u32>min(max(least, 1), 16);
  steps0 = min(length - 1, 1);
  steps1 = min(length - 1 - steps0, 2);
  steps2 = min(length - 1 - steps0 - steps1, 4);
  steps3 = length - 1 - steps0 - steps1 - steps2;
}

/**
 * Whether something may be in [from, to) that is looked for. A literal never goes beyond a name or a value. All is looked for in
 * one go, as nearly all that is seen has none of it.
 */
export function holds(from: usize, to: usize): bool {
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

/** Whether a mark may begin at this place. */
@inline function isMark(at: usize): bool {
  const word = load<u32>(at);
  const hash = ((word | 0x202020) << 8) * 0x9e3779b1 >> 17;
  return load<u8>(triples + hash) != 0 && (load<u32>(fourths + (hash << 2)) >> (word >> 24 & 31) & 1) != 0;
}

/** The next place in [from, to) where the mark of a literal may begin, or 0. */
export function mark(from: usize, to: usize): usize {
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

/**
 * Where the first run in [from, to) begins that has `leastDigits`, or 0. Hardly any is long enough even with what stands between
 * them, so it is looked for rows of such bytes first, and what is near one is counted.
 */
export function run(from: usize, end: usize): usize {
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
