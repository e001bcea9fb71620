import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { Backlog } from '../../../core/pipeline/backlog.js';
import { bytesOf, type Item } from '../../../core/pipeline/item-queue.js';
import { PATIENCE } from '../../../core/pipeline/patience.js';
import { Share } from '../../../core/pipeline/share.js';
import { Tally } from '../../../core/pipeline/tally.js';
import { Ticket, type Keeper } from '../../../core/pipeline/ticket.js';
import { testContext } from '../../../core/testing/test-context.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import type { DeliverySettings } from '../../../schemas/delivery.js';
import { idsOf, items } from '../../support/items.js';
import { MemoryOverflow, settingsOf } from '../../support/outlet-rig.js';
import { suite } from '../../support/suite.js';

const test = suite('Backlog');

let clock: VirtualClock;
let tally: Tally;
let backlog: Backlog<Item>;
let stop: AbortController;

function make(queue: Partial<DeliverySettings['queue']>, overflow?: MemoryOverflow): void {
  clock = new VirtualClock();
  tally = new Tally('sinks.test');
  stop = new AbortController();
  backlog = new Backlog<Item>({ id: 'sinks.test', clock, tally, log: testContext().log, stopped: stop.signal, settings: settingsOf({ queue }), onChange: () => backlog.refill() }, overflow);
}

interface Pushed {
  taken: boolean;
  settled: boolean;
}

function push(batch: string | readonly Item[], keeper: Keeper = 'source'): Pushed {
  const list = typeof batch === 'string' ? items(batch) : batch;
  const ticket = new Ticket(keeper);
  const pushed: Pushed = { taken: false, settled: false };
  const wait = backlog.push({ items: list, bytes: bytesOf(list), share: new Share(ticket) });
  ticket.settle();
  pushed.taken = wait === undefined;
  void wait?.then(() => (pushed.taken = true));
  void ticket.done.then(() => (pushed.settled = true));
  return pushed;
}

/** Takes one load and delivers it, unless told to leave it under way. */
function take(maxItems = 100): { readonly ids: string; done(): void } {
  const load = backlog.take(maxItems, 1_000_000);
  return {
    ids: idsOf(load?.items ?? []),
    done() {
      if (load === undefined) return;
      for (const share of load.shares) share.settle();
      backlog.done(load);
      backlog.refill();
    },
  };
}

function deliver(maxItems?: number): string {
  const { ids, done } = take(maxItems);
  done();
  return ids;
}

const settle = (): Promise<void> => clock.settle();

test('holds back who brings more than there is room for, in events and in bytes', async () => {
  for (const queue of [{ max_events: 4 }, { max_bytes: 45 }]) {
    make(queue);
    const all = ['a b', 'c d', 'e', 'f'].map((batch) => push(batch));
    assert.equal(all.map(({ taken }) => taken), [true, true, false, false], JSON.stringify(queue));
    assert.equal([backlog.length, backlog.isBlocking], [4, true]);
    assert.is(deliver(2), 'a b');
    backlog.refill();
    await settle();
    assert.equal(all.map(({ taken }) => taken), [true, true, true, true]);
    assert.is(deliver(), 'c d e f');
    assert.is(backlog.isEmpty, true);
  }
});

test('takes a batch of any size when it is empty, and no further one', () => {
  make({ max_events: 2 });
  assert.equal([push('a b c d e').taken, push('f').taken], [true, false]);
});

test('lets in who waits in the order in which they came, and lets nobody pass', async () => {
  make({ max_events: 3 });
  push('a b c');
  const large = push('d e f');
  const small = push('g');
  deliver(1);
  backlog.refill();
  await settle();
  assert.equal([large.taken, small.taken], [false, false]);
  assert.is(push('h').taken, false);
  deliver(2);
  await settle();
  assert.equal([large.taken, small.taken], [true, false]);
  assert.is([deliver(), deliver(), deliver()].join(' '), 'd e f g h ');
});

test('drops the newest, counts them, and lets their source go on', async () => {
  make({ max_events: 2, when_full: 'drop_newest' });
  push('a b');
  const dropped = push('c d');
  await settle();
  assert.equal([dropped, tally.read().reasons], [{ taken: true, settled: true }, { queue_full_drop_newest: 2 }]);
  assert.is(deliver(), 'a b');
});

test('drops as many of the oldest as there must be room', async () => {
  make({ max_events: 4, when_full: 'drop_oldest' });
  const first = push('a b');
  push('c d');
  push('e f g');
  await settle();
  assert.equal([first.settled, tally.read().reasons], [true, { queue_full_drop_oldest: 3 }]);
  assert.is(deliver(), 'd e f g');
});

