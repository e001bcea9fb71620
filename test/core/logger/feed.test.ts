import * as assert from 'uvu/assert';
import { HushpipeError } from '../../../core/contract/errors.js';
import { LineFeed } from '../../../core/logger/feed.js';
import { createPipeline, type RunningPipeline } from '../../../core/main.js';
import { pipelineOf } from '../../../core/runtime/running-pipelines.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { createCollector, type Collector } from '../../support/collector.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('LineFeed');

let clock: VirtualClock;
let collector: Collector;
let running: RunningPipeline;
let feed: LineFeed;
const log: string[] = [];

test.before.each(() => {
  clock = new VirtualClock();
  collector = createCollector();
  log.length = 0;
  feed = new LineFeed({ source: 'app', most: 100_000, clock });
});
test.after.each(() => running?.close({ timeout: 0 }));

const start = async (queue: Record<string, unknown> = {}): Promise<void> => {
  running = await createPipeline({ version: 1, sinks: { all: { type: 'collect', queue } } }, { plugins: [collector.plugin], clock, writeLog: (line) => log.push(line) });
};
const line = (n: number): string => `{"n":${n}}`;
const write = (from: number, to: number): void => {
  for (let n = from; n < to; n++) feed.write(line(n));
};
const numbers = (): readonly unknown[] => collector.events().map(({ n }) => n);
const upTo = (end: number): readonly number[] => Array.from({ length: end }, (_, n) => n);
const tally = (id: string): ReturnType<RunningPipeline['status']>['instances'][number] | undefined => running.status().instances.find((instance) => instance.id === id);

test('keeps what comes before the pipeline is up, and delivers it in order', async () => {
  write(0, 10);
  await start();
  feed.connect(pipelineOf(running));
  write(10, 20);
  await feed.flush();
  assert.equal(numbers(), upTo(20));
  assert.not(feed.isBusy);
});

test('hands over what one turn logged as a whole, soon after it', async () => {
  await start();
  feed.connect(pipelineOf(running));
  write(0, 50);
  assert.is(tally('sources.app')?.eventsIn, 0);
  await clock.advance(1);
  assert.is(tally('sources.app')?.eventsIn, 50);
  assert.is(clock.pending, 0, 'nothing of it keeps the process alive');
});

test('a flush waits for what was logged before it, not for what comes then', async () => {
  await start();
  feed.connect(pipelineOf(running));
  const release = collector.hold();
  write(0, 5);
  let flushed = false;
  const flush = feed.flush().then(() => (flushed = true));
  await clock.advance(10);
  assert.not(flushed);
  assert.ok(feed.isBusy);
  release();
  await flush;
  assert.equal(numbers(), upTo(5));
});

test('drops what does not fit, counts it, and says so once each time', async () => {
  await start({ max_events: 10 });
  feed.connect(pipelineOf(running));
  const release = collector.hold();
  write(0, 50_000);
  const kept = (tally('sources.app')?.eventsIn ?? 0) + 50_000 - (tally('sources.app')?.reasons.queue_full_drop_newest ?? 0);
  assert.ok(kept > 1_000 && kept < 50_000, `${kept} kept`);
  release();
  await feed.flush();
  assert.equal(numbers(), upTo(kept));
  assert.equal(log.map((text) => (JSON.parse(text) as { message: string }).message), ['more is logged than can be delivered: lines are dropped', 'no more lines are dropped']);
  assert.match(String(log[1]), `"dropped":${50_000 - kept}`);
});

test('counts also what it dropped before the pipeline was up', async () => {
  write(0, 50_000);
  await start();
  feed.connect(pipelineOf(running));
  await feed.flush();
  assert.is(collector.lines.length + (tally('sources.app')?.reasons.queue_full_drop_newest ?? 0), 50_000);
  assert.is(log.length, 2);
});

test('holds back while the queues are full, and loses nothing', async () => {
  await start({ max_events: 2 });
  feed.connect(pipelineOf(running));
  write(0, 5_000);
  await feed.flush();
  write(5_000, 9_000);
  await feed.flush();
  assert.equal(numbers(), upTo(9_000));
});

test('drops what comes after its end, counts it, and says so once', async () => {
  await start();
  feed.connect(pipelineOf(running));
  write(0, 3);
  feed.end();
  write(3, 6);
  await feed.flush();
  assert.equal(numbers(), upTo(3));
  assert.is(tally('sources.app')?.reasons.undelivered_at_stop, 3);
  assert.is(log.length, 1);
  assert.match(String(log[0]), 'after close()');
});

test('rejects a flush where the pipeline was closed before it had everything, and says so once', async () => {
  await start();
  feed.connect(pipelineOf(running));
  await running.close();
  write(0, 3);
  assert.is((await rejection(feed.flush(), HushpipeError)).code, 'PIPELINE_CLOSED');
  write(3, 6);
  assert.is(tally('sources.app')?.reasons.undelivered_at_stop, 6);
  assert.is(log.length, 1);
  assert.match(String(log[0]), 'the pipeline is closed');
});

test('rejects a flush with why the pipeline could not start', async () => {
  write(0, 3);
  const flush = feed.flush();
  feed.fail(new HushpipeError('CONFIG_INVALID', 'it is wrong'));
  assert.is((await rejection(flush, HushpipeError)).message, 'it is wrong');
  write(3, 6);
  assert.is(feed.takeAll(), '');
});

test.run();
