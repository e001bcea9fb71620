import type { JsonObject, JsonValue } from '../contract/json.js';

/** Readers for saved state, which may have been written by another version or damaged: each throws where the value is not what it says. */

export function loadObject(value: JsonValue | undefined): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('expected an object');
  return value as JsonObject;
}

export function loadList(value: JsonValue | undefined): readonly JsonValue[] {
  if (!Array.isArray(value)) throw new TypeError('expected a list');
  return value as readonly JsonValue[];
}

export function loadNumber(value: JsonValue | undefined): number {
  if (typeof value !== 'number') throw new TypeError('expected a number');
  return value;
}

export function loadText(value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError('expected text');
  return value;
}
