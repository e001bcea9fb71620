import { CLOSE_BRACE, OPEN_BRACE, OPEN_BRACKET } from './ascii.js';
import type { PreparedChange } from './changes.js';
import type { Edits } from './edits.js';
import type { MemberName } from './field-path.js';
import { elementAt, findKey, locateIn, NOT_FOUND, valueOf, type Range } from './locate.js';
import { MemberCuts } from './member-cuts.js';
import { scanMembers, type Members } from './members.js';
import { STRIDE, VALUE_END, VALUE_START } from './tape.js';

const NULL = Buffer.from('null');

/** What happens to one member: it goes, its value gives way to another one, or changes are made inside it. */
type Fate = 'cut' | Buffer | PreparedChange[];

/**
 * Adds to `edits`, in order, what makes these changes of an object. Every byte that no change touches stays: numbers, escapes,
 * key order and white space. A value goes where `locate` finds the name; one that is not found is added, to the first object
 * that the beginning of its name leads to. A removal takes the name from wherever it could be found. Of duplicate keys the last
 * gets the new value and the others go, so that no reader finds the old one. An element of an array that is removed becomes null.
 */
export function spliceObject(object: Members, changes: readonly PreparedChange[], edits: Edits): void {
  const [only] = changes;
  if (only !== undefined && changes.length === 1 && (only.json === undefined ? cutsOne(object, only, edits) : addsOne(object, only, edits))) return;
  const fates = new Map<number, Fate>();
  const additions: Buffer[] = [];
  for (const change of changes) {
    if (change.json === undefined) remove(object, change, fates);
    else if (!replace(object, change, change.json, fates)) additions.push(change.addition);
  }
  const hasKept = fates.size === 0 ? object.to > object.from : carryOut(object, fates, edits);
  const [first, ...more] = additions;
  if (first !== undefined) add(object, hasKept, more.length === 0 ? first : Buffer.concat(additions), edits);
}

/** The removal of one name that means nothing but one literal key, as most are: true where that is all there is to do. */
function cutsOne(object: Members, { path, inside }: PreparedChange, edits: Edits): boolean {
  if (inside.length > 0) return false;
  const { tape, from, to } = object;
  const member = findKey(object, path);
  if (member === NOT_FOUND) return true;
  if (findKey(object, path, member) !== NOT_FOUND) return false;
  const next = member + STRIDE;
  const end = tape[member + VALUE_END] as number;
  if (member > from) edits.remove(tape[member - STRIDE + VALUE_END] as number, end);
  else edits.remove((tape[member] as number) - 1, next < to ? (tape[next] as number) - 1 : end);
  return true;
}

/** A new value under one name that means nothing but one literal key, which is not there: true where that is all there is to do. */
function addsOne(object: Members, change: PreparedChange, edits: Edits): boolean {
  if (change.inside.length > 0 || findKey(object, change.path) !== NOT_FOUND) return false;
  add(object, object.to > object.from, change.addition, edits);
  return true;
}

/** Decides what a removal takes out. */
function remove(object: Members, change: PreparedChange, fates: Map<number, Fate>): void {
  eachOf(object, change.path, object.to, (member) => fates.set(member, 'cut'));
  for (const { head, change: inside } of change.inside) eachOf(object, head, object.to, (member) => enter(fates, member, inside));
}

/** Decides where a new value goes; false where it is to be added to this object. */
function replace(object: Members, change: PreparedChange, json: Buffer, fates: Map<number, Fate>): boolean {
  const literal = findKey(object, change.path);
  if (literal !== NOT_FOUND) {
    fates.set(literal, json);
    eachOf(object, change.path, literal, (member) => fates.set(member, 'cut'));
    return true;
  }
  const place = placeInside(object, change);
  if (place === undefined) return false;
  enter(fates, place.member, place.change);
  eachOf(object, place.head, place.member, (member) => fates.set(member, 'cut'));
  return true;
}

