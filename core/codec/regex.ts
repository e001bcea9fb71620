import type { Codec } from './codec.js';
import { fieldText, objectText, quote, type Fields } from './fields.js';
import { toIso, type TimeFormat } from './times.js';

/**
 * Named groups become fields; those that took no part are left out. `.` also matches a line feed, since a record may have
 * several lines. With a `time_format`, the group `time` must be written so and becomes ISO 8601.
 */
export function createRegex(pattern: string, timeFormat: TimeFormat | undefined, now: () => number): Codec {
  const regex = new RegExp(pattern, 's');
  const names = groupNames(pattern);
  return {
    name: 'regex',
    decode(record) {
      const groups = regex.exec(record)?.groups;
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

/** What is wrong with a pattern for `createRegex`, else undefined. */
export function checkPattern(pattern: string): string | undefined {
  try {
    return groupNames(pattern).length === 0 ? 'the pattern has no named group: write (?<message>.*) and the like' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function groupNames(pattern: string): readonly string[] {
  // With an empty alternative the pattern always matches, and every group is listed.
  return Object.keys(new RegExp(`${pattern}|`, 's').exec('')?.groups ?? {});
}
