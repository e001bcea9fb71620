import { CLOSE_BRACE, OPEN_BRACE, OPEN_BRACKET } from './ascii.js';
import type { PreparedChange } from './changes.js';
import { MemberCuts, type Edit } from './edit.js';
import type { MemberName } from './field-path.js';
import { elementAt, findKey, locateIn, NOT_FOUND, valueOf, type Range } from './locate.js';
import { scanMembers, type Members } from './members.js';
import { STRIDE } from './tape.js';

const NULL = Buffer.from('null');

/** What happens to one member: it goes, its value gives way to another one, or changes are made inside it. */
type Fate = 'cut' | Buffer | PreparedChange[];

/**
 * Adds to `edits`, in order, what makes these changes of an object. Every byte that no change touches stays: numbers, escapes,
 * key order and white space. A value goes where `locate` finds the name; one that is not found is added, to the first object
 * that the beginning of its name leads to. A removal takes the name from wherever it could be found. Of duplicate keys the last
 * gets the new value and the others go, so that no reader finds the old one. An element of an array that is removed becomes null.
 */
export function spliceObject(object: Members, changes: readonly PreparedChange[], edits: Edit[]): void {
  const fates = new Map<number, Fate>();
  const additions = changes.filter((change) => (change.json === undefined ? remove(object, change, fates) : !replace(object, change, fates)));
  const hasKept = fates.size === 0 ? object.to > object.from : carryOut(object, fates, edits);
  if (additions.length > 0) edits.push(addition(object, hasKept, additions));
}

/** Decides what a removal cuts; there is nothing to add. */
function remove(object: Members, { path, json }: PreparedChange, fates: Map<number, Fate>): false {
  eachOf(object, path, object.to, (member) => fates.set(member, 'cut'));
  for (const { head, rest } of path.cuts) eachOf(object, head, object.to, (member) => enter(fates, member, { path: rest, json }));
  return false;
}

/** Decides where a new value goes; false where it is to be added to this object. */
function replace(object: Members, { path, json }: PreparedChange, fates: Map<number, Fate>): boolean {
  const literal = findKey(object, path);
  if (literal !== NOT_FOUND) {
    fates.set(literal, json as Buffer);
    eachOf(object, path, literal, (member) => fates.set(member, 'cut'));
    return true;
  }
  const cuts = path.cuts.map((cut) => ({ ...cut, member: findKey(object, cut.head) })).filter(({ member }) => member !== NOT_FOUND);
  const into = cuts.find(({ member, rest }) => locateIn(object.bytes, valueOf(object, member), rest) !== undefined)
    ?? cuts.find(({ member }) => object.bytes[valueOf(object, member).start] === OPEN_BRACE);
  if (into === undefined) return false;
  enter(fates, into.member, { path: into.rest, json });
  eachOf(object, into.head, into.member, (member) => fates.set(member, 'cut'));
  return true;
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
function carryOut(object: Members, fates: ReadonlyMap<number, Fate>, edits: Edit[]): boolean {
  const { bytes, tape, from, to } = object;
  const cuts = new MemberCuts(edits);
  for (let member = from; member < to; member += STRIDE) {
    const fate = fates.get(member);
    const value = valueOf(object, member);
    if (fate === 'cut') {
      const next = member + STRIDE;
      cuts.cut((tape[member] as number) - 1, value.end, next < to ? (tape[next] as number) - 1 : undefined);
      continue;
    }
    if (Array.isArray(fate)) spliceValue(bytes, value, fate, edits);
    else if (fate !== undefined) edits.push({ ...value, bytes: fate });
    cuts.keep(value.end);
  }
  return cuts.hasKept;
}

function spliceValue(bytes: Buffer, { start, end }: Range, changes: readonly PreparedChange[], edits: Edit[]): void {
  if (bytes[start] === OPEN_BRACE) scanMembers(bytes, start, end, (members) => spliceObject(members, changes, edits));
  else if (bytes[start] === OPEN_BRACKET) spliceArray(bytes, start, changes, edits);
}

function spliceArray(bytes: Buffer, open: number, changes: readonly PreparedChange[], edits: Edit[]): void {
  const byIndex = new Map<number, PreparedChange[]>();
  for (const change of changes) {
    const { index } = change.path;
    if (index !== undefined) byIndex.set(index.at, [...(byIndex.get(index.at) ?? []), change]);
  }
  for (const [at, inside] of [...byIndex].sort(([a], [b]) => a - b)) {
    const element = elementAt(bytes, open, at);
    if (element === undefined) return;
    // Of changes to one element either one is to the whole of it, or all are to what is in it.
    const whole = inside.find(({ path }) => path.index?.rest === undefined);
    if (whole !== undefined) edits.push({ ...element, bytes: whole.json ?? NULL });
    else spliceValue(bytes, element, inside.map(({ path, json }) => ({ path: path.index?.rest ?? path, json })), edits);
  }
}

/** Puts new members before an object's closing brace. */
function addition({ bytes, end }: Members, hasKept: boolean, changes: readonly PreparedChange[]): Edit {
  let close = end - 1;
  while (bytes[close] !== CLOSE_BRACE) close--;
  const parts = changes.flatMap(({ path, json }, at) => [Buffer.from(`${at > 0 || hasKept ? ',' : ''}${JSON.stringify(path.name)}:`), json as Buffer]);
  return { start: close, end: close, bytes: Buffer.concat(parts) };
}
