import { PassThrough } from 'node:stream';
import * as assert from 'uvu/assert';
import { createFramer } from '../../../core/codec/framer.js';
import type { RawBatch } from '../../../core/contract/plugin.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { readStream } from '../../../plugins/stdin/read-stream.js';
import { suite } from '../../support/suite.js';

const test = suite('readStream');

interface Options {
  readonly stream?: PassThrough;
  readonly multiline?: 'none' | 'stack_trace';
  readonly hold?: boolean;
  readonly maxInFlight?: number;
}

/** A reading of a stream that the test feeds. Batches are acknowledged at once, unless `hold` keeps them in `held`. */
function reading({ stream = new PassThrough(), multiline = 'none', hold = false, maxInFlight = 1_000_000 }: Options = {}) {
  const clock = new VirtualClock();
  const texts: string[] = [];
  const held: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const end = new AbortController();
  const giveUp = new AbortController();
  const emit = async (batch: RawBatch): Promise<void> => {
    texts.push(Buffer.from(batch.bytes).toString());
    if (hold) await new Promise<void>((resolve, reject) => held.push({ resolve, reject }));
  };
  const framer = createFramer({ multiline, maxLine: 1_000_000, onOversize: () => undefined });
  const done = readStream(stream, { emit, framer, clock, maxInFlight }, end.signal, giveUp.signal);
  let outcome: unknown = 'open';
  done.then(() => (outcome = 'resolved'), (error: unknown) => (outcome = error));
  return { stream, clock, texts, held, end, giveUp, done, outcome: () => outcome };
}

async function turns(): Promise<void> {
  for (let i = 0; i < 5; i++) await new VirtualClock().settle();
}

test('gives lines as they come, and the last one without a line feed at the end', async () => {
  const run = reading();
  run.stream.write('a\nb\nha');
  await turns();
  assert.equal(run.texts, ['a\nb\n']);
  run.stream.end('lf');
  await run.done;
  assert.equal(run.texts, ['a\nb\n', 'half']);
});

test('gives every byte of a long stream, in order', async () => {
  const run = reading();
  const lines = Array.from({ length: 50_000 }, (_, i) => `line ${i}\n`).join('');
  for (let at = 0; at < lines.length; at += 7_777) run.stream.write(lines.slice(at, at + 7_777));
  run.stream.end();
  await run.done;
  assert.is(run.texts.join(''), lines);
});

test('resolves only when everything is acknowledged', async () => {
  const run = reading({ hold: true });
  run.stream.end('a\n');
  await turns();
  assert.is(run.outcome(), 'open');
  run.held[0]?.resolve();
  await run.done;
});

test('stops reading while core is behind', async () => {
  const stream = new PassThrough({ highWaterMark: 100 });
  const run = reading({ stream, hold: true, maxInFlight: 200 });
  let taken = 0;
  for (let i = 0; i < 100; i++) {
    if (!stream.write(`${'x'.repeat(99)}\n`)) await turns();
    if (stream.writableLength === 0) taken = i + 1;
  }
  assert.ok(taken < 20, `took ${taken} lines`);
  assert.is(run.texts.join('').length, 200);
  while (run.texts.join('').length < 10_000) {
    for (const { resolve } of run.held.splice(0)) resolve();
    await turns();
  }
  run.end.abort();
  for (const { resolve } of run.held) resolve();
  await run.done;
});

test('leaves what it did not take to the next reader', async () => {
  const first = reading();
  first.stream.write('a\n');
  await turns();
  first.end.abort();
  await first.done;
  first.stream.write('b\n');
  await turns();
  assert.equal(first.texts, ['a\n']);
  const second = reading({ stream: first.stream });
  await turns();
  assert.equal(second.texts, ['b\n']);
  second.stream.end();
  await second.done;
});

test('hands on what it took when it is stopped, and waits for it', async () => {
  const run = reading({ hold: true, maxInFlight: 2 });
  run.stream.write('a\n');
  await turns();
  run.stream.write('b\nhalf');
  await turns();
  run.end.abort();
  await turns();
  assert.is(run.outcome(), 'open');
  for (let i = 0; i < 3; i++) {
    run.held[i]?.resolve();
    await turns();
  }
  await run.done;
  assert.equal(run.texts, ['a\n', 'b\n', 'half']);
});

test('gives up waiting when it is told to', async () => {
  const run = reading({ hold: true, maxInFlight: 2 });
  run.stream.write('a\n');
  run.stream.write('b\n');
  await turns();
  run.end.abort();
  run.giveUp.abort();
  await run.done;
});

test('rejects when core refuses a batch', async () => {
  const run = reading({ hold: true });
  run.stream.write('a\n');
  await turns();
  run.held[0]?.reject(new Error('closed'));
  await turns();
  assert.match(String(run.outcome()), /closed/);
});

test('rejects with the error of the stream, after the lines that came before it', async () => {
  const run = reading();
  run.stream.write('a\n');
  await turns();
  run.stream.destroy(new Error('broken pipe'));
  await turns();
  assert.match(String(run.outcome()), /broken pipe/);
  assert.equal(run.texts, ['a\n']);
});

test('resolves at once for a stream that has ended before', async () => {
  const first = reading();
  first.stream.end('a\n');
  await first.done;
  const second = reading({ stream: first.stream });
  await second.done;
  assert.equal(second.texts, []);
});

test('gives a stack trace when nothing more came for a second', async () => {
  const run = reading({ multiline: 'stack_trace' });
  run.stream.write('Error: no\n    at a.js:1\n');
  await turns();
  await run.clock.advance(900);
  run.stream.write('    at b.js:2\n');
  await turns();
  await run.clock.advance(900);
  assert.equal(run.texts, []);
  await run.clock.advance(200);
  await turns();
  assert.equal(run.texts, ['Error: no\n    at a.js:1\n    at b.js:2\n']);
  run.end.abort();
  await run.done;
});

test('leaves no listener on the stream', async () => {
  const run = reading();
  const before = new PassThrough();
  await turns();
  run.end.abort();
  await run.done;
  for (const name of ['data', 'end', 'close', 'error']) assert.is(run.stream.listenerCount(name), before.listenerCount(name), name);
});

test.run();
