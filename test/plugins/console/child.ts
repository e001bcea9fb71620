import { PermanentError } from '../../../core/contract/errors.js';
import console from '../../../plugins/console/console.js';
import { testContext } from '../../../core/testing/test-context.js';
import { makeEvent } from '../make-event.js';

/** Runs the sink in a process of its own, on real streams: `child.js <task> <format> <stream>`. Says over IPC what happened. */
const [task, format, stream] = process.argv.slice(2) as [string, 'json' | 'pretty', 'stdout' | 'stderr'];
const say = (what: unknown): Promise<void> => new Promise((resolve) => process.send?.(what, () => resolve()));
const told = (): Promise<unknown> => new Promise((resolve) => process.once('message', resolve));
const signal = new AbortController().signal;

const context = testContext();
const sink = await console.create({ format, stream }, context);
const large = Array.from({ length: 20 }, (_, n) => makeEvent({ message: `${n}`.padEnd(50_000, 'x') }));

await sink.start?.(signal);
if (task === 'deliver') {
  await sink.deliver([makeEvent({ message: 'one' }), makeEvent({ message: 'two' })], signal);
  await say('delivered');
} else if (task === 'full') {
  let done = false;
  const work = sink.deliver(large, signal).then(() => void (done = true));
  await say('started');
  await told();
  await say({ done });
  await work;
  await say({ done });
} else if (task === 'abort') {
  const leave = new AbortController();
  const work = sink.deliver(large, leave.signal).catch((error: unknown) => say((error as Error).message));
  leave.abort(new Error('took too long'));
  await work;
  const again = sink.deliver(large, signal).then(() => say('delivered'));
  await say('again');
  await again;
} else if (task === 'gone') {
  await say('ready');
  await told();
  for (const attempt of [1, 2]) {
    const error: unknown = await sink.deliver(large, signal).then(() => undefined, (thrown: unknown) => thrown);
    await say({ attempt, permanent: error instanceof PermanentError, reported: context.health.length });
  }
} else if (task === 'sync') {
  sink.deliverSync?.(large);
  process.exit(0);
}
await sink.stop?.(signal);
if (process[stream].listenerCount('error') > 0) throw new Error('a listener was left');
process.disconnect();
