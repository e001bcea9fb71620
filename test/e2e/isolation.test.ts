import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as assert from 'uvu/assert';
import type { PipelineConfig } from '../../core/main.js';
import { FakeHttp } from '../support/fake-http.js';
import { appendEvents, assertEachOnce, numberOf, numbersIn } from '../support/numbered-events.js';
import { failOnWarnings, pipelines, type TestPipeline } from '../support/pipelines.js';
import { FULL } from '../support/full.js';
import { suite } from '../support/suite.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const test = suite('a sink in trouble does not stop its siblings');
const folder = tempFolder(test);
const start = pipelines(test);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const EVENTS = FULL ? 1_000_000 : 30_000;

/** Takes requests and never answers; answers each with 500. */
let stalled: FakeHttp;
let failing: FakeHttp;
test.before.each(async () => {
  [stalled, failing] = [new FakeHttp(), new FakeHttp()];
  await Promise.all([stalled.start(), failing.start()]);
  stalled.always('hang');
  failing.always({ status: 500 });
});
test.after.each(async () => {
  await Promise.all([stalled.stop(), failing.stop()]);
});

/** The batch of a webhook. */
const MOST_UNDER_WAY = 1000;
/** Two queues of 2 MiB, as much on its way, and the views over it. */
const MOST_HELD = 24 * 1024 * 1024;
const append = (from: number, to: number): void => appendEvents(folder.in('app.log'), from, to, { message: 'order placed', padding: 'x'.repeat(300) });

const webhook = (server: FakeHttp, queue: object): object => ({ type: 'webhook', url: server.origin, allow_private: true, queue, batch: { max_wait: '10ms' }, retry: { initial: '20ms', max: '100ms' }, breaker: { failures: 1000 } });

const config = (sinks: object): PipelineConfig => ({
  data_dir: folder.in('data'),
  sources: { app: { type: 'file', paths: [folder.in('app.log')], parse: 'json' } },
  sinks: { ...sinks, healthy: { type: 'file', path: folder.in('out.jsonl'), fsync: 'never' } },
});

const numbersAt = ({ received }: FakeHttp, from = 0): readonly (number | undefined)[] => received.slice(from).flatMap(({ text }) => text.trimEnd().split('\n').map(numberOf));

/** Milliseconds until the healthy sink has so many events. */
async function healthyHas(pipeline: TestPipeline, events: number): Promise<number> {
  const from = performance.now();
  await until(() => `the healthy sink has ${events} events: ${JSON.stringify(pipeline.status().instances)}`, () => pipeline.tally('sinks.healthy').eventsOut >= events, 60_000);
  return performance.now() - from;
}

/** Bytes that the process holds, after what nobody needs is gone. */
function bytesHeld(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

for (const [first, second] of [['drop_newest', 'drop_oldest'], ['drop_oldest', 'spool'], ['spool', 'drop_newest']] as const) {
  test(`one sink that never answers (${first}) and one that always fails (${second}): the third gets everything at full speed, in bounded memory`, async () => {
    append(0, EVENTS);
    const alone = await start(config({}));
    const undisturbed = await healthyHas(alone, EVENTS);
    await alone.close();

    const before = bytesHeld();
    const bounds = { max_events: 8000, max_bytes: '2MiB' };
    const pipeline = await start({ ...config({ stalled: webhook(stalled, { ...bounds, when_full: first }), failing: webhook(failing, { ...bounds, when_full: second }) }) as object, data_dir: folder.in('again') });
    let mostWaiting = 0;
    const took = await healthyHas(pipeline, EVENTS);
    for (const id of ['sinks.stalled', 'sinks.failing']) mostWaiting = Math.max(mostWaiting, pipeline.tally(id).waiting ?? 0);
    assert.ok(took < 3 * undisturbed + 4000, `${took} ms instead of ${undisturbed} ms`);
    // What is no longer needed takes a moment to be collected.
    await until(() => `no more than ${MOST_HELD} bytes are held, not ${bytesHeld() - before}`, () => {
      for (const server of [stalled, failing]) server.received.length = 0;
      return bytesHeld() - before <= MOST_HELD;
    });

    for (const [id, mode] of [['sinks.stalled', first], ['sinks.failing', second]] as const) {
      const { eventsIn, eventsOut, reasons, counters, waiting = 0 } = pipeline.tally(id);
      assert.equal({ eventsIn, eventsOut }, { eventsIn: EVENTS, eventsOut: 0 }, id);
      if (mode === 'spool') {
        assert.is(Object.keys(reasons).filter((reason) => reason !== 'retry').length, 0);
        assert.ok((counters['spooled'] ?? 0) > EVENTS / 2);
      } else {
        const dropped = reasons[`queue_full_${mode}`] ?? 0;
        assert.ok(waiting <= bounds.max_events + MOST_UNDER_WAY, `${id}: ${waiting} wait`);
        assert.is(dropped + waiting, EVENTS, `${id}: ${dropped} dropped, ${waiting} wait`);
      }
    }
  }, { limit: 100_000 });
}

test('queues of the default size let the third go on, too', async () => {
  append(0, 50_000);
  const pipeline = await start(config({ stalled: webhook(stalled, { when_full: 'drop_newest' }), failing: webhook(failing, { when_full: 'spool' }) }));
  await healthyHas(pipeline, 50_000);
});

test('what was spooled is delivered in order, each event once, when the sink recovers', async () => {
  append(0, 20_000);
  const pipeline = await start(config({ failing: webhook(failing, { when_full: 'spool', max_events: 2000 }) }));
  await healthyHas(pipeline, 20_000);
  const refused = failing.received.length;
  failing.always(undefined);
  await until('the sink caught up', () => pipeline.tally('sinks.failing').eventsOut >= 20_000);
  append(20_000, 21_000);
  await until('the sink goes on', () => pipeline.tally('sinks.failing').eventsOut >= 21_000);
  const taken = numbersAt(failing, refused);
  assertEachOnce(taken.slice(taken.indexOf(0)), 21_000, 'the sink that recovered');
});

test('what was spooled is delivered after a restart, and nothing is repeated to the others', async () => {
  append(0, 20_000);
  const broken = config({ stalled: webhook(stalled, { when_full: 'spool', max_events: 2000 }) });
  const pipeline = await start(broken);
  await healthyHas(pipeline, 20_000);
  await pipeline.close({ timeout: 100 });
  assert.is(pipeline.tally('sinks.stalled').reasons.undelivered_at_stop, undefined);

  const unanswered = stalled.received.length;
  stalled.always(undefined);
  const again = await start(broken);
  append(20_000, 21_000);
  await until('the sink caught up', () => again.tally('sinks.stalled').eventsOut >= 21_000);
  await again.close();
  assertEachOnce(numbersAt(stalled, unanswered), 21_000, 'the sink that was stalled');
  assertEachOnce(numbersIn(folder.in('out.jsonl')).numbers, 21_000, 'the healthy sink');
});

failOnWarnings(test);
test.run();
