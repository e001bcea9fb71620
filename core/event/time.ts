import type { JsonValue } from '../contract/json.js';

/** Years 1971 to 2261: what is outside, no log means. */
const EARLIEST = 31_536_000_000;
const LATEST = 9_214_646_400_000;

/** No form of a time is longer; in long text the patterns below would take long. */
const LONGEST = 64;
const STARTS_AS_ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d|$)/i;
/** ISO 8601 with what logs make of it: a space for the T or before the zone, a comma for the point, a zone without colon or minutes. */
const LOOSE_ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,](\d{1,9})\d*)? ?(?:(Z|UTC)|([+-]\d\d)(?::?(\d\d))?)?$/i;
/** Date.parse makes 2001 of "5": another form must state a year and a time of day. */
const STATES_YEAR_AND_TIME = /\b\d{4}\b.*\d:\d\d|\d:\d\d.*\b\d{4}\b/;
const EPOCH = /^\d{9,19}(?:\.\d+)?$/;

/**
 * Epoch milliseconds of a time as logs write it: ISO 8601 or another form that Date.parse knows, or a number (also as a
 * string) of seconds, milliseconds, microseconds or nanoseconds since the epoch, told apart by size. Else undefined.
 */
export function toTime(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string' || value.length > LONGEST) return undefined;
  if (STARTS_AS_ISO.test(value)) return inRange(Date.parse(value)) ?? inRange(Date.parse(strictIso(value)));
  if (EPOCH.test(value)) return fromNumber(Number(value));
  return STATES_YEAR_AND_TIME.test(value) ? inRange(Date.parse(value)) : undefined;
}

function strictIso(value: string): string {
  return value.replace(LOOSE_ISO, (_, date: string, time: string, seconds = ':00', fraction = '0', utc?: string, hours?: string, minutes = '00') =>
    `${date}T${time}${seconds}.${fraction}${hours === undefined ? (utc === undefined ? '' : 'Z') : `${hours}:${minutes}`}`);
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
