import * as assert from 'uvu/assert';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { Bell } from '../../../plugins/shared/bell.js';
import { suite } from '../../support/suite.js';

const test = suite('Bell');
const never = new AbortController().signal;

test('ends a wait when it rings, and leaves no timer', async () => {
  const clock = new VirtualClock();
  const bell = new Bell();
  const wait = bell.wait(clock, never, 1_000);
  assert.is(clock.pending, 1);
  bell.ring();
  await wait;
  assert.is(clock.pending, 0);
});

test('ends one wait at once for any number of rings before it', async () => {
  const clock = new VirtualClock();
  const bell = new Bell();
  bell.ring();
  bell.ring();
  await bell.wait(clock, never);
  let ended = false;
  const second = bell.wait(clock, never, 10).then(() => (ended = true));
  await clock.settle();
  assert.not.ok(ended);
  await clock.advance(10);
  await second;
});

test('ends a wait when the signal aborts, before and while it waits', async () => {
  const clock = new VirtualClock();
  const end = new AbortController();
  const wait = new Bell().wait(clock, end.signal);
  end.abort();
  await wait;
  await new Bell().wait(clock, end.signal, 1_000);
  assert.is(clock.pending, 0);
});

test.run();
