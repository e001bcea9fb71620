import type { JsonValue } from '../contract/json.js';
import { toTime } from '../event/time.js';
import type { TimePart } from './modifiers.js';

const DAY = 86_400_000;

/** A part of the time that a value states, in UTC; undefined where it states none. Forms of time: see `toTime`. */
export function timePart(value: JsonValue, part: TimePart): number | undefined {
  const time = toTime(value);
  if (time === undefined) return undefined;
  const date = new Date(time);
  switch (part) {
    case 'minute': return date.getUTCMinutes();
    case 'hour': return date.getUTCHours();
    case 'day': return date.getUTCDate();
    case 'week': return isoWeek(date);
    case 'month': return date.getUTCMonth() + 1;
    case 'year': return date.getUTCFullYear();
  }
}

/** ISO 8601: weeks begin on Monday, and the first is the one with the year's first Thursday. */
function isoWeek(date: Date): number {
  const thursday = date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * DAY;
  const start = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1);
  return Math.floor((thursday - start) / DAY / 7) + 1;
}
