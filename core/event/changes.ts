import type { FieldChanges } from '../contract/event.js';
import type { ChangeGuard } from './provenance.js';
import { fieldPath, type FieldPath } from './locate.js';

/** One change, ready to be written. */
export interface PreparedChange {
  readonly path: FieldPath;
  /** The new value as JSON; undefined removes the member. */
  readonly json: Buffer | undefined;
  /** `,"key":value`, for a member that is added. */
  readonly addition: Buffer;
}

const EMPTY = Buffer.alloc(0);
const prepared = new WeakMap<FieldChanges, { guard: ChangeGuard; changes: readonly PreparedChange[]; bytes: number }>();

/**
 * Runs each value through the guard and encodes it. The same object gives the same result for as long as the guard is the
 * same, so a transform that sets constants pays once: who passes changes must not alter them afterwards.
 */
export function prepareChanges(changes: FieldChanges, guard: ChangeGuard): { readonly changes: readonly PreparedChange[]; readonly bytes: number } {
  const known = prepared.get(changes);
  if (known?.guard === guard) return known;
  const list = Object.entries(changes).map(([name, value]): PreparedChange => {
    const guarded = value === undefined ? undefined : guard(name, value);
    if (guarded === undefined) return { path: fieldPath(name), json: undefined, addition: EMPTY };
    const json = Buffer.from(JSON.stringify(guarded));
    return { path: fieldPath(name), json, addition: Buffer.concat([Buffer.from(`,${JSON.stringify(name)}:`), json]) };
  });
  const entry = { guard, changes: list, bytes: list.reduce((sum, change) => sum + change.addition.length, 0) };
  prepared.set(changes, entry);
  return entry;
}
