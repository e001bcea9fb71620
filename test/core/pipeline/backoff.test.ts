import * as assert from 'uvu/assert';
import { backoff } from '../../../core/pipeline/backoff.js';
import { suite } from '../../support/suite.js';

const test = suite('backoff');
const limits = { initial: 500, max: 30_000 };

test('is a share of a bound that doubles up to the largest', () => {
  const bounds = [1, 2, 3, 6, 7, 8, 1000].map((failures) => backoff(failures, limits, () => 1));
  assert.equal(bounds, [500, 1000, 2000, 16_000, 30_000, 30_000, 30_000]);
  assert.is(backoff(3, limits, () => 0.25), 500);
  assert.is(backoff(3, limits, () => 0), 0);
});

test('never ends before what the other side asked for, and not much after it', () => {
  for (const failures of [1, 5, 20]) {
    assert.is(backoff(failures, limits, () => 0, 7000), 7000);
    assert.is(backoff(failures, limits, () => 0.9999, 7000) <= 7500, true);
  }
});

test.run();
