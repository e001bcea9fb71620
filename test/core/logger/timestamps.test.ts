import * as assert from 'uvu/assert';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { createTimestamps } from '../../../core/logger/timestamps.js';
import { suite } from '../../support/suite.js';

const test = suite('createTimestamps');

test('gives the time of its clock as ISO 8601, forwards, backwards and before 1970', () => {
  let now = 0;
  const timestamp = createTimestamps({ ...new VirtualClock(), now: () => now } as VirtualClock);
  for (const at of [0, 5, 999, 1_000, 1_735_689_600_123, 1_735_689_600_124, 1_735_689_599_999, 1_735_689_600_000.75, -1, -1_001]) {
    now = at;
    assert.is(timestamp(), new Date(Math.floor(at)).toISOString());
  }
});

test.run();
