import * as assert from 'uvu/assert';
import type { RawBatch } from '../../../core/contract/plugin.js';
import { EmitWindow } from '../../../plugins/shared/emit-window.js';
import { suite } from '../../support/suite.js';

const test = suite('EmitWindow');
const never = new AbortController().signal;

function batch(length: number): RawBatch {
  return { bytes: new Uint8Array(length) };
}

function core() {
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const refused: unknown[] = [];
  const emit = (): Promise<void> => new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  return { waiting, refused, window: new EmitWindow(emit, 100, (reason) => refused.push(reason)) };
}

async function turn(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

test('lets batches in as long as their bytes fit, and the next when one is acknowledged', async () => {
  const { waiting, window } = core();
  await window.send(batch(60), () => undefined, never);
  await window.send(batch(40), () => undefined, never);
  const third = window.send(batch(1), () => undefined, never);
  await turn();
  assert.is(waiting.length, 2);
  waiting[0]?.resolve();
  await third;
  assert.is(waiting.length, 3);
});

test('lets a batch in that is larger than the window when it is alone', async () => {
  const { waiting, window } = core();
  await window.send(batch(1_000), () => undefined, never);
  assert.is(waiting.length, 1);
});

test('says that a batch is acknowledged in the turn in which core does', async () => {
  const { waiting, window } = core();
  let acknowledged = false;
  await window.send(batch(1), () => (acknowledged = true), never);
  assert.not.ok(acknowledged);
  waiting[0]?.resolve();
  await Promise.resolve().then(() => undefined);
  assert.ok(acknowledged);
});

test('ends a wait for room when the signal aborts, and emits nothing', async () => {
  const { waiting, window } = core();
  const end = new AbortController();
  await window.send(batch(100), () => undefined, never);
  const second = window.send(batch(1), () => undefined, end.signal).then(() => 'sent', () => 'ended');
  end.abort();
  assert.is(await second, 'ended');
  assert.is(waiting.length, 1);
});

test('says which batch core refused, and does not acknowledge it', async () => {
  const { waiting, refused, window } = core();
  let acknowledged = false;
  await window.send(batch(1), () => (acknowledged = true), never);
  waiting[0]?.reject(new Error('closed'));
  await window.settled(never);
  assert.equal(refused.map(String), ['Error: closed']);
  assert.not.ok(acknowledged);
});

test('is settled when nothing is outstanding, or when the signal aborts', async () => {
  const { waiting, window } = core();
  await window.settled(never);
  await window.send(batch(1), () => undefined, never);
  let settled = false;
  const done = window.settled(never).then(() => (settled = true));
  await turn();
  assert.not.ok(settled);
  await window.settled(AbortSignal.abort());
  waiting[0]?.resolve();
  await done;
});

test.run();