interface Place {
  readonly member: number;
  readonly head: MemberName;
  readonly change: PreparedChange;
}

/** The member that holds what the beginning of the name leads to; else the first that is an object and can take it. */
function placeInside(object: Members, { inside }: PreparedChange): Place | undefined {
  let free: Place | undefined;
  for (const { head, change } of inside) {
    const member = findKey(object, head);
    if (member === NOT_FOUND) continue;
    const value = valueOf(object, member);
    const isObject = object.bytes[value.start] === OPEN_BRACE;
    if ((isObject && inside.length === 1) || locateIn(object.bytes, value, change.path) !== undefined) return { member, head, change };
    if (isObject) free ??= { member, head, change };
  }
  return free;
}

/** Calls `visit` with the members of this name before `before`, the last one first. */
function eachOf(object: Members, name: MemberName, before: number, visit: (member: number) => void): void {
  for (let member = findKey(object, name, before); member !== NOT_FOUND; member = findKey(object, name, member)) visit(member);
}

/** Makes a change inside a member, unless that goes anyway. */
function enter(fates: Map<number, Fate>, member: number, change: PreparedChange): void {
  const fate = fates.get(member);
  if (fate === undefined) fates.set(member, [change]);
  else if (Array.isArray(fate)) fate.push(change);
}

/** Adds the edits of all members; returns whether any member stays. */
function carryOut(object: Members, fates: ReadonlyMap<number, Fate>, edits: Edits): boolean {
  const { bytes, tape, from, to } = object;
  const cuts = new MemberCuts(edits);
  const first = Math.min(...fates.keys());
  const last = Math.max(...fates.keys());
  if (first > from) cuts.keep(tape[first - STRIDE + VALUE_END] as number);
  for (let member = first; member <= last; member += STRIDE) {
    const fate = fates.get(member);
    const valueEnd = tape[member + VALUE_END] as number;
    if (fate === 'cut') {
      const next = member + STRIDE;
      cuts.cut((tape[member] as number) - 1, valueEnd, next < to ? (tape[next] as number) - 1 : undefined);
      continue;
    }
    if (Array.isArray(fate)) spliceValue(bytes, valueOf(object, member), fate, edits);
    else if (fate !== undefined) edits.replace(tape[member + VALUE_START] as number, valueEnd, fate);
    cuts.keep(valueEnd);
  }
  return cuts.hasKept || last + STRIDE < to;
}

function spliceValue(bytes: Buffer, { start, end }: Range, changes: readonly PreparedChange[], edits: Edits): void {
  if (bytes[start] === OPEN_BRACE) scanMembers(bytes, start, end, (members) => spliceObject(members, changes, edits));
  else if (bytes[start] === OPEN_BRACKET) spliceArray(bytes, start, changes, edits);
}

function spliceArray(bytes: Buffer, open: number, changes: readonly PreparedChange[], edits: Edits): void {
  const byIndex = new Map<number, PreparedChange[]>();
  for (const change of changes) {
    const { index } = change.path;
    if (index !== undefined) byIndex.set(index.at, [...(byIndex.get(index.at) ?? []), change]);
  }
  for (const [at, list] of [...byIndex].sort(([a], [b]) => a - b)) {
    const element = elementAt(bytes, open, at);
    if (element === undefined) return;
    // Of changes to one element either one is to the whole of it, or all are to what is in it.
    const whole = list.find(({ inElement }) => inElement === undefined);
    if (whole === undefined) spliceValue(bytes, element, list.flatMap(({ inElement = [] }) => inElement), edits);
    else edits.replace(element.start, element.end, whole.json ?? NULL);
  }
}

/** Puts new members before an object's closing brace: each begins with a comma, which the first member of all does without. */
function add({ bytes, end }: Members, hasKept: boolean, members: Buffer, edits: Edits): void {
  let close = end - 1;
  while (bytes[close] !== CLOSE_BRACE) close--;
  edits.replace(close, close, hasKept ? members : members.subarray(1));
}
