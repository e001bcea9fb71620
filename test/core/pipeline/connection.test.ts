import * as assert from 'uvu/assert';
import { Connection } from '../../../core/pipeline/connection.js';
import { Gate } from '../../../core/pipeline/gate.js';
import { testContext } from '../../../core/testing/test-context.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { settingsOf } from '../../support/outlet-rig.js';
import { scriptedReceiver, type ScriptedReceiver } from '../../support/items.js';
import { suite } from '../../support/suite.js';

const test = suite('Connection');

let clock: VirtualClock;
let gate: Gate;
let stop: AbortController;
let receiver: ScriptedReceiver;
let connection: Connection;
let failures: number;

test.before.each(() => {
  clock = new VirtualClock();
  gate = new Gate();
  stop = new AbortController();
  receiver = scriptedReceiver();
  failures = 0;
  receiver.start = async () => {
    receiver.calls.push('start');
    if (failures-- > 0) throw new Error('refused');
  };
  connection = new Connection({ id: 'sinks.test', clock, random: () => 0.5, log: testContext().log, gate, stopped: stop.signal, receiver, settings: settingsOf({}) });
});
test.after.each(() => assert.is(clock.pending, 0, 'no timer is left'));

test('does nothing where it is not lost', async () => {
  await connection.restore();
  assert.equal(receiver.calls, []);
});

test('stops and starts the instance, for all who wait', async () => {
  connection.lose();
  await Promise.all([connection.restore(), connection.restore()]);
  assert.equal([receiver.calls, connection.isLost], [['stop', 'start'], false]);
});

test('waits until no delivery is under way', async () => {
  await gate.enter();
  connection.lose();
  const restored = connection.restore();
  await clock.settle();
  assert.equal(receiver.calls, []);
  gate.leave();
  await restored;
  assert.equal(receiver.calls, ['stop', 'start']);
});

test('begins anew what cannot be stopped', async () => {
  receiver.stop = () => Promise.reject(new Error('broken'));
  connection.lose();
  await connection.restore();
  assert.is(connection.isLost, false);
});

test('leaves the gate to others between two tries, and ends when they put a started instance there', async () => {
  failures = Infinity;
  connection.lose();
  const restored = connection.restore();
  await clock.settle();
  const open = await gate.close();
  connection.found();
  open();
  await clock.advance(1000);
  await restored;
  assert.equal(receiver.calls, ['stop', 'start']);
});

test('takes a start that hangs for one that failed', async () => {
  let starts = 0;
  receiver.start = () => (starts++ === 0 ? new Promise(() => {}) : Promise.resolve());
  connection.lose();
  const restored = connection.restore();
  await clock.advance(5000 + 250 + 50);
  await restored;
  assert.is(starts, 2);
});

test('ends when the outlet stops', async () => {
  failures = Infinity;
  connection.lose();
  const restored = connection.restore();
  await clock.settle();
  stop.abort(new Error('stopped'));
  await restored;
  assert.is(connection.isLost, true);
});

test.run();
