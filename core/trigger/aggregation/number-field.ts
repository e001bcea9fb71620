import type { JsonValue } from '../../contract/json.js';

/** Beyond this, sums are no longer what anybody means. */
const LARGEST = 1e100;

/** The number that a field states, as text or as a number; undefined where it states none that can be counted with. */
export function numberIn(value: JsonValue | undefined): number | undefined {
  const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Math.abs(number) <= LARGEST ? number : undefined;
}
