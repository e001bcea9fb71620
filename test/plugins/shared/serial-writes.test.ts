import * as assert from 'uvu/assert';
import { SerialWrites } from '../../../plugins/shared/serial-writes.js';
import { suite } from '../../support/suite.js';

const test = suite('SerialWrites');

interface Item { readonly name: string }
const a: Item = { name: 'a' };
const b: Item = { name: 'b' };
const never = new AbortController().signal;

/** A writer whose writes end when the test says so. */
function slowWriter(): { readonly started: string[]; readonly ends: (() => void)[]; write(batch: readonly Item[], fails?: Error): () => Promise<void> } {
  const started: string[] = [];
  const ends: (() => void)[] = [];
  return {
    started, ends,
    write: (batch, fails) => () => {
      started.push(batch.map((item) => item.name).join(''));
      return new Promise((resolve, reject) => void ends.push(() => (fails ? reject(fails) : resolve())));
    },
  };
}

const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const messageOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'resolved', (error: unknown) => (error as Error).message);

test('writes one at a time, in the order of the calls', async () => {
  const writes = new SerialWrites<Item>();
  const writer = slowWriter();
  const done = [writes.run([a], writer.write([a]), never), writes.run([b], writer.write([b]), never)];
  await settle();
  assert.equal(writer.started, ['a']);
  writer.ends[0]?.();
  await settle();
  assert.equal(writer.started, ['a', 'b']);
  writer.ends[1]?.();
  await Promise.all(done);
});

test('a failed write fails its own caller and no other', async () => {
  const writes = new SerialWrites<Item>();
  const first = messageOf(writes.run([a], () => Promise.reject(new Error('full')), never));
  const second = messageOf(writes.run([b], () => Promise.resolve(), never));
  assert.equal([await first, await second], ['full', 'resolved']);
});

test('a caller leaves as soon as its signal aborts, and its batch is not written a second time', async () => {
  const writes = new SerialWrites<Item>();
  const writer = slowWriter();
  const leave = new AbortController();
  const left = messageOf(writes.run([a, b], writer.write([a, b]), leave.signal));
  await settle();
  leave.abort(new Error('took too long'));
  assert.is(await left, 'took too long');

  const again = messageOf(writes.run([a, b], writer.write([a, b]), never));
  await settle();
  writer.ends[0]?.();
  assert.is(await again, 'resolved');
  assert.equal(writer.started, ['ab']);
});

test('a batch whose abandoned write failed is written again', async () => {
  const writes = new SerialWrites<Item>();
  const writer = slowWriter();
  const leave = new AbortController();
  const left = messageOf(writes.run([a], writer.write([a], new Error('full')), leave.signal));
  await settle();
  leave.abort(new Error('took too long'));
  await left;
  writer.ends[0]?.();
  const again = messageOf(writes.run([a], writer.write([a]), never));
  await settle();
  writer.ends[1]?.();
  assert.is(await again, 'resolved');
  assert.equal(writer.started, ['a', 'a']);
});

test('another batch that begins with the same item is written for itself', async () => {
  const writes = new SerialWrites<Item>();
  const writer = slowWriter();
  const leave = new AbortController();
  const left = messageOf(writes.run([a], writer.write([a]), leave.signal));
  await settle();
  leave.abort(new Error('took too long'));
  await left;
  const other = messageOf(writes.run([a, b], writer.write([a, b]), never));
  writer.ends[0]?.();
  await settle();
  writer.ends[1]?.();
  assert.is(await other, 'resolved');
  assert.equal(writer.started, ['a', 'ab']);
});

test('a write whose caller left before its turn never begins', async () => {
  const writes = new SerialWrites<Item>();
  const writer = slowWriter();
  const leave = new AbortController();
  const first = writes.run([a], writer.write([a]), never);
  const second = messageOf(writes.run([b], writer.write([b]), leave.signal));
  await settle();
  leave.abort(new Error('stopping'));
  assert.is(await second, 'stopping');
  writer.ends[0]?.();
  await first;
  await writes.idle();
  assert.equal(writer.started, ['a']);
});

test('an aborted signal starts nothing', async () => {
  const writer = slowWriter();
  assert.is(await messageOf(new SerialWrites<Item>().run([a], writer.write([a]), AbortSignal.abort(new Error('stopped')))), 'stopped');
  assert.equal(writer.started, []);
});

test('is idle once the last write has ended, also a failed one', async () => {
  const writes = new SerialWrites<Item>();
  await writes.idle();
  void messageOf(writes.run([a], () => Promise.reject(new Error('full')), never));
  await writes.idle();
});

test.run();
