import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { bucketOf, middleOf } from '../../../../core/trigger/aggregation/histogram.js';
import { suite } from '../../../support/suite.js';

const test = suite('bucketOf');

const number = fc.oneof(fc.double({ min: -1e15, max: 1e15, noNaN: true }), fc.integer({ min: -1000, max: 1000 }));

test('the middle of a bucket is at most 2 % from each number in it', () => {
  fc.assert(fc.property(number, (value) => {
    const middle = middleOf(bucketOf(value));
    assert.ok(Math.abs(middle - value) <= Math.max(0.02 * Math.abs(value), 1e-9), `${value} became ${middle}`);
  }), { seed: 3, numRuns: 2000 });
});

test('a larger number has no smaller bucket', () => {
  fc.assert(fc.property(number, number, (a, b) => assert.ok(bucketOf(Math.min(a, b)) <= bucketOf(Math.max(a, b)))), { seed: 4, numRuns: 2000 });
});

test.run();
