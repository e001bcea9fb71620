import * as assert from 'uvu/assert';
import { ConnectionLostError, PermanentError, RetryableError } from '../../../core/contract/errors.js';
import { OutletRig } from '../../support/outlet-rig.js';
import { suite } from '../../support/suite.js';

const test = suite('deliverLoad');

const fails = (error: Error) => () => Promise.reject(error);
const failsAt = (...failed: readonly (readonly [number, Error])[]) => async () => ({ failed: failed.map(([index, error]) => ({ index, error })) });

test('tries again, later each time, until it is delivered, and only then settles', async () => {
  const rig = new OutletRig();
  rig.receiver.answers.push(fails(new Error('one')), fails(new Error('two')), fails(new Error('three')));
  const pushed = rig.push('a b');
  await rig.clock.advance(49);
  assert.equal(rig.receiver.calls, ['a b']);
  await rig.clock.advance(1);
  assert.is(rig.receiver.calls.length, 2);
  await rig.clock.advance(99);
  assert.is(rig.receiver.calls.length, 2);
  await rig.clock.advance(1 + 199);
  assert.equal([rig.receiver.calls.length, pushed.outcome], [3, 'open']);
  await rig.clock.advance(1);
  assert.equal([rig.receiver.calls.length, pushed.outcome], [4, 'delivered']);
  assert.equal(rig.tally.read(), { ...rig.tally.read(), eventsIn: 2, eventsOut: 2, bytesIn: 20, bytesOut: 20, reasons: { retry: 6 } });
});

test('says once that it fails, and that it does no more', async () => {
  const rig = new OutletRig();
  rig.receiver.answers.push(fails(new Error('one')), fails(new Error('two')));
  rig.push('a');
  await rig.clock.advance(1000);
  assert.equal(rig.signals, ['outlet_failing', 'outlet_recovered']);
  assert.is(rig.logged.length, 1);
});

test('says where in its program a receiver failed, where it did not mean to', async () => {
  const rig = new OutletRig();
  rig.receiver.answers.push(fails(new TypeError('slip')));
  rig.push('a');
  await rig.clock.advance(1000);
  rig.receiver.answers.push(fails(new RetryableError('busy')));
  rig.push('b');
  await rig.clock.advance(1000);
  assert.equal(rig.logged.map(({ fields }) => String(fields['at']).replace(/^.*[\\/]|:.*$/g, '')), ['delivery.test.js', 'undefined']);
});

test('waits for as long as the other side asks', async () => {
  const rig = new OutletRig();
  rig.receiver.answers.push(fails(new RetryableError('busy', { afterMs: 7000 })));
  rig.push('a');
  await rig.clock.advance(6999);
  assert.is(rig.receiver.calls.length, 1);
  await rig.clock.advance(51);
  assert.equal(rig.receiver.delivered, ['a']);
});

test('keeps the order when one at a time is delivered', async () => {
  const rig = new OutletRig({ limits: { maxItems: 2 } });
  rig.receiver.answers.push(fails(new Error('one')), failsAt([0, new Error('x')]), fails(new Error('three')));
  for (const batch of ['a b', 'c d', 'e f']) rig.push(batch);
  await rig.clock.advance(5000);
  assert.equal(rig.receiver.calls, ['a b', 'a b', 'a', 'a', 'c d', 'e f']);
  assert.equal(rig.receiver.delivered, ['b', 'a', 'c', 'd', 'e', 'f']);
});

test('sends again exactly what was not taken, in its order', async () => {
  const rig = new OutletRig();
  rig.receiver.answers.push(failsAt([3, new Error('x')], [1, new Error('y')]));
  const pushed = rig.push('a b c d');
  await rig.settle();
  assert.equal([rig.tally.eventsOut, rig.tally.bytesOut, pushed.outcome], [2, 20, 'open']);
  await rig.clock.advance(50);
  assert.equal(rig.receiver.calls, ['a b c d', 'b d']);
  assert.equal([rig.tally.eventsOut, pushed.outcome], [4, 'delivered']);
});

