import * as assert from 'uvu/assert';
import { packNumbers, unpackNumbers } from '../../../../core/trigger/aggregation/packed.js';
import { suite } from '../../../support/suite.js';

const test = suite('packNumbers');

test('gives back the same numbers', () => {
  const numbers = [0, -1.5, 2 ** 53 - 1, -Infinity, 1.7e12];
  assert.equal(unpackNumbers(packNumbers(numbers)), numbers);
  assert.equal(unpackNumbers(packNumbers([])), []);
});

test('throws at anything else', () => {
  assert.throws(() => unpackNumbers('AAAA'));
  assert.throws(() => unpackNumbers([1]));
});

test.run();