test('never drops audit and security events: they wait for room', async () => {
  for (const when_full of ['drop_newest', 'drop_oldest'] as const) {
    make({ max_events: 2, when_full });
    push([...items('a1', { class: 'audit' }), ...items('s1', { class: 'security' })]);
    const mixed = push([...items('a2', { class: 'audit' }), ...items('n1')]);
    const normal = push('n2 n3');
    await settle();
    assert.equal([mixed, normal], [{ taken: false, settled: false }, { taken: true, settled: true }], when_full);
    assert.is(tally.read().reasons[`queue_full_${when_full}`], 3);
    assert.is(deliver(), 'a1 s1');
    await settle();
    assert.equal([mixed.taken, deliver()], [true, 'a2']);
  }
});

test('lets others be dropped for audit and security events', async () => {
  make({ max_events: 3, when_full: 'drop_oldest' });
  push([...items('n1'), ...items('a1', { class: 'audit' }), ...items('n2')]);
  assert.is(push(items('a2 a3', { class: 'audit' })).taken, true);
  assert.is(deliver(), 'a1 a2 a3');
  assert.is(tally.read().reasons.queue_full_drop_oldest, 2);
});

test('drops no more once there is room again', () => {
  make({ max_events: 2, when_full: 'drop_newest' });
  push('a b');
  push('c');
  deliver();
  assert.equal([push('d').taken, deliver()], [true, 'd']);
});

test('moves to disk what it has no room for, after a copy of what is in memory', async () => {
  const overflow = new MemoryOverflow();
  make({ max_events: 3, when_full: 'spool' }, overflow);
  const [under, memory] = [push('a b'), push('c')];
  const { done } = take(2);
  push('d e');
  const spooled = push('f');
  await settle();
  assert.equal([under, memory, spooled].map(({ taken, settled }) => [taken, settled]), [[true, true], [true, true], [true, true]]);
  assert.is(overflow.onDisk, '(a b c d e) [f]');
  assert.is(push('g').taken, false);
  await settle();
  done();
  await settle();
  assert.is(overflow.onDisk, '(a b c d e) [f] [g]', 'a copy stays until all of it is delivered');
  assert.is(deliver(), 'c d e');
  await settle();
  assert.is(overflow.onDisk, '[f] [g]');
  assert.is(deliver(), 'f g');
  await settle();
  assert.equal([overflow.onDisk, backlog.isEmpty], ['', true]);
});

test('keeps the order over the disk, however full that is', async () => {
  await fc.assert(fc.asyncProperty(
    fc.array(fc.oneof(fc.record({ push: fc.integer({ min: 1, max: 6 }) }), fc.record({ take: fc.integer({ min: 1, max: 8 }) }), fc.constant('settle' as const), fc.constant('late' as const)), { maxLength: 60 }),
    fc.integer({ min: 0, max: 30 }),
    async (steps, room) => {
      const overflow = new MemoryOverflow(room);
      make({ max_events: 8, when_full: 'spool' }, overflow);
      const delivered: string[] = [];
      const all: Pushed[] = [];
      let n = 0;
      for (const step of steps) {
        if (step === 'settle') await settle();
        else if (step === 'late') await clock.advance(PATIENCE);
        else if ('push' in step) all.push(push(items(Array.from({ length: step.push }, () => `${n++}`))));
        else delivered.push(...deliver(step.take).split(' '));
      }
      while (!backlog.isEmpty) {
        await settle();
        delivered.push(...deliver().split(' '));
      }
      await settle();
      await settle();
      assert.equal(delivered.filter((id) => id !== ''), Array.from({ length: n }, (_, id) => `${id}`));
      assert.ok(all.every(({ taken, settled }) => taken && settled));
      assert.is(overflow.onDisk, '');
    },
  ), { seed: 20250101, numRuns: 150 });
});

test('holds back where the disk takes no more, until something has left it', async () => {
  const overflow = new MemoryOverflow(4);
  make({ max_events: 2, when_full: 'spool' }, overflow);
  push('a b');
  push('c d');
  const blocked = push('e');
  await settle();
  assert.equal([overflow.onDisk, blocked.taken], ['(a b) [c d]', false]);
  assert.is(deliver(), 'a b');
  await settle();
  await settle();
  assert.is(blocked.taken, true);
  assert.is(deliver(), 'c d');
  await settle();
  assert.is(deliver(), 'e');
});

