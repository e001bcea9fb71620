import * as assert from 'uvu/assert';
import { Patience, PATIENCE } from '../../../core/pipeline/patience.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { suite } from '../../support/suite.js';

const test = suite('Patience');

let clock: VirtualClock;
let patience: Patience;
let late: number;

test.before.each(() => {
  clock = new VirtualClock();
  late = 0;
  patience = new Patience(clock, () => late++);
});

test('is not lost as long as everything leaves in time', async () => {
  for (let n = 0; n < 10; n++) {
    patience.came(5);
    await clock.advance(PATIENCE / 2);
    patience.left(5);
  }
  await clock.advance(10 * PATIENCE);
  assert.is(late, 0);
});

test('is lost once in every period that something is held up', async () => {
  patience.came(5);
  await clock.advance(PATIENCE * 3.5);
  assert.is(late, 3);
  patience.left(5);
  await clock.advance(PATIENCE * 3);
  assert.is(late, 3);
});

test('asks for what came before the period, not for what came in it', async () => {
  patience.came(5);
  await clock.advance(PATIENCE / 2);
  patience.left(5);
  patience.came(3);
  await clock.advance(PATIENCE / 2);
  assert.is(late, 0);
  await clock.advance(PATIENCE);
  assert.is(late, 1);
});

test('leaves no timer that keeps the process, and none at all when it is stopped', async () => {
  patience.came(1);
  assert.is(clock.pending, 0);
  patience.stop();
  assert.is(clock.untilNext, undefined);
});

test.run();
