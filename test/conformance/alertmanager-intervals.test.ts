import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { parseInterval, type StatedInterval } from '../../core/alert/parse-interval.js';
import { inInterval, type Range, type TimeInterval } from '../../core/alert/time-interval.js';
import { suite } from '../support/suite.js';
import { vector, VECTORS } from '../support/vectors.js';

const test = suite('Alertmanager: time intervals');

/** "04 May 20 15:04 +0000" */
function timeOf(text: string): number {
  const [, day, month, year, time, zone] = /^(\d{1,2}) (\w{3}) (\d{2}) (\d{2}:\d{2}) ([+-]\d{4})$/.exec(text) ?? [];
  const at = Date.parse(`${day} ${month} 20${year} ${time} ${zone}`);
  assert.is.not(at, Number.NaN, text);
  return at;
}

interface Compiled {
  readonly Weekdays?: readonly Range[];
  readonly Times?: readonly Range[];
  readonly DaysOfMonth?: readonly Range[];
  readonly Months?: readonly Range[];
  readonly Years?: readonly Range[];
  readonly Location?: string;
}

function intervalOf({ Weekdays, Times, DaysOfMonth, Months, Years, Location }: Compiled): TimeInterval {
  return {
    timezone: Location ?? 'UTC',
    ...(Weekdays && { weekdays: Weekdays }), ...(Times && { times: Times }), ...(DaysOfMonth && { daysOfMonth: DaysOfMonth }),
    ...(Months && { months: Months }), ...(Years && { years: Years }),
  };
}

const compiled = vector('alertmanager', 'time-intervals.json');
if (compiled === undefined) console.log(`skipped: no vectors at ${VECTORS}`);
else {
  test('holds every time that it should, and none that it should not', () => {
    const cases = JSON.parse(readFileSync(compiled, 'utf8')) as readonly { readonly interval: Compiled; readonly in: readonly string[]; readonly out: readonly string[] }[];
    assert.ok(cases.length > 0);
    for (const { interval, in: inside, out } of cases) {
      for (const time of inside) assert.is(inInterval(intervalOf(interval), timeOf(time)), true, `${time} in ${JSON.stringify(interval)}`);
      for (const time of out) assert.is(inInterval(intervalOf(interval), timeOf(time)), false, `${time} out of ${JSON.stringify(interval)}`);
    }
  });
}

const stated = vector('alertmanager', 'time-intervals-yaml.json');
if (stated !== undefined) {
  test('reads what Alertmanager reads, and refuses what it refuses', () => {
    const cases = JSON.parse(readFileSync(stated, 'utf8')) as readonly { readonly yaml: string; readonly expectError: boolean; readonly contains: readonly string[]; readonly excludes: readonly string[] }[];
    assert.ok(cases.length > 0);
    for (const { yaml, expectError, contains, excludes } of cases) {
      const document = parse(yaml) as (StatedInterval & { readonly location?: string }) | readonly (StatedInterval & { readonly location?: string })[];
      const parsed = [document].flat().map(({ location, ...rest }) => parseInterval({ ...rest, ...(location === undefined ? {} : { timezone: location }) }));
      const problems = parsed.flatMap((each) => each.problems ?? []);
      assert.is(problems.length > 0, expectError, `${yaml}: ${problems.map(({ message }) => message).join('; ')}`);
      const holds = (time: string): boolean => parsed.some(({ interval }) => interval !== undefined && inInterval(interval, timeOf(time)));
      for (const time of contains) assert.is(holds(time), true, `${time} in ${yaml}`);
      for (const time of excludes) assert.is(holds(time), false, `${time} out of ${yaml}`);
    }
  });
}

test('a night belongs to the day on which it begins', () => {
  const nights = parseInterval({ weekdays: ['sat', 'sun'], times: ['22:00-06:00'], timezone: 'Europe/Berlin' });
  assert.ok(nights.interval);
  const at = (day: number, hour: number): boolean => nights.interval !== undefined && inInterval(nights.interval, Date.UTC(2026, 0, day, hour - 1));
  // 2026-01-03 is a Saturday.
  assert.equal([at(3, 5), at(3, 22), at(4, 5), at(4, 6), at(5, 5), at(5, 23)], [false, true, true, false, true, false]);
});

test('says what is wrong, and where', () => {
  const { problems } = parseInterval({ weekdays: ['sat', 'someday'], times: ['25:00-26:00'], months: ['13'], years: ['soon'], timezone: 'Mars/Base' });
  assert.equal(problems?.map(({ path }) => path.join('.')), ['timezone', 'weekdays.1', 'times.0', 'months.0', 'years.0']);
});

test.run();
