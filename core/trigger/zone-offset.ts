const HOUR = 3_600_000;
const formats = new Map<string, Intl.DateTimeFormat>();
let known: { zone: string; hour: number; offset: number } | undefined;

/**
 * Milliseconds that the clocks of a zone (an IANA name) are ahead of UTC at a time. Changes fall on quarters of an hour at the
 * finest, and on whole hours of UTC in all zones with one today, so one answer serves for its hour. Throws RangeError for a
 * zone that does not exist.
 */
export function zoneOffset(zone: string, time: number): number {
  if (zone === 'UTC') return 0;
  const hour = Math.floor(time / HOUR);
  if (known?.zone === zone && known.hour === hour) return known.offset;
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
    formats.set(zone, format);
  }
  const start = hour * HOUR;
  const part = Object.fromEntries(format.formatToParts(start).map(({ type, value }) => [type, Number(value)]));
  const shown = Date.UTC(part['year'] ?? 1970, (part['month'] ?? 1) - 1, part['day'] ?? 1, part['hour'] ?? 0, part['minute'] ?? 0, part['second'] ?? 0);
  known = { zone, hour, offset: shown - start };
  return known.offset;
}
