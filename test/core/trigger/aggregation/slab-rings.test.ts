import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { SlabRings } from '../../../../core/trigger/aggregation/slab-rings.js';
import { TimeRing } from '../../../../core/trigger/aggregation/time-ring.js';
import { suite } from '../../../support/suite.js';

const test = suite('SlabRings');

test('does for each slot what a ring of its own does', () => {
  const step = fc.record({ slot: fc.integer({ min: 0, max: 3 }), time: fc.integer({ min: 0, max: 20 }), id: fc.integer({ min: 0, max: 2 }) });
  fc.assert(fc.property(fc.integer({ min: 1, max: 5 }), fc.array(step, { maxLength: 80 }), (capacity, steps) => {
    const slab = new SlabRings(capacity);
    const rings = [0, 1, 2, 3].map(() => new TimeRing(capacity));
    for (const slot of rings.keys()) slab.open(slot);
    for (const { slot, time, id } of steps) {
      assert.is(slab.add(slot, time, id), rings[slot]?.add(time, id));
      assert.equal([slab.oldest(slot), slab.newest(slot), slab.size(slot)], [rings[slot]?.oldest, rings[slot]?.newest, rings[slot]?.size]);
    }
    assert.is(slab.total, rings.reduce((sum, ring) => sum + ring.size, 0));
    for (const [slot, ring] of rings.entries()) assert.equal(slab.save(slot), ring.toJSON());
  }), { seed: 11, numRuns: 500 });
});

test('a slot that is closed and opened again is empty', () => {
  const slab = new SlabRings(2);
  slab.open(0);
  slab.add(0, 1, 1);
  slab.close(0);
  slab.open(0);
  assert.equal([slab.size(0), slab.oldest(0), slab.total], [0, -Infinity, 0]);
});

test('takes up what was saved, the latest where it has less room', () => {
  const slab = new SlabRings(3);
  slab.open(0);
  for (const time of [1, 2, 3]) slab.add(0, time, time);
  const smaller = new SlabRings(2);
  smaller.load(0, slab.save(0));
  assert.equal(smaller.save(0), { times: [2, 3], ids: [2, 3] });
});

test.run();
