import * as assert from 'uvu/assert';
import { withinLimit } from '../../../core/pipeline/time-limit.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('withinLimit');

let clock: VirtualClock;
let stop: AbortController;

test.before.each(() => {
  clock = new VirtualClock();
  stop = new AbortController();
});
test.after.each(() => assert.is(clock.pending, 0, 'no timer is left'));

const run = <R>(work: (signal: AbortSignal) => Promise<R>): Promise<R> => withinLimit(work, { limit: 1000, clock, stop: stop.signal, late: () => new Error('late') });
const never = (): Promise<never> => new Promise(() => {});

test('gives what the work gives', async () => {
  assert.is(await run(() => Promise.resolve(7)), 7);
  assert.is((await rejection(run(() => Promise.reject(new Error('no'))), Error)).message, 'no');
  assert.is((await rejection(run(() => {
    throw new Error('at once');
  }), Error)).message, 'at once');
});

test('takes work that gives no promise', async () => {
  assert.is(await run((() => 7) as unknown as () => Promise<number>), 7);
});

test('aborts the signal when the time is up, and leaves alone what does not heed it 250 ms later', async () => {
  let reason: unknown;
  const late = rejection(run((signal) => {
    signal.addEventListener('abort', () => (reason = signal.reason));
    return never();
  }), Error);
  let settled = false;
  void late.then(() => (settled = true));
  await clock.advance(1000);
  assert.is((reason as Error).message, 'late');
  await clock.advance(249);
  assert.is(settled, false);
  await clock.advance(1);
  assert.is((await late).message, 'late');
});

test('takes what work gives in the time after the abort', async () => {
  const result = run((signal) => new Promise<string>((resolve) => {
    signal.addEventListener('abort', () => clock.after(200, () => resolve('written')));
  }));
  await clock.advance(1200);
  assert.is(await result, 'written');
});

test('is ended early by the stop, with its reason', async () => {
  const ended = rejection(run(never), Error);
  stop.abort(new Error('closing'));
  await clock.advance(250);
  assert.is((await ended).message, 'closing');
});

test('runs nothing where it is stopped before', async () => {
  stop.abort(new Error('closing'));
  let ran = false;
  await rejection(run(async () => void (ran = true)), Error);
  assert.is(ran, false);
});

test('ends no process when work that was left alone fails later', async () => {
  let fail!: (error: Error) => void;
  const ended = rejection(run(() => new Promise((_, reject) => (fail = reject))), Error);
  await clock.advance(1250);
  await ended;
  fail(new Error('too late'));
  await clock.settle();
});

test.run();
