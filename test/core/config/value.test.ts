import * as assert from 'uvu/assert';
import { childOf, dotted, isMap, setOwn, valueAt } from '../../../core/config/value.js';
import { suite } from '../../support/suite.js';

const test = suite('dotted');

test('writes a path as people do', () => {
  assert.is(dotted(['retry', 'max']), 'retry.max');
  assert.is(dotted(['paths', 0]), 'paths[0]');
  assert.is(dotted(['modules', 'db.*', 'level']), 'modules."db.*".level');
  assert.is(dotted([0, 'a b']), '[0]."a b"');
  assert.is(dotted([]), '');
});

test.run();

const reach = suite('valueAt');

reach('finds own values only', () => {
  const root = { a: [{ b: null }], c: 'text' };
  assert.is(valueAt(root, ['a', 0, 'b']), null);
  assert.is(valueAt(root, []), root);
  for (const path of [['x'], ['a', 1], ['a', 'length', 'x'], ['c', 0, 'x'], ['constructor'], ['__proto__']]) assert.is(valueAt(root, path), undefined);
  assert.is(childOf(null, 'a'), undefined);
});

reach.run();

const own = suite('setOwn');

own('sets __proto__ as any other key', () => {
  const target: Record<string, unknown> = {};
  setOwn(target, '__proto__', { x: 1 });
  setOwn(target, 'a', 1);
  assert.equal(Object.keys(target), ['__proto__', 'a']);
  assert.is((target as { x?: number }).x, undefined);
});

own.run();

const map = suite('isMap');

map('takes objects, not lists and null', () => {
  assert.equal([{}, [], null, 'x', undefined].map(isMap), [true, false, false, false, false]);
});

map.run();
