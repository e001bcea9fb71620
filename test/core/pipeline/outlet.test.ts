import { AsyncLocalStorage } from 'node:async_hooks';
import * as assert from 'uvu/assert';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import { Ticket } from '../../../core/pipeline/ticket.js';
import { items, scriptedReceiver } from '../../support/items.js';
import { limitsOf, MemoryOverflow, OutletRig, settingsOf } from '../../support/outlet-rig.js';
import { suite } from '../../support/suite.js';

const test = suite('Outlet');

test('delivers at once what it is given, frozen', async () => {
  const rig = new OutletRig();
  let frozen = false;
  rig.receiver.answers.push(async (batch) => void (frozen = Object.isFrozen(batch)));
  const pushed = rig.push('a b');
  assert.is(pushed.taken, true);
  await rig.settle();
  assert.equal([rig.receiver.calls, pushed.outcome, frozen], [['a b'], 'delivered', true]);
});

test('takes nothing of an empty batch', async () => {
  const rig = new OutletRig();
  const pushed = rig.push([]);
  await rig.settle();
  assert.equal([rig.receiver.calls, pushed.outcome], [[], 'delivered']);
});

test('puts what came meanwhile together, up to the sizes of a batch', async () => {
  const rig = new OutletRig({ limits: { maxItems: 4, maxBytes: 35 } });
  const release = rig.receiver.hold();
  rig.push('a');
  for (const batch of ['b c', 'd', 'e', 'f']) rig.push(batch);
  await rig.settle();
  release();
  await rig.settle();
  assert.equal(rig.receiver.calls, ['a', 'b c d', 'e f']);
});

test('lets a batch fill for as long as it may wait', async () => {
  const rig = new OutletRig({ limits: { maxItems: 3, maxWait: 1000 } });
  rig.push('a');
  await rig.clock.advance(600);
  rig.push('b');
  await rig.clock.advance(399);
  assert.equal(rig.receiver.calls, []);
  await rig.clock.advance(1);
  assert.equal(rig.receiver.calls, ['a b']);
  rig.push('c d');
  await rig.clock.advance(500);
  rig.push('e');
  await rig.settle();
  assert.equal(rig.receiver.calls, ['a b', 'c d e'], 'a full one does not wait');
  assert.is(rig.clock.pending, 0);
});

test('sends what is due as soon as a delivery ends, without waiting once more', async () => {
  const rig = new OutletRig({ limits: { maxItems: 3, maxWait: 1000 } });
  rig.push('a b c');
  rig.push('d');
  const release = rig.receiver.hold();
  rig.push('e f g');
  await rig.clock.advance(5000);
  rig.push('h');
  await rig.clock.advance(5000);
  release();
  await rig.clock.advance(1000);
  assert.equal(rig.receiver.delivered.join(''), 'abcdefgh');
});

test('sends a batch that still fills rather than hold anybody back, or drop anything', async () => {
  for (const when_full of ['block', 'drop_newest', 'drop_oldest'] as const) {
    const rig = new OutletRig({ queue: { max_events: 3, when_full }, limits: { maxWait: 60_000 } });
    rig.push('a b');
    const second = rig.push('c d');
    await rig.settle();
    assert.equal([rig.receiver.calls, second.taken, rig.tally.read().reasons], [['a b'], true, {}], when_full);
  }
});

test('is idle when nothing is left; nothing waits to fill until then', async () => {
  const rig = new OutletRig({ limits: { maxWait: 60_000, maxItems: 2 } });
  rig.push('a');
  let idle = 0;
  void rig.outlet.idle().then(() => idle++);
  void rig.outlet.idle().then(() => idle++);
  const release = rig.receiver.hold();
  await rig.settle();
  assert.equal([rig.receiver.calls, idle], [['a'], 0]);
  rig.push('b');
  release();
  await rig.settle();
  await rig.settle();
  assert.equal([rig.receiver.delivered, idle], [['a', 'b'], 2]);
  rig.push('c');
  await rig.settle();
  assert.is(rig.receiver.calls.length, 2, 'afterwards they do again');
  await rig.outlet.idle();
});

