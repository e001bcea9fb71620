import * as assert from 'uvu/assert';
import { levelAt, thresholdOf, type LogLevel } from '../../../core/logger/level.js';
import { suite } from '../../support/suite.js';

const test = suite('thresholdOf');

test('orders the levels, with their other names', () => {
  assert.equal((['trace', 'debug', 'info', 'warn', 'error', 'critical', 'silent'] as const).map(thresholdOf), [0, 1, 2, 3, 4, 5, 6]);
  assert.is(thresholdOf('fatal'), 5);
  assert.is(thresholdOf('WARNING' as LogLevel), 3);
  assert.equal([0, 5, 6].map(levelAt), ['trace', 'critical', 'silent']);
});

test('refuses what is no level, and says what is', () => {
  assert.throws(() => thresholdOf('loud' as LogLevel), /"loud" is no level of a logger: use trace, debug, info, warn, error, critical or silent/);
  assert.throws(() => thresholdOf(undefined as unknown as LogLevel), /"undefined" is no level/);
});

test.run();
