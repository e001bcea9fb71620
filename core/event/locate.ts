import { decodeString } from './decode.js';
import { HAS_ESCAPED_KEY, scanObject } from './scan.js';
import { KEY_END, STRIDE, Tape, VALUE_END, VALUE_START } from './tape.js';

/** A dotted name, prepared for look-ups. */
export interface FieldPath {
  readonly name: string;
  readonly key: Buffer;
  /** Every way to cut the name at a dot, shortest head first: `a.b.c` gives [a, b.c] and [a.b, c]. */
  readonly cuts: readonly { readonly head: Buffer; readonly rest: FieldPath }[];
}

/** A name has one cut per dot; more dots than this are taken as a literal key only, as the cuts of cuts grow quickly. */
const MOST_DOTS = 8;
const MOST_CACHED = 4096;
const cache = new Map<string, FieldPath>();

export function fieldPath(name: string): FieldPath {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const dots = [...name.matchAll(/\./g)].map((match) => match.index);
  const cuts = dots.length > MOST_DOTS ? [] : dots.map((dot) => ({ head: Buffer.from(name.slice(0, dot)), rest: fieldPath(name.slice(dot + 1)) }));
  const path = { name, key: Buffer.from(name), cuts };
  // Names come from configs, but also from whoever asks: the cache starts anew rather than grow without bound.
  if (cache.size >= MOST_CACHED) cache.clear();
  cache.set(name, path);
  return path;
}

/** Start and end of a value, packed as one number to spare an object; NOT_FOUND where there is none. */
export type Range = number;
export const NOT_FOUND = -1;
const SHIFT = 2 ** 26;
export const rangeStart = (range: Range): number => Math.floor(range / SHIFT);
export const rangeEnd = (range: Range): number => rangeStart(range) + (range % SHIFT);
const toRange = (start: number, end: number): Range => (end - start >= SHIFT ? NOT_FOUND : start * SHIFT + (end - start));

const scratch = new Tape(4096);

/**
 * Where the value at `path` stands among the members that a scan found. The last of duplicate keys wins, as with
 * JSON.parse. A literal key comes before a nested one. Values of 64 MiB and more are not found.
 */
export function locate(bytes: Buffer, tape: Int32Array, from: number, to: number, flags: number, path: FieldPath): Range {
  const literal = findKey(bytes, tape, from, to, flags, path.key);
  if (literal >= 0) return toRange(tape[literal + VALUE_START] as number, tape[literal + VALUE_END] as number);
  for (const { head, rest } of path.cuts) {
    const member = findKey(bytes, tape, from, to, flags, head);
    if (member < 0) continue;
    const start = tape[member + VALUE_START] as number;
    const end = tape[member + VALUE_END] as number;
    const inner = bytes[start] === 0x7b ? locateInObject(bytes, start, end, rest) : bytes[start] === 0x5b ? locateInArray(bytes, start, end, rest) : NOT_FOUND;
    if (inner >= 0) return inner;
  }
  return NOT_FOUND;
}

function locateInObject(bytes: Buffer, start: number, end: number, path: FieldPath): Range {
  // Nested look-ups stack their members on one tape and take them off again.
  const before = scratch.used;
  const flags = scanObject(bytes, start, end, scratch);
  if (flags < 0) return NOT_FOUND;
  const found = locate(bytes, scratch.data, before, scratch.used, flags, path);
  scratch.used = before;
  return found;
}

/** Arrays are cut with the object scanner's help: `[x]` at an index is found by parsing, which only deep paths into arrays pay. */
function locateInArray(bytes: Buffer, start: number, end: number, path: FieldPath): Range {
  const match = /^(\d{1,6})(?:\.(.+))?$/s.exec(path.name);
  if (match === null) return NOT_FOUND;
  let index = Number(match[1]);
  let at = start + 1;
  for (;;) {
    const valueEnd = elementEnd(bytes, at, end);
    if (valueEnd < 0) return NOT_FOUND;
    while (isSpace(bytes[at] as number)) at++;
    if (index-- === 0) {
      let stop = valueEnd;
      while (stop > at && isSpace(bytes[stop - 1] as number)) stop--;
      if (stop === at) return NOT_FOUND;
      if (match[2] === undefined) return toRange(at, stop);
      const rest = fieldPath(match[2]);
      return bytes[at] === 0x7b ? locateInObject(bytes, at, stop, rest) : bytes[at] === 0x5b ? locateInArray(bytes, at, stop, rest) : NOT_FOUND;
    }
    at = valueEnd + 1;
  }
}

/** The place of the comma or bracket that ends the array element at `from`, in text known to be valid. */
function elementEnd(bytes: Buffer, from: number, end: number): number {
  let depth = 0;
  for (let at = from; at < end; at++) {
    const byte = bytes[at];
    if (byte === 0x22) {
      for (at++; bytes[at] !== 0x22; at++) if (bytes[at] === 0x5c) at++;
    } else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) {
      if (depth-- === 0) return at;
    } else if (byte === 0x2c && depth === 0) return at;
  }
  return NOT_FOUND;
}

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;

/** Place on the tape of the last member with this key, or NOT_FOUND. */
export function findKey(bytes: Buffer, tape: Int32Array, from: number, to: number, flags: number, key: Buffer): number {
  if ((flags & HAS_ESCAPED_KEY) !== 0) return findDecodedKey(bytes, tape, from, to, key);
  const length = key.length;
  for (let member = to - STRIDE; member >= from; member -= STRIDE) {
    const start = tape[member] as number;
    if ((tape[member + KEY_END] as number) - start !== length) continue;
    let same = length;
    // Backwards: keys of one line often begin alike (http.method, http.path).
    while (same > 0 && bytes[start + same - 1] === key[same - 1]) same--;
    if (same === 0) return member;
  }
  return NOT_FOUND;
}

function findDecodedKey(bytes: Buffer, tape: Int32Array, from: number, to: number, key: Buffer): number {
  const name = key.toString();
  for (let member = to - STRIDE; member >= from; member -= STRIDE) {
    if (decodeString(bytes, tape[member] as number, tape[member + KEY_END] as number) === name) return member;
  }
  return NOT_FOUND;
}
