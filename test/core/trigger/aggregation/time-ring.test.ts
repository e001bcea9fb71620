import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { TimeRing } from '../../../../core/trigger/aggregation/time-ring.js';
import { suite } from '../../../support/suite.js';

const test = suite('TimeRing');

const timesOf = (ring: TimeRing): unknown => ring.toJSON()['times'];

test('keeps the latest times, in order however they come', () => {
  const ring = new TimeRing(3);
  for (const [index, time] of [5, 1, 9, 7, 3].entries()) ring.add(time, index);
  assert.equal(timesOf(ring), [5, 7, 9]);
  assert.is(ring.oldest, 5);
  assert.is(ring.newest, 9);
  assert.ok(ring.isFull);
});

test('knows an event that comes again, and tells it from another of the same time', () => {
  const ring = new TimeRing(3);
  assert.is(ring.add(5, 1), 'counted');
  assert.is(ring.add(5, 2), 'counted');
  assert.is(ring.add(9, 3), 'counted');
  assert.is(ring.add(5, 1), 'duplicate');
  assert.is(ring.add(4, 4), 'outside');
  assert.equal(timesOf(ring), [5, 5, 9]);
});

test('is empty at first', () => {
  const ring = new TimeRing(1);
  assert.is(ring.size, 0);
  assert.is(ring.oldest, -Infinity);
});

test('semantics 13: holds no more than its capacity, in the order of time, whatever is added', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 80 }), (capacity, times) => {
    const ring = new TimeRing(capacity);
    for (const [index, time] of times.entries()) ring.add(time, index);
    assert.equal(timesOf(ring), times.toSorted((a, b) => a - b).slice(-capacity));
    const { times: saved, ids } = ring.toJSON() as { times: number[]; ids: number[] };
    assert.equal(new TimeRing(capacity, saved, ids).toJSON(), ring.toJSON());
  }), { seed: 3, numRuns: 500 });
});

test.run();
