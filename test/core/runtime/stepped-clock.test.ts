import * as assert from 'uvu/assert';
import { SteppedClock } from '../../../core/runtime/stepped-clock.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { suite } from '../../support/suite.js';

const test = suite('SteppedClock');

test('tells once by how much the wall time was set back, however long ago it was last asked; not of time that passes, nor of small steps', async () => {
  const system = new VirtualClock(5_000_000);
  const steps: number[] = [];
  const clock = new SteppedClock(system, (by) => void steps.push(by));
  await system.advance(60_000);
  assert.is(clock.now(), 5_060_000);
  system.step(3_600_000);
  assert.is(clock.now(), 8_660_000);
  system.step(-900);
  clock.now();
  assert.equal(steps, []);
  await system.advance(120_000);
  system.step(-60_000);
  assert.is(clock.now(), 8_719_100);
  clock.now();
  assert.equal(steps, [60_000]);
});

test.run();
