import type { Codec } from './codec.js';
import { fieldText, objectText, quote, type Fields } from './fields.js';
import { isLinear, MAX_QUADRATIC } from './pattern.js';
import { toIso, type TimeFormat } from './times.js';

/**
 * Named groups become fields; those that took no part are left out. `.` also matches a line feed, since a record may have
 * several lines. With a `time_format`, the group `time` must be written so and becomes ISO 8601. Where the pattern's time could grow
 * with the square of the record, long records are refused.
 */
export function createRegex(pattern: string, timeFormat: TimeFormat | undefined, now: () => number): Codec {
  const regex = new RegExp(pattern, 's');
  const names = groupNames(pattern);
  const longest = isLinear(pattern) ? Infinity : MAX_QUADRATIC;
  return {
    name: 'regex',
    decode(record) {
      const groups = record.length > longest ? undefined : regex.exec(record)?.groups;
      if (groups === undefined) return undefined;
      const fields: Fields = new Map();
      for (const name of names) {
        const text = groups[name];
        if (text === undefined) continue;
        if (name === 'time' && timeFormat !== undefined) {
          const iso = toIso(text, timeFormat, now);
          if (iso === undefined) return undefined;
          fields.set(name, quote(iso));
        } else {
          fields.set(name, fieldText(name, text));
        }
      }
      return objectText(fields);
    },
  };
}

/** The names of the groups of a valid pattern, in their order. */
export function groupNames(pattern: string): readonly string[] {
  // With an empty alternative the pattern always matches, and every group is listed.
  return Object.keys(new RegExp(`${pattern}|`, 's').exec('')?.groups ?? {});
}
