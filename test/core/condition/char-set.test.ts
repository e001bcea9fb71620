import * as assert from 'uvu/assert';
import { ALL_CHARS, bothCases, charSet, complement, intersection, onlyChar, overlaps, union } from '../../../core/condition/char-set.js';
import { suite } from '../../support/suite.js';

const test = suite('charSet');

test('sorts ranges and joins those that touch', () => {
  assert.equal(charSet([[5, 6], [1, 2], [3, 3], [2, 4]]), [[1, 6]]);
  assert.equal(union([[[1, 1]], [[9, 9]], [[1, 2]]]), [[1, 2], [9, 9]]);
});

test('turns round', () => {
  assert.equal(complement([[0, 9], [20, 0xffff]]), [[10, 19]]);
  assert.equal(complement([]), ALL_CHARS);
  assert.equal(complement(ALL_CHARS), []);
});

test('finds what two sets share', () => {
  assert.equal(intersection([[1, 5], [8, 9]], [[4, 8]]), [[4, 5], [8, 8]]);
  assert.ok(overlaps([[1, 5]], [[5, 6]]));
  assert.not.ok(overlaps([[1, 5]], [[6, 6]]));
});

test('adds the other case of letters', () => {
  assert.equal(bothCases([[0x61, 0x62], [0x30, 0x30]]), [[0x30, 0x30], [0x41, 0x42], [0x61, 0x62]]);
});

test('names the only character', () => {
  assert.is(onlyChar([[0x61, 0x61]]), 'a');
  assert.is(onlyChar([[0x61, 0x62]]), undefined);
  assert.is(onlyChar([]), undefined);
});

test.run();
