import type { JsonObject, JsonValue } from '../contract/json.js';

/** A rule of ElastAlert 2, or a part of one, as its YAML states it. */
export type Stated = Readonly<Record<string, JsonValue>>;

const UNITS: Readonly<Record<string, number>> = { milliseconds: 1, seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 };

/** A map such as `{ minutes: 5 }`, or a number of seconds, as we write it; `more`: milliseconds on top. Throws TypeError. */
export function duration(value: JsonValue | undefined, more = 0): string {
  const parts = isMap(value) ? Object.entries(value) : [['seconds', value ?? null] as const];
  const ms = parts.reduce((sum, [unit, amount]) => sum + numberOf(amount) * (UNITS[unit] ?? Number.NaN), more);
  if (Number.isNaN(ms)) throw new TypeError(`${JSON.stringify(value)} is no duration`);
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

export function numberOf(value: JsonValue | undefined): number {
  if (typeof value !== 'number') throw new TypeError(`expected a number, not ${JSON.stringify(value)}`);
  return value;
}

export function textOf(value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError(`expected text, not ${JSON.stringify(value)}`);
  return value;
}

export function listed(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
}

export function listOf(value: JsonValue | undefined): readonly string[] {
  return listed(value ?? null).map(textOf);
}

export function oneOrAll(fields: readonly string[]): JsonValue {
  return fields.length === 1 ? fields[0] ?? null : fields;
}

export function isMap(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
