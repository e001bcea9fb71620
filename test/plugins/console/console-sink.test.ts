import { Writable } from 'node:stream';
import * as assert from 'uvu/assert';
import { RetryableError } from '../../../core/contract/errors.js';
import consolePlugin from '../../../plugins/console/console.js';
import { ConsoleSink, type OutputStream } from '../../../plugins/console/console-sink.js';
import { suite } from '../../support/suite.js';
import { testContext } from '../../../core/testing/test-context.js';
import { makeEvent } from '../make-event.js';

const test = suite('ConsoleSink');

const signal = new AbortController().signal;

/** A stream that keeps what it gets, or fails. */
function stream(options: { readonly isTTY?: boolean; readonly fails?: string } = {}): OutputStream & { readonly text: () => string } {
  const chunks: Buffer[] = [];
  const writable = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (options.fails !== undefined) return done(Object.assign(new Error('write failed'), { code: options.fails }));
      chunks.push(chunk);
      done();
    },
  });
  return Object.assign(writable, { fd: -1, isTTY: options.isTTY ?? false, text: () => Buffer.concat(chunks).toString() });
}

test('tells the encoder whether it writes to a terminal', async () => {
  for (const isTTY of [true, false]) {
    const output = stream({ isTTY });
    const sink = new ConsoleSink('stdout', () => output, (_batch, terminal) => Buffer.from(`${terminal}`), testContext());
    await sink.start();
    await sink.deliver([makeEvent()], signal);
    assert.is(output.text(), `${isTTY}`);
  }
});

test('a failure that may pass is tried again', async () => {
  const output = stream({ fails: 'EIO' });
  const sink = new ConsoleSink('stdout', () => output, () => Buffer.from('x'), testContext());
  await sink.start();
  try {
    await sink.deliver([makeEvent()], signal);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, RetryableError);
    assert.match((error as Error).message, 'stdout could not be written: EIO');
  }
});

test('stop leaves no listener behind, also without start and twice', async () => {
  const output = stream();
  const sink = new ConsoleSink('stdout', () => output, () => Buffer.from('x'), testContext());
  await sink.stop();
  await sink.start();
  await sink.start();
  await sink.deliver([makeEvent()], signal);
  await sink.stop();
  await sink.stop();
  assert.is(output.listenerCount('error'), 0);
});

test('stop does not wait for a reader that never reads, and a failure after that harms nobody', async () => {
  let fail: (error: Error) => void = () => assert.unreachable();
  const output = Object.assign(new Writable({ write: (_chunk, _encoding, done) => void (fail = done) }), { fd: -1 });
  const sink = new ConsoleSink('stdout', () => output, () => Buffer.from('x'), testContext());
  await sink.start();
  const leave = new AbortController();
  const left = sink.deliver([makeEvent()], leave.signal).catch(() => 'left');
  await new Promise((resolve) => void setImmediate(resolve));
  leave.abort(new Error('stopping'));
  assert.is(await left, 'left');
  await sink.stop();
  fail(new Error('late'));
  await new Promise((resolve) => void output.once('close', resolve));
});

test('create opens nothing', async () => {
  const before = process.stdout.listenerCount('error');
  await consolePlugin.create({ format: 'pretty', stream: 'stdout' }, testContext());
  assert.is(process.stdout.listenerCount('error'), before);
});

test.run();
