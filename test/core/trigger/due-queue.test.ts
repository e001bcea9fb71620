import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { DueQueue } from '../../../core/trigger/due-queue.js';
import { suite } from '../../support/suite.js';

const test = suite('DueQueue');

const KEYS = 'gfedcba';
const keyOf = (slot: number): string => KEYS[slot] ?? '';
const slotOf = (key: string): number => KEYS.indexOf(key);

function take(queue: DueQueue, now: number): string | undefined {
  const slot = queue.take(now);
  return slot === undefined ? undefined : keyOf(slot);
}

test('gives what is due, the earliest first, of the same time by key', () => {
  const queue = new DueQueue(keyOf);
  queue.set(slotOf('c'), 2);
  queue.set(slotOf('b'), 1);
  queue.set(slotOf('a'), 2);
  assert.is(queue.next, 1);
  assert.is(queue.take(0), undefined);
  assert.equal([take(queue, 2), take(queue, 2), take(queue, 2), take(queue, 2)], ['b', 'a', 'c', undefined]);
  assert.is(queue.next, Infinity);
});

test('agrees with sorting a map, whatever is set, moved and taken out', () => {
  const step = fc.tuple(fc.constantFrom(...KEYS), fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(Infinity)));
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const queue = new DueQueue(keyOf);
    const map = new Map<string, number>();
    for (const [key, time] of steps) {
      queue.set(slotOf(key), time);
      if (time === Infinity) map.delete(key);
      else map.set(key, time);
    }
    const sorted = [...map].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1)).map(([key]) => key);
    assert.equal(Array.from({ length: map.size }, () => take(queue, 10)), sorted);
  }), { seed: 5, numRuns: 500 });
});

test.run();
