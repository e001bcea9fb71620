import * as assert from 'uvu/assert';
import { formatDuration } from '../../../core/alert/duration.js';
import { suite } from '../../support/suite.js';

const test = suite('formatDuration');

test('takes the largest unit that needs no fraction', () => {
  const cases: readonly (readonly [number, string])[] = [[300_000, '5m'], [90_000, '90s'], [1500, '1500ms'], [86_400_000, '1d'], [7_200_000, '2h'], [0, '0ms']];
  for (const [ms, text] of cases) assert.is(formatDuration(ms), text);
});

test.run();
