import * as assert from 'uvu/assert';
import { checkPath } from '../../../core/config/check-path.js';
import { suite } from '../../support/suite.js';

const value = { rotate: { size: 1 }, fields: { 'labels.tier': 1, labels: { tier: 2 } }, list: [{ a: 1 }, 'x.y'], paths: { 'items[0].x': 'drop' } };

const test = suite('checkPath');

test('follows dots, numbers and brackets', () => {
  assert.equal(checkPath(value, 'rotate.size'), ['rotate', 'size']);
  assert.equal(checkPath(value, 'list.0.a'), ['list', 0, 'a']);
  assert.equal(checkPath(value, 'list[0].a'), ['list', 0, 'a']);
  assert.equal(checkPath(value, ''), []);
});

test('takes the longest key that fits, as keys may hold dots and brackets', () => {
  assert.equal(checkPath(value, 'fields.labels.tier'), ['fields', 'labels.tier']);
  assert.equal(checkPath(value, 'paths.items[0].x'), ['paths', 'items[0].x']);
});

test('finds an item of a list by itself', () => {
  assert.equal(checkPath(value, 'list.x.y'), ['list', 1]);
});

test('ends where nothing fits', () => {
  assert.equal(checkPath(value, 'rotate.nothing.more'), ['rotate', 'nothing']);
  assert.equal(checkPath(value, '__proto__.x'), ['__proto__']);
});

test.run();
