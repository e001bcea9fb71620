import * as assert from 'uvu/assert';
import { Memo } from '../../../core/condition/memo.js';
import { suite } from '../../support/suite.js';

const test = suite('Memo');

test('makes one result for values that state the same', () => {
  const memo = new Memo<object>(10);
  const first = memo.get({ a: [1, 'x'] }, () => ({}));
  assert.is(memo.get({ a: [1, 'x'] }, () => ({})), first);
  assert.is.not(memo.get({ a: [1, 'y'] }, () => ({})), first);
});

test('tells infinities apart from nothing', () => {
  const memo = new Memo<object>(10);
  const results = [null, Infinity, -Infinity].map((value) => memo.get({ value }, () => ({})));
  assert.is(new Set(results).size, 3);
});

test('begins anew when it is full', () => {
  const memo = new Memo<object>(2);
  const first = memo.get(1, () => ({}));
  memo.get(2, () => ({}));
  memo.get(3, () => ({}));
  assert.is.not(memo.get(1, () => ({})), first);
});

test('does not remember what failed', () => {
  const memo = new Memo<number>(2);
  assert.throws(() => memo.get(1, () => { throw new Error('no'); }));
  assert.is(memo.get(1, () => 5), 5);
});

test.run();
