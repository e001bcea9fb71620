import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { ExactSum } from '../../../../core/trigger/aggregation/exact-sum.js';
import { suite } from '../../../support/suite.js';

const test = suite('ExactSum');

test('hangs on what is in it alone, not on what was', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: -1e100, max: 1e100, noNaN: true })), fc.array(fc.double({ min: -1e100, max: 1e100, noNaN: true })), (left, gone) => {
    const sum = new ExactSum();
    const other = new ExactSum();
    for (const value of [...gone, ...left]) sum.add(value);
    for (const value of gone) sum.add(-value);
    for (const value of left) other.add(value);
    assert.is(sum.value, other.value);
  }), { seed: 5, numRuns: 1000 });
});

test('loses nothing', () => {
  const sumOf = (values: readonly number[]): number => {
    const sum = new ExactSum();
    for (const value of values) sum.add(value);
    return sum.value;
  };
  assert.is(sumOf([1e100, 1, -1e100]), 1);
  assert.is(sumOf(Array.from({ length: 10 }, () => 0.1)), 1);
});

test.run();
