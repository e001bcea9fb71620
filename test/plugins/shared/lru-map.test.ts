import * as assert from 'uvu/assert';
import { LruMap } from '../../../plugins/shared/lru-map.js';
import { suite } from '../../support/suite.js';

const test = suite('LruMap');

test('holds no more than its limit and says what it lets go', () => {
  let evicted = 0;
  const map = new LruMap<number>(3, () => void evicted++);
  for (let key = 0; key < 10; key++) map.set(String(key), key);
  assert.is(map.size, 3);
  assert.is(evicted, 7);
  assert.equal(['6', '7', '9'].map((key) => map.get(key)), [undefined, 7, 9]);
});

test('lets the key go that was used longest ago', () => {
  const map = new LruMap<number>(2, () => undefined);
  map.set('a', 1);
  map.set('b', 2);
  map.get('a');
  map.set('c', 3);
  assert.equal([map.get('a'), map.get('b')], [1, undefined]);
});

test('a new value for a known key lets nothing go', () => {
  const map = new LruMap<number>(1, () => assert.unreachable());
  map.set('a', 1);
  map.set('a', 2);
  assert.is(map.get('a'), 2);
});

test.run();
