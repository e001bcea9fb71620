import * as assert from 'uvu/assert';
import { InputHold } from '../../../core/runtime/input-hold.js';
import { Signals } from '../../../core/pipeline/signals.js';
import { Ticket } from '../../../core/pipeline/ticket.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { suite } from '../../support/suite.js';

const test = suite('InputHold');

const log = { debug() {}, info() {}, warn() {}, error() {} };
function made(): { readonly clock: VirtualClock; readonly signals: Signals; readonly hold: InputHold } {
  const clock = new VirtualClock();
  const signals = new Signals(log);
  return { clock, signals, hold: new InputHold(clock, signals) };
}
function later(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

test('counts the time in which a batch waits for room, while it goes on and when it is over', async () => {
  const { clock, hold } = made();
  const room = later();
  const waiting = hold.wait(room.promise, new Ticket());
  await clock.advance(3_000);
  assert.is(hold.take(), 3_000);
  await clock.advance(2_000);
  room.resolve();
  await waiting;
  await clock.advance(60_000);
  assert.is(hold.take(), 2_000);
  assert.is(hold.take(), 0);
});

test('counts nothing where there is room', async () => {
  const { clock, hold } = made();
  for (let i = 0; i < 100; i++) {
    await hold.wait(Promise.resolve(), new Ticket());
    await clock.advance(100);
  }
  assert.is(hold.take(), 0);
});

test('counts the time in which a sink fails that a source waits for', async () => {
  const { clock, signals, hold } = made();
  signals.emit('outlet_failing', 'sinks.a', new Error('refused'));
  await clock.advance(1_000);
  assert.is(hold.take(), 0, 'nobody waits for it');
  const ticket = new Ticket('source');
  await hold.wait(Promise.resolve(), ticket);
  await clock.advance(5_000);
  signals.emit('outlet_recovered', 'sinks.a');
  await clock.advance(1_000);
  ticket.settle();
  assert.is(hold.take(), 5_000);
});

test('counts the time in which a source is down', async () => {
  const { clock, signals, hold } = made();
  signals.emit('source_failed', 'sources.a', new Error('gone'));
  signals.emit('source_failed', 'sources.b', new Error('gone'));
  await clock.advance(1_000);
  signals.emit('source_restarted', 'sources.a');
  await clock.advance(1_000);
  signals.emit('source_ended', 'sources.b');
  await clock.advance(1_000);
  assert.is(hold.take(), 2_000);
});

test('counts by how much the clock was set, once, forward or back', async () => {
  const { clock, hold } = made();
  clock.step(3_600_000);
  await clock.advance(10);
  assert.is(hold.take(), 3_600_000);
  assert.is(hold.take(), 0);
  clock.step(-60_000);
  assert.is(hold.take(), -60_000);
  clock.step(100);
  assert.is(hold.take(), 0, 'a clock that is kept right moves by a little');
});

test('hears nothing after it was closed', async () => {
  const { clock, signals, hold } = made();
  hold.close();
  signals.emit('source_failed', 'sources.a', new Error('gone'));
  await clock.advance(1_000);
  assert.is(hold.take(), 0);
});

test.run();
