import * as assert from 'uvu/assert';
import { timePart } from '../../../core/condition/time-part.js';
import { suite } from '../../support/suite.js';

const test = suite('timePart');

test('takes a time apart in UTC, whatever zone it is written in', () => {
  const time = '2026-01-01T00:30:59+02:00';
  assert.equal((['minute', 'hour', 'day', 'week', 'month', 'year'] as const).map((part) => timePart(time, part)), [30, 22, 31, 1, 12, 2025]);
});

test('counts weeks as ISO 8601 does', () => {
  const weeks = ['2020-12-31', '2021-01-03', '2021-01-04', '2024-12-30', '2023-01-01', '2026-06-15'].map((day) => timePart(day, 'week'));
  assert.equal(weeks, [53, 53, 1, 1, 52, 25]);
});

test('has no part of what states no time', () => {
  assert.is(timePart('noon', 'hour'), undefined);
  assert.is(timePart(true, 'hour'), undefined);
});

test.run();
