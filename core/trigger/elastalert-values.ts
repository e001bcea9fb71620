import type { JsonObject, JsonValue } from '../contract/json.js';

/** A rule of ElastAlert 2, or a part of one, as its YAML states it. */
export type Stated = Readonly<Record<string, JsonValue>>;

const UNITS: Readonly<Record<string, number>> = { milliseconds: 1, seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 };

/** A map such as `{ minutes: 5 }`, or a number of seconds, as we write it; `more`: milliseconds on top. Throws TypeError, as all here, with the key. */
export function duration(value: JsonValue | undefined, key: string, more = 0): string {
  const parts = isMap(value) ? Object.entries(value) : [['seconds', value ?? null] as const];
  const ms = parts.reduce((sum, [unit, amount]) => sum + (typeof amount === 'number' ? amount : Number.NaN) * (UNITS[unit] ?? Number.NaN), more);
  if (Number.isNaN(ms)) throw new TypeError(`"${key}" is to be a duration such as { minutes: 5 }, not ${JSON.stringify(value) ?? 'nothing'}`);
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

export function numberOf(value: JsonValue | undefined, key: string): number {
  if (typeof value !== 'number') throw new TypeError(`"${key}" is to be a number, not ${JSON.stringify(value) ?? 'nothing'}`);
  return value;
}

export function textOf(value: JsonValue | undefined, key: string): string {
  if (typeof value !== 'string') throw new TypeError(`"${key}" is to be text, not ${JSON.stringify(value) ?? 'nothing'}`);
  return value;
}

export function listed(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
}

export function listOf(value: JsonValue | undefined, key: string): readonly string[] {
  return listed(value ?? null).map((item) => textOf(item, key));
}

export function oneOrAll(fields: readonly string[]): JsonValue {
  return fields.length === 1 ? fields[0] ?? null : fields;
}

export function isMap(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