test('has as many deliveries under way as it may', async () => {
  const rig = new OutletRig({ limits: { maxItems: 1, concurrency: 3 } });
  const release = rig.receiver.hold();
  for (let n = 0; n < 10; n++) rig.push(`${n}`);
  await rig.settle();
  assert.equal([rig.receiver.open, rig.outlet.waiting], [3, 7]);
  release();
  await rig.outlet.idle();
  assert.is(rig.receiver.delivered.length, 10);
});

test('delivers in no context of who pushed', async () => {
  const storage = new AsyncLocalStorage<string>();
  const rig = new OutletRig();
  let found: string | undefined = 'not called';
  rig.receiver.answers.push(async () => void (found = storage.getStore()));
  storage.run('request', () => rig.push('a'));
  await rig.settle();
  assert.is(found, undefined);
});

test('lets go of what it cannot deliver when it is aborted, and settles everything', async () => {
  const rig = new OutletRig({ queue: { max_events: 3 }, limits: { maxItems: 2, concurrency: 1 } });
  rig.receiver.hold();
  const all = ['a b', 'c d', 'e', 'f g', 'h'].map((batch) => rig.push(batch));
  await rig.settle();
  assert.equal(all.map(({ taken }) => taken), [true, true, true, false, false]);
  let idle = false;
  void rig.outlet.idle().then(() => (idle = true));
  await Promise.all([rig.outlet.abort(), rig.outlet.abort()]);
  await rig.settle();
  assert.equal(all.map(({ taken }) => taken), [true, true, true, true, true]);
  assert.equal(all.map(({ outcome }) => outcome), Array.from(all, () => 'sinks.test is stopped'));
  assert.equal([rig.tally.read().reasons, idle, rig.closed], [{ undelivered_at_stop: 8 }, true, 1]);
  assert.is(rig.clock.pending, 0);
});

test('keeps what is left as dead letters in one write, where nobody would give it again', async () => {
  const rig = new OutletRig();
  rig.receiver.hold();
  const all = [rig.push('a', 'nobody'), rig.push('b', 'source'), rig.push('c', 'nobody')];
  await rig.settle();
  await rig.outlet.abort();
  assert.equal(rig.dead.toSorted(), ['a undelivered_at_stop 1', 'c undelivered_at_stop 0']);
  assert.equal(all.map(({ outcome }) => outcome), ['delivered', 'sinks.test is stopped', 'delivered']);
});

test('keeps all that is left as dead letters where it goes for good', async () => {
  const rig = new OutletRig();
  rig.receiver.hold();
  const all = [rig.push('a'), rig.push('b')];
  await rig.settle();
  await rig.outlet.abort('dead_letters');
  assert.equal([rig.dead.length, all.map(({ outcome }) => outcome)], [2, ['delivered', 'delivered']]);
});

test('refuses what comes after the abort', async () => {
  const rig = new OutletRig();
  await rig.outlet.abort();
  const pushed = rig.push('a');
  await rig.settle();
  assert.equal([pushed.outcome, rig.receiver.calls], ['sinks.test is stopped', []]);
});

test('puts another instance behind what waits, and loses nothing of it', async () => {
  const rig = new OutletRig({ limits: { maxItems: 2 } });
  const release = rig.receiver.hold();
  const all = ['a b', 'c d', 'e f'].map((batch) => rig.push(batch));
  await rig.settle();
  const closing = rig.outlet.gate.close();
  release();
  const open = await closing;
  const other = scriptedReceiver();
  rig.outlet.replace({ receiver: other, settings: settingsOf({}), limits: limitsOf({ limits: { maxItems: 3 } }), overflow: undefined });
  rig.push('g');
  await rig.settle();
  assert.equal([rig.receiver.calls, other.calls], [['a b'], []]);
  open();
  await rig.outlet.idle();
  assert.equal(other.delivered.join(''), 'cdefg');
  assert.equal(all.map(({ outcome }) => outcome), ['delivered', 'delivered', 'delivered']);
});

test('goes on with another instance where the one before had lost its connection', async () => {
  const rig = new OutletRig();
  rig.outlet.connection.lose();
  rig.receiver.start = () => Promise.reject(new Error('refused'));
  rig.push('a');
  await rig.clock.advance(5000);
  const other = scriptedReceiver();
  const open = await rig.outlet.gate.close();
  rig.outlet.replace({ receiver: other, settings: settingsOf({}), limits: limitsOf({}), overflow: undefined });
  open();
  await rig.clock.advance(5000);
  assert.equal(other.calls, ['a']);
});

