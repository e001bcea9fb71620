import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { clfToIso, rfc3164ToIso } from '../../../core/codec/times.js';
import { suite } from '../../support/suite.js';

const DAY = 86_400_000;
const local = (year: number, month: number, day: number, hour = 0): number => new Date(year, month - 1, day, hour).getTime();

const clf = suite('clfToIso');

clf('keeps the offset, and writes none as Z', () => {
  assert.is(clfToIso('01/Feb/2024:03:04:05 +0530'), '2024-02-01T03:04:05+05:30');
  assert.is(clfToIso('01/Feb/2024:03:04:05 +0000'), '2024-02-01T03:04:05Z');
  assert.is(clfToIso('01/Feb/2024:25:04:05 +0000'), undefined);
});

clf.run();

const rfc3164 = suite('rfc3164ToIso');

rfc3164('chooses the latest year that is at most a day ahead', () => {
  const year = (text: string, now: number): number | undefined => {
    const iso = rfc3164ToIso(text, now);
    return iso === undefined ? undefined : new Date(iso).getFullYear();
  };
  assert.is(year('May  1 10:00:00', local(2024, 5, 1, 12)), 2024);
  assert.is(year('Dec 31 23:59:59', local(2024, 1, 1)), 2023);
  assert.is(year('Jan  1 00:00:05', local(2023, 12, 31, 23)), 2024);
  assert.is(year('May  3 10:00:00', local(2024, 5, 1, 12)), 2023);
  assert.is(year('Feb 29 10:00:00', local(2023, 3, 1)), 2020);
  assert.is(year('Feb 29 10:00:00', local(2103, 3, 1)), 2096);
  assert.is(year('Oct 11 2003 22:14:15', local(2024, 5, 1)), 2003);
});

rfc3164('is never more than a day in the future, nor more than a year and a day in the past', () => {
  fc.assert(
    fc.property(fc.integer({ min: local(1990, 1, 1), max: local(2090, 1, 1) }), fc.integer({ min: -360, max: 0 }), (now, days) => {
      const date = new Date(now + days * DAY);
      if (date.getMonth() === 1 && date.getDate() === 29) return;
      const text = `${['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][date.getMonth()]} ${String(date.getDate()).padStart(2)} 12:00:00`;
      const time = Date.parse(rfc3164ToIso(text, now) ?? '');
      assert.ok(time <= now + DAY && time > now - 367 * DAY, text);
    }),
    { seed: 3, numRuns: 500 },
  );
});

rfc3164('reads a fraction and refuses days and hours that do not exist', () => {
  assert.is(rfc3164ToIso('May  1 10:00:00.25', local(2024, 5, 2)), new Date(2024, 4, 1, 10, 0, 0, 250).toISOString());
  for (const text of ['Feb 30 10:00:00', 'May 1 24:00:00', 'Mai  1 10:00:00', 'May  1']) assert.is(rfc3164ToIso(text, local(2024, 5, 2)), undefined, text);
});

rfc3164.run();
