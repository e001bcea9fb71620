import * as assert from 'uvu/assert';
import { stoppableRun } from '../../../plugins/shared/stoppable-run.js';
import { suite } from '../../support/suite.js';

const test = suite('stoppableRun');
const never = new AbortController().signal;
const emit = async (): Promise<void> => undefined;

/** Work that ends when `which` of its signals aborts. */
function workUntil(which: 'signal' | 'giveUp') {
  return stoppableRun((_emit, signal, giveUp) => new Promise((resolve) => {
    (which === 'signal' ? signal : giveUp).addEventListener('abort', () => resolve());
  }));
}

test('ends the work when the signal of the run aborts', async () => {
  const end = new AbortController();
  const done = workUntil('signal').run(emit, end.signal);
  end.abort();
  await done;
});

test('ends the work when it is stopped, and waits for it', async () => {
  const { run, stop } = workUntil('signal');
  let ended = false;
  void run(emit, never).then(() => (ended = true));
  await stop(never);
  assert.ok(ended);
});

test('lets the work give up when the time to stop is over, before or while it stops', async () => {
  const late = workUntil('giveUp');
  const done = late.run(emit, never);
  const end = new AbortController();
  const stopping = late.stop(end.signal);
  end.abort();
  await Promise.all([done, stopping]);
  const at = workUntil('giveUp');
  void at.run(emit, never);
  await at.stop(AbortSignal.abort());
});

test('can be stopped without a run, twice, and after a run that failed', async () => {
  const { run, stop } = stoppableRun(() => Promise.reject(new Error('no')));
  await stop(never);
  assert.match(await run(emit, never).then(() => '', String), /no/);
  await stop(never);
  await stop(never);
});

test.run();
