import type { Range, TimeInterval } from './time-interval.js';
import { isZone } from './zoned-time.js';

/** A time interval as a config states it, in our form or in Alertmanager's. */
export interface StatedInterval {
  /** `sat`, `monday:friday`. */
  readonly weekdays?: readonly string[];
  /** `22:00-06:00`, or Alertmanager's `{ start_time, end_time }`. */
  readonly times?: readonly (string | { readonly start_time: string; readonly end_time: string })[];
  /** `1`, `-7:-1`. */
  readonly days_of_month?: readonly (string | number)[];
  /** `january:march`, `12`. */
  readonly months?: readonly (string | number)[];
  /** `2026`, `2026:2028`. */
  readonly years?: readonly (string | number)[];
  readonly timezone?: string;
}

export interface IntervalProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type ParsedInterval = { readonly interval: TimeInterval; readonly problems?: undefined } | { readonly interval?: undefined; readonly problems: readonly IntervalProblem[] };

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'] as const;
/** Every month has so many days: what is the wrong way round in such a month always may be. */
const SHORTEST_MONTH = 28;

/** Reads an interval, and finds everything that is wrong with it. Without a time zone it is in UTC. */
export function parseInterval(stated: StatedInterval): ParsedInterval {
  const problems: IntervalProblem[] = [];
  const read = <T>(key: keyof StatedInterval, items: readonly T[] | undefined, parse: (item: T) => Range | string): readonly Range[] | undefined => items?.flatMap((item, index) => {
    const range = parse(item);
    if (typeof range !== 'string') return [range];
    problems.push({ path: [key, index], message: range });
    return [];
  });
  const timezone = stated.timezone ?? 'UTC';
  if (!isZone(timezone)) problems.push({ path: ['timezone'], message: `"${timezone}" is no time zone; names are such as Europe/Berlin` });
  const weekdays = read('weekdays', stated.weekdays, (text) => namedRange(text, WEEKDAYS, 0, 'weekday'));
  const times = read('times', stated.times, timeRange);
  const daysOfMonth = read('days_of_month', stated.days_of_month, dayRange);
  const months = read('months', stated.months, (text) => namedRange(String(text), MONTHS, 1, 'month'));
  const years = read('years', stated.years, yearRange);
  if (problems.length > 0) return { problems };
  return {
    interval: {
      timezone,
      ...(weekdays === undefined ? {} : { weekdays }),
      ...(times === undefined ? {} : { times }),
      ...(daysOfMonth === undefined ? {} : { daysOfMonth }),
      ...(months === undefined ? {} : { months }),
      ...(years === undefined ? {} : { years }),
    },
  };
}

function endsOf(text: string): readonly [string, string] {
  const [from = '', to = from, more] = text.split(':').map((end) => end.trim().toLowerCase());
  return more === undefined ? [from, to] : [text, text];
}

/** Names in full or by their first three letters; months by their numbers too. */
function namedRange(text: string, names: readonly string[], first: number, what: string): Range | string {
  const ends = endsOf(text).map((end) => {
    const index = names.findIndex((name) => name === end || name.slice(0, 3) === end);
    if (index >= 0) return index + first;
    return what === 'month' && /^(?:[1-9]|1[0-2])$/.test(end) ? Number(end) : `${end} is not a valid ${what}`;
  });
  const [from, to] = ends;
  if (typeof from !== 'number') return from ?? '';
  if (typeof to !== 'number') return to ?? '';
  return from <= to ? [from, to] : `end ${what} cannot be before start ${what}`;
}

function dayRange(stated: string | number): Range | string {
  const [from, to] = endsOf(String(stated)).map((end) => (/^-?\d{1,2}$/.test(end) ? Number(end) : Number.NaN)) as [number, number];
  for (const day of [from, to]) if (!(day >= -31 && day <= 31 && day !== 0)) return `${Number.isNaN(day) ? stated : day} is not a valid day of the month: out of range`;
  if (from < 0 && to > 0) return 'end day must be negative if start day is negative';
  const least = (day: number): number => (day < 0 ? SHORTEST_MONTH + day : day);
  return least(from) <= least(to) ? [from, to] : `end day ${to} is always before start day ${from}`;
}

function yearRange(stated: string | number): Range | string {
  const [from, to] = endsOf(String(stated)).map((end) => (/^\d{1,4}$/.test(end) ? Number(end) : Number.NaN)) as [number, number];
  if (Number.isNaN(from) || Number.isNaN(to)) return `${stated} is not a valid year`;
  return from <= to ? [from, to] : `end year ${to} is before start year ${from}`;
}

function timeRange(stated: string | { readonly start_time: string; readonly end_time: string }): Range | string {
  const [start = '', end = ''] = typeof stated === 'string' ? stated.split('-').map((part) => part.trim()) : [stated.start_time, stated.end_time];
  const [from, to] = [minuteOf(start), minuteOf(end)];
  if (from === undefined || from === 1440) return `couldn't parse timestamp ${start}, invalid format`;
  if (to === undefined) return `couldn't parse timestamp ${end}, invalid format`;
  // Alertmanager's form has no times that pass midnight.
  if (from === to || (typeof stated !== 'string' && from > to)) return 'start time cannot be equal or greater than end time';
  return [from, to];
}

function minuteOf(text: string): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && minute <= 1440 ? minute : undefined;
}
