import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { toTime } from '../../../core/event/time.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { SEED } from './json-arbitrary.js';

const test = suite('toTime');

const TIME = Date.UTC(2024, 4, 1, 10, 30, 15, 123);

test('reads ISO 8601 as logs write it', () => {
  for (const text of [
    '2024-05-01T10:30:15.123Z', '2024-05-01t10:30:15.123z', '2024-05-01 10:30:15.123Z', '2024-05-01T10:30:15,123Z', '2024-05-01 10:30:15,123 UTC', '2024-05-01T10:30:15.123456789Z',
    '2024-05-01T12:30:15.123+02:00', '2024-05-01T12:30:15.123+0200', '2024-05-01 12:30:15.123 +0200', '2024-05-01T12:30:15.123+02', '2024-05-01 05:00:15,123 -05:30',
  ]) assert.is(toTime(text), TIME, text);
  assert.is(toTime('2024-05-01T10:30Z'), Date.UTC(2024, 4, 1, 10, 30));
  assert.is(toTime('2024-05-01'), Date.UTC(2024, 4, 1));
});

test('reads a time without a zone as local, as Date.parse does', () => {
  const local = new Date(2024, 4, 1, 10, 30, 15, 123).getTime();
  for (const text of ['2024-05-01T10:30:15.123', '2024-05-01 10:30:15,123']) assert.is(toTime(text), local, text);
});

test('reads what else Date.parse knows, if it states a year and a time of day', () => {
  assert.is(toTime('Wed, 01 May 2024 10:30:15 GMT'), Date.UTC(2024, 4, 1, 10, 30, 15));
  assert.is(toTime('2024/05/01 10:30:15 UTC'), Date.UTC(2024, 4, 1, 10, 30, 15));
});

test('reads seconds, milliseconds, microseconds and nanoseconds, as text too', () => {
  const seconds = 1714559415;
  for (const value of [seconds, seconds * 1e3, seconds * 1e6, seconds * 1e9]) {
    assert.is(toTime(value), seconds * 1e3, String(value));
    assert.is(toTime(String(value)), seconds * 1e3, String(value));
  }
  assert.is(toTime(1714559415.123), 1714559415123);
  assert.is(toTime('1714559415123456789'), 1714559415123);
});

test('gives back the time that toISOString writes', () => {
  fc.assert(fc.property(fc.integer({ min: 31_536_000_000, max: 9_214_646_400_000 }), (ms) => {
    assert.is(toTime(new Date(ms).toISOString()), ms);
    if (ms >= 1e11) assert.is(toTime(ms), ms);
  }), { seed: SEED, numRuns: runs(1000) });
});

test('reads a time the same whatever was read before it', () => {
  const minutes = ['2024-05-01T10:30:', '2024-05-01T10:31:', '2024-05-01 10:30:', '2024-02-30T10:30:', '2024-05-01T24:00:', '2024-05-01T23:59:'];
  const rest = fc.oneof(fc.integer({ min: 0, max: 59_999 }).map((ms) => `${String(Math.floor(ms / 1000)).padStart(2, '0')}.${String(ms % 1000).padStart(3, '0')}Z`), fc.constantFrom('60.000Z', '00.000Z', '05,123Z', '05.1x3Z', '0:.123Z', '05.123z', '05.1234', '/5.123Z', '6x.123Z'));
  fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(...minutes), rest), { minLength: 2, maxLength: 6 }), (times) => {
    const read = times.map(([minute, tail]) => toTime(`${minute}${tail}`));
    // A form that keeps nothing, between any two.
    const alone = times.map(([minute, tail]) => (toTime('1999-01-01T00:00:00.000Z'), toTime(`${minute}${tail}`)));
    assert.equal(read, alone, JSON.stringify(times));
  }), { seed: SEED, numRuns: runs(3000) });
});

test('takes nothing else for a time', () => {
  for (const value of ['', '5', 'info 5', '2024', 'soon', '12:30', 'request 17', 'May 2024', '2024-13-01T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', 12.5, 0, -1, 1e30, Number.NaN, Infinity, '20240501', true, null, [], {}, undefined]) {
    assert.is(toTime(value), undefined, JSON.stringify(value));
  }
});

test('refuses hostile text in no time', () => {
  for (const text of ['1'.repeat(1_000_000), '2024-05-01T10:30:15.'.padEnd(1_000_000, '1'), ' 2024'.repeat(200_000), '1:11'.repeat(250_000)]) toTime(text);
}, { limit: 5000 });

test.run();