test('holds back where the disk fails, says so once, and goes on when it works again', async () => {
  const overflow = new MemoryOverflow();
  const context = testContext();
  make({ max_events: 2, when_full: 'spool' }, overflow);
  backlog = new Backlog<Item>({ id: 'sinks.test', clock, tally, log: context.log, stopped: stop.signal, settings: settingsOf({ queue: { max_events: 2, when_full: 'spool' } }), onChange: () => backlog.refill() }, overflow);
  overflow.failure = new Error('I/O error');
  push('a b');
  const [first, second] = [push('c d'), push('e')];
  await settle();
  assert.equal([first.taken, second.taken, context.logs.length], [false, false, 1]);
  overflow.failure = undefined;
  assert.is(deliver(), 'a b');
  await settle();
  assert.is([deliver(), deliver()].join(' '), 'c d e');
});

test('reads ahead no more than is bounded', async () => {
  const overflow = new MemoryOverflow();
  for (let n = 0; n < 50; n++) await overflow.add(items(`${n}`));
  make({ max_events: 5, when_full: 'spool' }, overflow);
  backlog.refill();
  await settle();
  await settle();
  assert.equal([backlog.ready, backlog.length], [5, 50]);
});

test('puts behind what is on disk whatever comes, also where it spools no more', async () => {
  for (const when_full of ['block', 'drop_newest'] as const) {
    const overflow = new MemoryOverflow();
    for (const id of ['a', 'b', 'c']) await overflow.add(items(id));
    make({ when_full, max_events: 2 }, overflow);
    const pushed = push('d');
    await settle();
    assert.equal([pushed.taken, deliver(), deliver()], [true, 'a b', '']);
    await settle();
    assert.equal([deliver(), tally.read().reasons], ['c d', {}]);
  }
});

test('lets a source go on when the sink is held up, where nothing can be lost by it', async () => {
  const overflow = new MemoryOverflow();
  make({ when_full: 'spool' }, overflow);
  const [first, second] = [push('a'), push('b')];
  const { done } = take(1);
  await clock.advance(PATIENCE);
  assert.equal([first.settled, second.settled, overflow.onDisk], [true, true, '(a b)']);
  const third = push('c');
  await settle();
  assert.equal([third, overflow.onDisk], [{ taken: true, settled: true }, '(a b) [c]'], 'until it has caught up, what comes goes to disk at once');
  done();
  await settle();
  assert.is(deliver(), 'b c');
  await settle();
  push('d');
  await settle();
  assert.equal([overflow.onDisk, deliver()], ['', 'd']);
});

test('lets a source go on when the sink is held up, where what it brought may be dropped anyway', async () => {
  make({ when_full: 'drop_oldest' });
  const [first, second] = [push('a'), push(items('s', { class: 'security' }))];
  await clock.advance(PATIENCE - 1);
  assert.is(first.settled, false);
  await clock.advance(1);
  assert.equal([first.settled, second.settled], [true, false], 'nobody lets go of a security event');
  const third = push('c');
  await settle();
  assert.equal([third.settled, deliver(), deliver(), deliver()], [true, 'a', 's', 'c']);
  const fourth = push('d');
  await settle();
  assert.is(fourth.settled, false, 'it has caught up');
});

test('is patient where it is to block', async () => {
  make({ when_full: 'block' });
  const pushed = push('a');
  await clock.advance(PATIENCE * 10);
  assert.is(pushed.settled, false);
});

test('does not take what was dropped for something that is held up', async () => {
  make({ max_events: 2, when_full: 'drop_oldest' });
  for (const id of ['a', 'b', 'c', 'd']) push(id);
  deliver();
  await clock.advance(PATIENCE * 3);
  const pushed = push('e');
  await settle();
  assert.is(pushed.settled, false);
});

test('gives out all that is in memory when it ends, those held back too', async () => {
  make({ max_events: 2 });
  push('a b');
  take(1);
  const blocked = push('c d');
  const left = backlog.clear();
  await settle();
  assert.equal([left.map((parcel) => idsOf(parcel.items)), blocked.taken, backlog.ready], [['b', 'c d'], true, 0]);
  assert.is(clock.untilNext, undefined);
});

test('leaves on disk what is there when it ends, and puts the rest there', async () => {
  const overflow = new MemoryOverflow();
  make({ max_events: 2, when_full: 'spool' }, overflow);
  push('a b');
  take(1);
  stop.abort();
  const left = backlog.clear();
  await backlog.store(left);
  assert.equal([overflow.onDisk, left.map(({ share }) => share.keeper)], ['(a b)', ['disk']]);
});

test('says what is only in memory', async () => {
  const overflow = new MemoryOverflow();
  make({ when_full: 'spool' }, overflow);
  push('a b');
  assert.is(backlog.unstored, 2);
  await clock.advance(PATIENCE);
  assert.is(backlog.unstored, 0);
});

test.run();
