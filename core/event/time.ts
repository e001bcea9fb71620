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
  const near = fromMinute(value);
  if (near !== undefined) return near;
  if (STARTS_AS_ISO.test(value)) return keepMinute(value, inRange(Date.parse(value)) ?? inRange(Date.parse(strictIso(value))));
  if (EPOCH.test(value)) return fromNumber(Number(value));
  return STATES_YEAR_AND_TIME.test(value) ? inRange(Date.parse(value)) : undefined;
}

/** As most logs write it: `2026-01-02T03:04:05.678Z`. */
const FORM_LENGTH = 24;
const MINUTE_LENGTH = '2026-01-02T03:04:'.length;
/** The minute of the last time in that form, and when it began. Those of a log lie close together, and to parse one takes longer than all else. */
let minute = '';
let minuteStart = 0;

/** Undefined for a time in another form or another minute. */
function fromMinute(value: string): number | undefined {
  if (minute === '' || value.length !== FORM_LENGTH || !value.startsWith(minute)) return undefined;
  const [tens, ones] = [value.charCodeAt(17) - 0x30, value.charCodeAt(18) - 0x30];
  const [hundreds, decades, units] = [value.charCodeAt(20) - 0x30, value.charCodeAt(21) - 0x30, value.charCodeAt(22) - 0x30];
  const isForm = value.charCodeAt(19) === 0x2e && value.charCodeAt(23) === 0x5a && isDigit(tens) && tens < 6 && isDigit(ones) && isDigit(hundreds) && isDigit(decades) && isDigit(units);
  return isForm ? minuteStart + (tens * 10 + ones) * 1000 + hundreds * 100 + decades * 10 + units : undefined;
}

function isDigit(value: number): boolean {
  return value >= 0 && value <= 9;
}

function keepMinute(value: string, time: number | undefined): number | undefined {
  // 24:00:00 is a time, and nothing else in that minute is.
  if (time !== undefined && value.length === FORM_LENGTH && value.endsWith('Z') && value.charAt(16) === ':' && value.slice(11, 13) !== '24') {
    minute = value.slice(0, MINUTE_LENGTH);
    minuteStart = Math.floor(time / 60_000) * 60_000;
  }
  return time;
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
