const MONTHS: ReadonlyMap<string, number> = new Map(
  ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map((name, index) => [name, index]),
);
const CLF = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/;
const RFC3164 = /^([A-Z][a-z]{2}) {1,2}(\d{1,2})(?: (\d{4}))? (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/;
const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?$/;
const DAY = 86_400_000;

/** Forms of a time, as `time_format` names them. */
export type TimeFormat = 'iso' | 'epoch_s' | 'epoch_ms' | 'clf' | 'rfc3164';

/** The time as ISO 8601, else undefined. `now` gives the year where the form states none. */
export function toIso(text: string, format: TimeFormat, now: () => number): string | undefined {
  switch (format) {
    case 'iso': return isIsoTime(text) ? text : undefined;
    case 'epoch_s': return epochToIso(text, 1000);
    case 'epoch_ms': return epochToIso(text, 1);
    case 'clf': return clfToIso(text);
    case 'rfc3164': return rfc3164ToIso(text, now());
  }
}

/** Whether the text is a date with a time of day in ISO 8601 (RFC 3339; a space for T and a comma are let pass). */
export function isIsoTime(text: string): boolean {
  return ISO.test(text) && !Number.isNaN(Date.parse(text.replace(',', '.')));
}

/** `10/Oct/2000:13:55:36 -0700`, the common log format's time, as `2000-10-10T13:55:36-07:00`. */
export function clfToIso(text: string): string | undefined {
  const [, day, monthName = '', year, time, hours, minutes] = CLF.exec(text) ?? [];
  const month = MONTHS.get(monthName);
  if (month === undefined) return undefined;
  const zone = hours === '+00' && minutes === '00' ? 'Z' : `${hours}:${minutes}`;
  const iso = `${year}-${String(month + 1).padStart(2, '0')}-${day}T${time}${zone}`;
  return Number.isNaN(Date.parse(iso)) ? undefined : iso;
}

/**
 * `Oct 11 22:14:15` (RFC 3164), in the zone of this process, as UTC. The year is the latest in which the day exists and the
 * time is at most a day ahead of `now`; one that the text states (`Oct 11 2003 22:14:15`) is used.
 */
export function rfc3164ToIso(text: string, now: number): string | undefined {
  const [, monthName = '', day, year, hour, minute, second, fraction = ''] = RFC3164.exec(text) ?? [];
  const month = MONTHS.get(monthName);
  if (month === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const inYear = (candidate: number): Date => new Date(candidate, month, Number(day), Number(hour), Number(minute), Math.min(Number(second), 59), milliseconds);
  const exists = (date: Date): boolean => date.getMonth() === month && date.getDate() === Number(day);
  if (year !== undefined) {
    const date = inYear(Number(year));
    return exists(date) ? date.toISOString() : undefined;
  }
  // 29 February may be eight years away: 1896 to 1904, 2096 to 2104.
  const latest = new Date(now).getFullYear() + 1;
  for (let candidate = latest; candidate >= latest - 9; candidate--) {
    const date = inYear(candidate);
    if (exists(date) && date.getTime() <= now + DAY) return date.toISOString();
  }
  return undefined;
}

function epochToIso(text: string, unit: number): string | undefined {
  if (!/^-?\d{1,16}(?:\.\d{1,9})?$/.test(text)) return undefined;
  const date = new Date(Number(text) * unit);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
