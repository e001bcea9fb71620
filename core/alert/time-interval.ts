import { zonedTime } from './zoned-time.js';

/** Both ends belong to it. */
export type Range = readonly [from: number, to: number];

/**
 * A set of minutes that comes again and again; what is not stated does not restrict. As Alertmanager's time intervals, but
 * that times may pass midnight: such a night belongs to the day on which it begins.
 */
export interface TimeInterval {
  /** 0 is Sunday. */
  readonly weekdays?: readonly Range[];
  /** Minutes since midnight; the end does not belong to it. */
  readonly times?: readonly Range[];
  /** 1 to 31, or from the end of the month: -1 is its last day. */
  readonly daysOfMonth?: readonly Range[];
  readonly months?: readonly Range[];
  readonly years?: readonly Range[];
  /** IANA name. */
  readonly timezone: string;
}

const DAY = 1440;

/** Whether the interval holds this time, in epoch milliseconds. */
export function inInterval(interval: TimeInterval, time: number): boolean {
  const { times, timezone } = interval;
  const now = zonedTime(time, timezone);
  if (times === undefined) return onDay(interval, now);
  return times.some(([from, to]) => {
    if (from < to) return now.minute >= from && now.minute < to && onDay(interval, now);
    if (now.minute >= from) return onDay(interval, now);
    return now.minute < to && onDay(interval, dayBefore(now));
  });
}

/** The next time at which any interval may begin or end: they are stated in minutes. */
export function nextMinute(time: number): number {
  return (Math.floor(time / 60_000) + 1) * 60_000;
}

type Day = Pick<ReturnType<typeof zonedTime>, 'year' | 'month' | 'day' | 'weekday'>;

function onDay({ weekdays, daysOfMonth, months, years }: TimeInterval, { year, month, day, weekday }: Day): boolean {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return within(weekdays, weekday) && within(months, month) && within(years, year)
    && (daysOfMonth === undefined || daysOfMonth.some(([from, to]) => day >= fromStart(from, length) && day <= fromStart(to, length)));
}

function within(ranges: readonly Range[] | undefined, value: number): boolean {
  return ranges === undefined || ranges.some(([from, to]) => value >= from && value <= to);
}

function fromStart(day: number, length: number): number {
  return day < 0 ? length + day + 1 : day;
}

function dayBefore({ year, month, day, weekday }: Day): Day {
  const before = new Date(Date.UTC(year, month - 1, day) - DAY * 60_000);
  return { year: before.getUTCFullYear(), month: before.getUTCMonth() + 1, day: before.getUTCDate(), weekday: (weekday + 6) % 7 };
}
