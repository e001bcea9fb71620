import * as assert from 'uvu/assert';
import { sleep } from '../../../core/contract/clock.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { suite } from '../../support/suite.js';

const test = suite('VirtualClock');

test('stands still until it is moved, and then moves both times', async () => {
  const clock = new VirtualClock(1000);
  assert.equal([clock.now(), clock.monotonic()], [1000, 0]);
  await clock.advance(250);
  assert.equal([clock.now(), clock.monotonic()], [1250, 250]);
});

test('runs timers by due time, equal ones in the order they were set, each at its own time', async () => {
  const clock = new VirtualClock(0);
  const ran: string[] = [];
  const note = (name: string) => () => void ran.push(`${name}@${clock.now()}`);
  clock.after(20, note('late'));
  clock.after(10, note('first'));
  clock.after(10, note('second'));
  clock.after(31, note('not due'));
  await clock.advance(30);
  assert.equal(ran, ['first@10', 'second@10', 'late@20']);
  assert.is(clock.pending, 1);
});

test('runs what timers and the promises behind them set, within the same advance', async () => {
  const clock = new VirtualClock(0);
  const ran: number[] = [];
  const work = (async () => {
    for (let i = 0; i < 3; i++) {
      await sleep(clock, 10);
      ran.push(clock.now());
    }
  })();
  await clock.advance(100);
  await work;
  assert.equal(ran, [10, 20, 30]);
  assert.is(clock.now(), 100);
});

test('does not run a cancelled timer, also when an earlier one cancels it', async () => {
  const clock = new VirtualClock(0);
  let ran = false;
  const timer = clock.after(10, () => { ran = true; });
  clock.after(5, () => timer.cancel());
  await clock.advance(20);
  timer.cancel();
  assert.not.ok(ran);
});

test('says when the next timer is due, and counts background timers as not pending', () => {
  const clock = new VirtualClock(0);
  assert.is(clock.untilNext, undefined);
  clock.after(40, () => {}, { background: true });
  assert.is(clock.untilNext, 40);
  assert.is(clock.pending, 0);
});

test('steps the wall time without moving a timer', async () => {
  const clock = new VirtualClock(5000);
  let ran = false;
  clock.after(10, () => { ran = true; });
  clock.step(-4000);
  assert.equal([clock.now(), clock.monotonic()], [1000, 0]);
  await clock.advance(9);
  assert.not.ok(ran);
  await clock.advance(1);
  assert.ok(ran);
});

test('rejects with what a timer threw', async () => {
  const clock = new VirtualClock();
  clock.after(1, () => { throw new Error('from a timer'); });
  try {
    await clock.advance(1);
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), 'from a timer');
  }
});

test.run();