test('takes as many at once as the new limits say', async () => {
  const rig = new OutletRig({ limits: { maxItems: 1, concurrency: 4 } });
  const open = await rig.outlet.gate.close();
  rig.outlet.replace({ receiver: rig.receiver, settings: settingsOf({}), limits: limitsOf({ limits: { maxItems: 1, concurrency: 2 } }), overflow: undefined });
  open();
  const release = rig.receiver.hold();
  for (const id of ['a', 'b', 'c', 'd']) rig.push(id);
  await rig.settle();
  assert.is(rig.receiver.open, 2);
  release();
  await rig.outlet.idle();
});

test('gives an instance a disk to overflow to that had none', async () => {
  const rig = new OutletRig({ queue: { max_events: 2 } });
  rig.receiver.hold();
  rig.push('a');
  await rig.settle();
  const open = await Promise.race([rig.outlet.gate.close(), Promise.resolve(undefined)]);
  assert.is(open, undefined);
  const overflow = new MemoryOverflow();
  rig.outlet.replace({ receiver: rig.receiver, settings: settingsOf({ queue: { max_events: 2, when_full: 'spool' } }), limits: limitsOf({}), overflow });
  rig.push('b c');
  const spooled = rig.push('d e');
  await rig.settle();
  assert.equal([rig.outlet.hasOverflow, spooled.outcome, overflow.onDisk], [true, 'delivered', '(a b c) [d e]']);
});

test('drops what it is offered while another waits for room', async () => {
  const rig = new OutletRig({ queue: { max_events: 1 }, limits: { maxItems: 1 } });
  rig.receiver.hold();
  const { outlet } = rig;
  for (const id of ['a', 'b', 'c', 'd', 'e']) outlet.offer(items(id), new Ticket());
  await rig.settle();
  assert.equal(rig.tally.read().reasons, { queue_full_drop_newest: 2 });
});

test('counts all that came as out, dropped or undelivered, whatever becomes of it', async () => {
  const balanced = (rig: OutletRig): readonly [number, number, number] => {
    const { eventsIn, eventsOut, reasons } = rig.tally.read();
    const dropped = (reasons.refused ?? 0) + (reasons.queue_full_drop_newest ?? 0);
    assert.is(eventsIn, eventsOut + dropped + rig.outlet.undelivered);
    return [eventsOut, dropped, rig.outlet.undelivered];
  };
  const rig = new OutletRig({ queue: { max_events: 3 }, limits: { maxItems: 2 } });
  const failing = (...failed: { readonly index: number; readonly error: Error }[]) => async () => ({ failed });
  rig.receiver.answers.push(failing({ index: 0, error: new PermanentError('no') }, { index: 1, error: new RetryableError('later') }));
  rig.push('a b');
  rig.push('c d e');
  rig.push('f');
  assert.equal(balanced(rig), [0, 0, 6], 'under way, in the queue and held back');
  await rig.settle();
  assert.equal(balanced(rig), [0, 1, 5], 'one was refused, one is tried again');
  await rig.clock.advance(1000);
  assert.equal(balanced(rig), [5, 1, 0]);
});

test('says that the spool of a removed sink stays, if there is anything in it', async () => {
  const overflow = new MemoryOverflow();
  const rig = new OutletRig({ queue: { when_full: 'spool' }, overflow });
  rig.receiver.hold();
  rig.push('a');
  await rig.clock.advance(2000);
  await rig.outlet.abort('dead_letters');
  assert.equal([overflow.onDisk, rig.dead, rig.logged.map(({ message }) => message)], ['(a)', [], [
    'sinks.test was removed before all was delivered: what is in its spool stays there, for when there is a sink of this name again',
  ]]);
  assert.is(rig.outlet.undelivered, 1, 'it is neither out nor dropped');
  const done = new OutletRig({ queue: { when_full: 'spool' }, overflow: new MemoryOverflow() });
  done.push('a');
  await done.settle();
  await done.outlet.abort('dead_letters');
  assert.equal(done.logged, []);
});

test.run();
