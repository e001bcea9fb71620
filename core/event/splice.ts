import { arena } from './arena.js';
import type { PreparedChange } from './changes.js';
import { findKey } from './locate.js';
import { scanObject } from './scan.js';
import { STRIDE, Tape, VALUE_END, VALUE_START } from './tape.js';

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Members of one object, as a scan found them. */
export interface Members {
  readonly bytes: Buffer;
  /** Of the object's text, in bytes. */
  readonly start: number;
  readonly end: number;
  readonly tape: Int32Array;
  readonly from: number;
  readonly to: number;
  readonly flags: number;
}

/** What happens to one member: `undefined` removes it, bytes stand in the place of its value. */
type Edits = Map<number, Buffer | undefined>;

/**
 * Writes the object with these changes to the arena, on one line that the caller has begun. Every byte that no change touches
 * is copied: numbers, escapes, key order and white space stay as they are. Of duplicate keys the last gets a new value and the
 * others go, so that no reader finds the old one.
 */
export function spliceObject(object: Members, changes: readonly PreparedChange[]): void {
  const { bytes, start, end, tape, from, to } = object;
  const additions: Buffer[] = [];
  const edits = collectEdits(object, changes, additions);
  let at = start;
  let kept = (to - from) / STRIDE;
  if (edits !== undefined) {
    kept = 0;
    for (let member = from; member < to; member += STRIDE) {
      if (!edits.has(member)) {
        kept++;
        continue;
      }
      const value = edits.get(member);
      const valueEnd = tape[member + VALUE_END] as number;
      if (value !== undefined) {
        arena.copy(bytes, at, tape[member + VALUE_START] as number);
        arena.copy(value, 0, value.length);
        at = valueEnd;
        kept++;
      } else if (kept > 0) {
        // The comma before it goes with it.
        arena.copy(bytes, at, tape[member - STRIDE + VALUE_END] as number);
        at = valueEnd;
      } else {
        // At the front, the comma behind it.
        arena.copy(bytes, at, (tape[member] as number) - 1);
        at = member + STRIDE < to ? (tape[member + STRIDE] as number) - 1 : valueEnd;
      }
    }
  }
  let close = end - 1;
  while (bytes[close] !== CLOSE_BRACE) close--;
  arena.copy(bytes, at, close);
  for (const addition of additions) arena.copy(addition, kept++ === 0 ? 1 : 0, addition.length);
  arena.copy(bytes, close, end);
}

/** Decides which members change; what names no member is added. Undefined where members all stay. */
function collectEdits(object: Members, changes: readonly PreparedChange[], additions: Buffer[]): Edits | undefined {
  let edits: Edits | undefined;
  let nested: Map<number, PreparedChange[]> | undefined;
  for (const change of changes) {
    const literal = findKey(object.bytes, object.tape, object.from, object.to, object.flags, change.path.key);
    if (literal >= 0) {
      edits ??= new Map();
      removeDuplicates(object, change.path.key, literal, edits);
      edits.set(literal, change.json);
      continue;
    }
    const inner = insideOf(object, change);
    if (inner !== undefined) {
      nested ??= new Map();
      nested.set(inner.member, [...(nested.get(inner.member) ?? []), inner.change]);
    } else if (change.json !== undefined) {
      additions.push(change.addition);
    }
  }
  if (nested !== undefined) {
    edits ??= new Map();
    for (const [member, inner] of nested) if (!edits.has(member)) edits.set(member, spliceValue(object, member, inner));
  }
  return edits;
}

/** The member that is an object and holds (or may take) what the change's dotted name means below it. */
function insideOf({ bytes, tape, from, to, flags }: Members, change: PreparedChange): { member: number; change: PreparedChange } | undefined {
  for (const { head, rest } of change.path.cuts) {
    const member = findKey(bytes, tape, from, to, flags, head);
    if (member < 0 || bytes[tape[member + VALUE_START] as number] !== OPEN_BRACE) continue;
    const addition = change.json === undefined ? change.addition : Buffer.concat([Buffer.from(`,${JSON.stringify(rest.name)}:`), change.json]);
    return { member, change: { path: rest, json: change.json, addition } };
  }
  return undefined;
}

function spliceValue({ bytes, tape }: Members, member: number, changes: readonly PreparedChange[]): Buffer {
  const start = tape[member + VALUE_START] as number;
  const end = tape[member + VALUE_END] as number;
  const inner = new Tape(end - start);
  const flags = scanObject(bytes, start, end, inner);
  // The arena's line is written in one go, so what is nested is written behind it first and taken back.
  const before = arena.at;
  spliceObject({ bytes, start, end, tape: inner.data, from: 0, to: inner.used, flags }, changes);
  const written = Buffer.from(arena.block.bytes.subarray(before, arena.at));
  arena.at = before;
  return written;
}

function removeDuplicates({ bytes, tape, from, flags }: Members, key: Buffer, last: number, edits: Edits): void {
  for (let to = last; ; ) {
    const earlier = findKey(bytes, tape, from, to, flags, key);
    if (earlier < 0) return;
    edits.set(earlier, undefined);
    to = earlier;
  }
}

