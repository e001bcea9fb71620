import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import * as assert from 'uvu/assert';
import { testSink } from '../../../core/testing/sink.js';
import consolePlugin from '../../../plugins/console/console.js';
import { suite } from '../../support/suite.js';
import { StreamPeer } from './stream-peer.js';

const conformance = suite('console: conformance');
for (const format of ['pretty', 'json'] as const) {
  testSink({
    test: (name, run) => conformance(`${format}: ${name}`, run),
    plugin: consolePlugin,
    peer: () => new StreamPeer(),
    config: (peer) => ({ format, stream: peer.name }),
  });
}
conformance.run();

const test = suite('console');

let child: ChildProcess & { stdout: Readable; stderr: Readable };
const run = (...args: string[]): void => {
  child = fork(new URL('./child.js', import.meta.url), args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] }) as typeof child;
};
const says = async (): Promise<unknown> => ((await once(child, 'message')) as unknown[])[0];
const exitCode = async (): Promise<unknown> => ((await once(child, 'close')) as unknown[])[0];
const lines = (output: string): number => output.split('\n').length - 1;

test.after.each(() => {
  if (child.exitCode === null) child.kill('SIGKILL');
});

test('writes pretty lines without colour where there is no terminal', async () => {
  run('deliver', 'pretty', 'stdout');
  const output = text(child.stdout);
  assert.is(await exitCode(), 0);
  assert.is(await output, '2025-01-01T00:00:00.000Z INFO     one\n2025-01-01T00:00:00.000Z INFO     two\n');
});

test('writes JSON lines to the stream that it is told', async () => {
  run('deliver', 'json', 'stderr');
  const [out, err] = [text(child.stdout), text(child.stderr)];
  assert.is(await exitCode(), 0);
  assert.is(await out, '');
  assert.equal((await err).trim().split('\n').map((line) => (JSON.parse(line) as { message: string }).message), ['one', 'two']);
});

test('is not done while a slow reader has not taken the batch', async () => {
  run('full', 'json', 'stdout');
  assert.is(await says(), 'started');
  child.send('and now?');
  assert.equal(await says(), { done: false });
  const output = text(child.stdout);
  assert.equal(await says(), { done: true });
  assert.is(await exitCode(), 0);
  assert.is(lines(await output), 20);
});

test('a batch that took too long and comes again is written once', async () => {
  run('abort', 'json', 'stdout');
  assert.is(await says(), 'took too long');
  assert.is(await says(), 'again');
  const output = text(child.stdout);
  assert.is(await says(), 'delivered');
  assert.is(await exitCode(), 0);
  assert.is(lines(await output), 20);
});

test('a reader that is gone is a permanent failure, is reported once and does not end the process', async () => {
  run('gone', 'pretty', 'stdout');
  assert.is(await says(), 'ready');
  child.stdout.destroy();
  await once(child.stdout, 'close');
  child.send('go');
  assert.equal(await says(), { attempt: 1, permanent: true, reported: 1 });
  assert.equal(await says(), { attempt: 2, permanent: true, reported: 1 });
  const errors = text(child.stderr);
  assert.is(await exitCode(), 0, await errors);
});

test('writes the whole batch before it returns when the process is ending', async () => {
  run('sync', 'json', 'stdout');
  const output = text(child.stdout);
  assert.is(await exitCode(), 0);
  assert.is(lines(await output), 20);
});

test.run();
