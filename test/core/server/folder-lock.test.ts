import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { systemClock } from '../../../core/contract/clock.js';
import { HushpipeError } from '../../../core/contract/errors.js';
import { whileLocked } from '../../../core/server/folder-lock.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('whileLocked');
let folder = '';
let lock = '';

test.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hushpipe-lock-'));
  lock = join(folder, 'lock');
});
test.after.each(() => rm(folder, { recursive: true }));

/** Moves the clock on until the work has settled. */
async function meanwhile<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  const state = { settled: false };
  const done = work.finally(() => {
    state.settled = true;
  });
  done.catch(() => {});
  while (!state.settled) await clock.advance(20);
  return done;
}

test('lets one at a time in, and all of them in the end', async () => {
  let inside = 0;
  let most = 0;
  const one = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await new Promise(setImmediate);
    inside--;
  };
  // On the system's clock: a virtual one may pass the age of a lock while the disk is busy.
  await Promise.all(Array.from({ length: 5 }, () => whileLocked(lock, systemClock, one)));
  assert.is(most, 1);
  assert.equal(await readdir(folder), []);
});

test('gives the lock back where the work fails', async () => {
  const error = await rejection(whileLocked(lock, new VirtualClock(), () => Promise.reject(new TypeError('no'))), TypeError);
  assert.is(error.message, 'no');
  assert.equal(await readdir(folder), []);
});

test('takes over what a killed process left behind', async () => {
  await mkdir(lock);
  const then = new Date(Date.now() - 11_000);
  await utimes(lock, then, then);
  assert.is(await whileLocked(lock, new VirtualClock(Date.now()), () => Promise.resolve('in')), 'in');
});

test('does not wait for ever', async () => {
  await mkdir(lock);
  const later = new Date(Date.now() + 365 * 86_400_000);
  await utimes(lock, later, later);
  const clock = new VirtualClock(Date.now());
  const error = await meanwhile(clock, rejection(whileLocked(lock, clock, () => Promise.resolve()), HushpipeError));
  assert.is(error.code, 'SOCKET_IN_USE');
});

test.run();
