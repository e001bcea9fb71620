import type { JsonValue } from '../contract/json.js';
import type { FieldPath } from './field-path.js';

type Fields = Record<string, JsonValue>;

/** Takes out of a parsed object what `locate` finds at the path, and the objects that have nothing else in them. Returns whether it was there. */
export function takeOut(fields: Fields, path: FieldPath): boolean {
  if (Object.hasOwn(fields, path.name)) return delete fields[path.name];
  for (const { head, rest } of path.cuts) {
    const inner = fields[head.name];
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner) || !takeOut(inner as Fields, rest)) continue;
    if (Object.keys(inner).length === 0) delete fields[head.name];
    return true;
  }
  return false;
}