test('keeps what is refused as dead letters, and delivers the rest', async () => {
  const rig = new OutletRig();
  rig.receiver.answers.push(failsAt([0, new PermanentError('bad')], [2, new Error('x')]));
  const pushed = rig.push('a b c');
  await rig.settle();
  assert.equal([rig.dead, pushed.outcome], [['a refused 1'], 'open']);
  await rig.clock.advance(50);
  assert.equal([rig.receiver.delivered, pushed.outcome], [['b', 'c'], 'delivered']);
  assert.equal(rig.tally.read().reasons, { refused: 1, retry: 1 });
});

test('settles what is refused when it is on disk, not before, however often that fails', async () => {
  const rig = new OutletRig();
  rig.diskFailures = 3;
  rig.receiver.answers.push(fails(new PermanentError('bad')));
  const pushed = rig.push('a b');
  rig.push('c');
  await rig.clock.advance(50 + 100);
  assert.equal([rig.dead, pushed.outcome, rig.tally.read().reasons], [[], 'open', {}]);
  assert.equal(rig.receiver.calls, ['a b'], 'nothing overtakes what is neither delivered nor kept');
  await rig.clock.advance(200);
  assert.equal([rig.dead, pushed.outcome], [['a refused 1', 'b refused 1'], 'delivered']);
  assert.is(rig.logged.filter(({ message }) => message.includes('dead letters cannot be written')).length, 1);
  assert.equal(rig.receiver.delivered, ['c']);
});

test('lets what is refused go, and counts it, where no dead letters are kept', async () => {
  const rig = new OutletRig({ deadLetters: false });
  rig.receiver.answers.push(fails(new PermanentError('bad')));
  const pushed = rig.push('a');
  await rig.settle();
  assert.equal([rig.dead, pushed.outcome, rig.tally.read().reasons], [[], 'delivered', { refused: 1 }]);
});

test('says once that everything is refused', async () => {
  const rig = new OutletRig();
  for (let n = 0; n < 5; n++) rig.receiver.answers.push(fails(new PermanentError('bad')));
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
    rig.push(id);
    await rig.settle();
  }
  assert.is(rig.logged.length, 1);
  rig.receiver.answers.push(fails(new PermanentError('bad')));
  rig.push('h');
  await rig.settle();
  assert.is(rig.logged.length, 2);
});

test('gives up after retry.max_age, and keeps the dead letters', async () => {
  const rig = new OutletRig({ retry: { max_age: 1000 } });
  for (let n = 0; n < 50; n++) rig.receiver.answers.push(fails(new Error('down')));
  const pushed = rig.push('a b');
  await rig.clock.advance(999);
  assert.is(pushed.outcome, 'open');
  await rig.clock.advance(1);
  assert.is(pushed.outcome, 'delivered');
  assert.match(rig.dead.join(), /^a expired \d+,b expired \d+$/);
  assert.is(rig.tally.read().reasons.expired, 2);
});

test('gives up at once where the other side asks to wait beyond retry.max_age', async () => {
  const rig = new OutletRig({ retry: { max_age: 1000 } });
  rig.receiver.answers.push(fails(new RetryableError('busy', { afterMs: 60_000 })));
  rig.push('a');
  await rig.settle();
  assert.equal(rig.dead, ['a expired 1']);
});

test('starts a lost connection again until it works, and then goes on', async () => {
  const rig = new OutletRig();
  const { receiver } = rig;
  receiver.answers.push(fails(new ConnectionLostError('gone')));
  let failures = 2;
  receiver.start = async () => {
    receiver.calls.push('start');
    if (failures-- > 0) throw new Error('refused');
  };
  rig.push('a');
  rig.push('b');
  await rig.clock.advance(50);
  assert.equal(receiver.calls, ['a', 'stop', 'start']);
  await rig.clock.advance(5000);
  assert.equal(receiver.calls, ['a', 'stop', 'start', 'stop', 'start', 'stop', 'start', 'a', 'b']);
  assert.is(rig.logged.filter(({ message }) => message.includes('could not connect')).length, 1);
});

