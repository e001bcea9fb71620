import type { FieldReader } from '../condition/compile.js';
import type { JsonValue } from '../contract/json.js';
import { hash } from './transition.js';

const MAX_PART = 256;
const NONE = '(none)';

/**
 * The values of the grouping fields as one string that no other tuple has: `["a,b"]` and `["a","b"]` stay apart, as do 1 and
 * "1", and a missing value and any text. A missing field and null are the same. A long value is cut and told by its digest.
 */
export function encodeKey(by: readonly string[], fields: FieldReader): string {
  if (by.length === 0) return '';
  if (by.length > 1) return JSON.stringify(by.map((field) => bounded(fields.get(field))));
  const value = bounded(fields.get(by[0] ?? ''));
  // No JSON text begins with an s.
  return typeof value === 'string' ? `s${value}` : JSON.stringify(value);
}

/** The group values by field, as people are shown them. */
export function decodeKey(by: readonly string[], key: string): Readonly<Record<string, JsonValue>> {
  if (by.length === 0) return {};
  const values = by.length > 1 ? (JSON.parse(key) as readonly JsonValue[]) : [key.startsWith('s') ? key.slice(1) : (JSON.parse(key) as JsonValue)];
  return Object.fromEntries(by.map((field, index) => [field, values[index] ?? NONE]));
}

function bounded(value: JsonValue | undefined): JsonValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= MAX_PART ? value : `${text.slice(0, MAX_PART - 20)}… ${hash(text)}`;
}
