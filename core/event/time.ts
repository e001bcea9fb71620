import type { JsonValue } from '../contract/json.js';

/** Years 1971 to 2261: what is outside, no log means. */
const EARLIEST = 31_536_000_000;
const LATEST = 9_214_646_400_000;

/**
 * Epoch milliseconds of a time as logs write it: ISO 8601 or another form that Date.parse knows, or a number (also as a
 * string) of seconds, milliseconds, microseconds or nanoseconds since the epoch, told apart by size. Else undefined.
 */
export function toTime(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string') return undefined;
  if (/^\d{9,19}(?:\.\d+)?$/.test(value)) return fromNumber(Number(value));
  const parsed = Date.parse(value.length > 10 && value[10] === ' ' ? `${value.slice(0, 10)}T${value.slice(11).replace(/ (?=[+-]\d)/, '').replace(',', '.')}` : value);
  return inRange(parsed);
}

function fromNumber(value: number): number | undefined {
  if (value < 1e11) return inRange(value * 1000);
  if (value < 1e14) return inRange(value);
  if (value < 1e17) return inRange(value / 1e3);
  return inRange(value / 1e6);
}

function inRange(ms: number): number | undefined {
  return ms >= EARLIEST && ms <= LATEST ? Math.floor(ms) : undefined;
}