test('starts a connection once that several deliveries lost', async () => {
  const rig = new OutletRig({ limits: { maxItems: 1, concurrency: 3 } });
  for (let n = 0; n < 3; n++) rig.receiver.answers.push(fails(new ConnectionLostError('gone')));
  for (const id of ['a', 'b', 'c']) rig.push(id);
  await rig.clock.advance(5000);
  assert.equal(rig.receiver.calls.filter((call) => call === 'start'), ['start']);
  assert.equal(rig.receiver.delivered.toSorted(), ['a', 'b', 'c']);
});

test('sends nothing while the breaker is open, and then one batch', async () => {
  const rig = new OutletRig({ breaker: { failures: 3, cooldown: 10_000 }, limits: { maxItems: 1, concurrency: 3 } });
  for (let n = 0; n < 5; n++) rig.receiver.answers.push(fails(new Error('down')));
  for (const id of ['a', 'b', 'c', 'd']) rig.push(id);
  await rig.clock.advance(9999);
  assert.is(rig.receiver.calls.length, 3);
  assert.equal(rig.signals.filter((name) => name === 'breaker_opened'), ['breaker_opened']);
  await rig.clock.advance(1);
  assert.is(rig.receiver.calls.length, 4, 'one tries for all, and fails');
  await rig.clock.advance(10_000);
  assert.is(rig.receiver.calls.length, 5, 'one tries for all again');
  await rig.clock.advance(10_000);
  assert.equal(rig.receiver.delivered.toSorted(), ['a', 'b', 'c', 'd']);
});

test('ends in the back-off when the outlet stops', async () => {
  const rig = new OutletRig();
  rig.receiver.answers.push(fails(new RetryableError('busy', { afterMs: 60_000 })));
  const pushed = rig.push('a b');
  await rig.settle();
  await rig.outlet.abort();
  assert.is(pushed.outcome, 'sinks.test is stopped');
  assert.equal(rig.tally.read().reasons, { retry: 2, undelivered_at_stop: 2 });
  assert.is(rig.clock.pending, 0);
});

test('aborts what is under way when the outlet stops, and counts no failure', async () => {
  const rig = new OutletRig();
  rig.receiver.hold();
  const pushed = rig.push('a');
  await rig.settle();
  await rig.outlet.abort();
  assert.equal([rig.receiver.open, pushed.outcome, rig.signals], [0, 'sinks.test is stopped', []]);
  assert.equal(rig.tally.read().reasons, { undelivered_at_stop: 1 });
});

test('counts as delivered what is taken in the moment of the stop', async () => {
  const rig = new OutletRig();
  rig.receiver.answers.push((_, signal) => new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve());
  }));
  const pushed = rig.push('a');
  await rig.settle();
  await rig.outlet.abort();
  assert.equal([pushed.outcome, rig.tally.read().reasons], ['delivered', {}]);
});

test('keeps as dead letters, at the stop, what nobody would give again', async () => {
  const rig = new OutletRig();
  rig.receiver.answers.push(fails(new RetryableError('busy', { afterMs: 60_000 })));
  const pushed = rig.push('a', 'nobody');
  await rig.settle();
  await rig.outlet.abort();
  assert.equal([rig.dead, pushed.outcome], [['a undelivered_at_stop 1'], 'delivered']);
  assert.equal(rig.signals, ['outlet_failing', 'dead_lettered']);
});

test('says so where even that fails', async () => {
  const rig = new OutletRig();
  rig.diskFailures = 1;
  rig.receiver.hold();
  const pushed = rig.push('a', 'nobody');
  await rig.settle();
  await rig.outlet.abort();
  assert.equal([rig.dead, pushed.outcome], [[], 'sinks.test is stopped']);
  assert.ok(rig.logged.some(({ level, message }) => level === 'error' && message.includes('cannot be kept')));
});

test('waits no longer for dead letters that cannot be written when the outlet stops', async () => {
  const rig = new OutletRig();
  rig.diskFailures = Infinity;
  rig.receiver.answers.push(fails(new PermanentError('bad')));
  const pushed = rig.push('a');
  await rig.settle();
  await rig.outlet.abort();
  assert.is(pushed.outcome, 'sinks.test is stopped');
  assert.equal(rig.tally.read().reasons, { undelivered_at_stop: 1 });
});

test.run();
