import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { DueQueue } from '../../../core/trigger/due-queue.js';
import { suite } from '../../support/suite.js';

const test = suite('DueQueue');

test('gives what is due, the earliest first, of the same time by key', () => {
  const queue = new DueQueue();
  queue.set('c', 2);
  queue.set('b', 1);
  queue.set('a', 2);
  assert.is(queue.next, 1);
  assert.is(queue.take(0), undefined);
  assert.equal([queue.take(2), queue.take(2), queue.take(2), queue.take(2)], ['b', 'a', 'c', undefined]);
  assert.is(queue.next, Infinity);
});

test('agrees with sorting a map, whatever is set, moved and taken out', () => {
  const step = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(Infinity)));
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const queue = new DueQueue();
    const map = new Map<string, number>();
    for (const [key, time] of steps) {
      queue.set(key, time);
      if (time === Infinity) map.delete(key);
      else map.set(key, time);
    }
    const sorted = [...map].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1)).map(([key]) => key);
    assert.equal(Array.from({ length: map.size }, () => queue.take(10)), sorted);
  }), { seed: 5, numRuns: 500 });
});

test.run();
