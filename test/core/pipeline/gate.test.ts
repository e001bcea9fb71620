import * as assert from 'uvu/assert';
import { Gate } from '../../../core/pipeline/gate.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('Gate');

let gate: Gate;
let events: string[];

test.before.each(() => {
  gate = new Gate();
  events = [];
});

const turn = (): Promise<void> => new Promise((resolve) => {
  setImmediate(resolve);
});

/** Notes that work has come to its end. */
const note = (what: string, work: Promise<unknown>): void => void work.then(() => events.push(what));

test('lets many inside at once', async () => {
  await gate.enter();
  await gate.enter();
  gate.leave();
  gate.leave();
});

test('closes when the last has left, and holds back who comes meanwhile', async () => {
  await gate.enter();
  await gate.enter();
  const closing = gate.close();
  note('closed', closing);
  note('entered', gate.enter());
  await turn();
  gate.leave();
  await turn();
  assert.equal(events, []);
  gate.leave();
  await turn();
  assert.equal(events, ['closed']);
  (await closing)();
  await turn();
  assert.equal(events, ['closed', 'entered']);
});

test('is closed by one at a time; nobody is forgotten when many queue up', async () => {
  const open = await gate.close();
  let alone = 0;
  for (const name of ['a', 'b', 'c']) {
    note(name, gate.alone(async () => {
      alone++;
      await turn();
      assert.is(alone, 1);
      alone--;
    }));
  }
  const entered = Promise.all(Array.from({ length: 5 }, async () => {
    await gate.enter();
    assert.is(alone, 0);
    gate.leave();
  }));
  note('entered', entered);
  await turn();
  assert.equal(events, []);
  open();
  await entered;
  for (let turns = 0; turns < 10; turns++) await turn();
  assert.equal(events.toSorted(), ['a', 'b', 'c', 'entered']);
});

test('opens also after work that failed', async () => {
  await rejection(gate.alone(() => Promise.reject(new Error('no'))), Error);
  await gate.enter();
});

test('does not open what somebody else has closed when it is opened twice', async () => {
  const first = await gate.close();
  first();
  const second = await gate.close();
  first();
  note('entered', gate.enter());
  await turn();
  assert.equal(events, []);
  second();
  await turn();
  assert.equal(events, ['entered']);
});

test.run();
