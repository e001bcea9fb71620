import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, COMMA, OPEN_BRACE, OPEN_BRACKET } from './ascii.js';
import { decodeString } from './decode.js';
import type { FieldPath, MemberName } from './field-path.js';
import { scanMembers, type Members } from './members.js';
import { HAS_ESCAPED_KEY } from './scan.js';
import { KEY_END, STRIDE, VALUE_END, VALUE_START } from './tape.js';
import { skipSpace, skipString, skipValue } from './valid-json.js';

/** Where a value stands: absolute in its block, the end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export const NOT_FOUND = -1;

/** Where the value at `path` stands in an object. A literal key comes before a path; the last of duplicate keys wins, as with JSON.parse. */
export function locate(object: Members, path: FieldPath): Range | undefined {
  const literal = findKey(object, path);
  if (literal !== NOT_FOUND) return valueOf(object, literal);
  for (const { head, rest } of path.cuts) {
    const member = findKey(object, head);
    const found = member === NOT_FOUND ? undefined : locateIn(object.bytes, valueOf(object, member), rest);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where the value at `path` stands in another value; undefined where that is neither object nor array, or has none. */
export function locateIn(bytes: Buffer, { start, end }: Range, path: FieldPath): Range | undefined {
  if (bytes[start] === OPEN_BRACE && path.cuts.length === 0) return lastMember(bytes, start, path);
  if (bytes[start] === OPEN_BRACE) return scanMembers(bytes, start, end, (members) => locate(members, path));
  if (bytes[start] !== OPEN_BRACKET || path.index === undefined) return undefined;
  const element = elementAt(bytes, start, path.index.at);
  return element === undefined || path.index.rest === undefined ? element : locateIn(bytes, element, path.index.rest);
}

/** The value of the last member of this name in the valid object that begins at `open`: as a scan and `findKey`, without a tape. */
function lastMember(bytes: Buffer, open: number, { name, key }: MemberName): Range | undefined {
  let found: Range | undefined;
  let at = skipSpace(bytes, open + 1);
  while (bytes[at] !== CLOSE_BRACE) {
    const keyStart = at + 1;
    at = skipString(bytes, at);
    const isNamed = isKey(bytes, keyStart, at - 1, name, key);
    const start = skipSpace(bytes, skipSpace(bytes, at) + 1);
    const end = skipValue(bytes, start);
    if (isNamed) found = { start, end };
    at = skipSpace(bytes, end);
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
  }
  return found;
}

/** Whether the key that stands at bytes[start, end) is this one, which an escape may spell in another way. */
function isKey(bytes: Buffer, start: number, end: number, name: string, key: Buffer): boolean {
  if (end - start < key.length) return false;
  let same = 0;
  while (same < key.length && bytes[start + same] === key[same]) same++;
  if (same === key.length) return end - start === key.length;
  return end - start > key.length && bytes.subarray(start, end).includes(BACKSLASH) && decodeString(bytes, start, end) === name;
}

/** The element of the array that begins at `open`. */
export function elementAt(bytes: Buffer, open: number, index: number): Range | undefined {
  let start = skipSpace(bytes, open + 1);
  if (bytes[start] === CLOSE_BRACKET) return undefined;
  for (let left = index; ; left--) {
    const end = skipValue(bytes, start);
    if (left === 0) return { start, end };
    const next = skipSpace(bytes, end);
    if (bytes[next] !== COMMA) return undefined;
    start = skipSpace(bytes, next + 1);
  }
}

export function valueOf({ tape }: Members, member: number): Range {
  return { start: tape[member + VALUE_START] as number, end: tape[member + VALUE_END] as number };
}

/** Place on the tape of the last member before `to` with this key, or NOT_FOUND. */
export function findKey({ bytes, tape, from, to, flags }: Members, { name, key }: MemberName, before = to): number {
  if ((flags & HAS_ESCAPED_KEY) !== 0) return findDecodedKey(bytes, tape, from, before, name);
  const { length } = key;
  for (let member = before - STRIDE; member >= from; member -= STRIDE) {
    const start = tape[member] as number;
    if ((tape[member + KEY_END] as number) - start !== length) continue;
    let same = length;
    // Backwards: keys of one line often begin alike (http.method, http.path).
    while (same > 0 && bytes[start + same - 1] === key[same - 1]) same--;
    if (same === 0) return member;
  }
  return NOT_FOUND;
}

function findDecodedKey(bytes: Buffer, tape: Int32Array, from: number, before: number, name: string): number {
  for (let member = before - STRIDE; member >= from; member -= STRIDE) {
    if (decodeString(bytes, tape[member] as number, tape[member + KEY_END] as number) === name) return member;
  }
  return NOT_FOUND;
}
