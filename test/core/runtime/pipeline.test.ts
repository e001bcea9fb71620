import { readdirSync, readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { HushpipeError } from '../../../core/contract/errors.js';
import { Ticket } from '../../../core/pipeline/ticket.js';
import { journalTest } from '../../support/journal-plugins.js';
import { rejection } from '../../support/rejection.js';
import { until } from '../../support/until.js';
import { suite } from '../../support/suite.js';

const test = suite('Pipeline');
const { start, fail, folder } = journalTest(test);

const journal = (options: object = {}): object => ({ type: 'journal', ...options });
const ONE = { sources: { in: journal() }, sinks: { a: journal() } };
const line = (n: number): string => `{"n":${n}}`;
const bytes = (text: string): { readonly bytes: Buffer } => ({ bytes: Buffer.from(text) });

test('leaves nothing open where it cannot start', async () => {
  const { error, journal: all, clock } = await fail({ sources: { in: journal({ claim: 'port' }) }, sinks: { a: journal({ claim: 'file' }), b: journal({ fails: 'start', secret: 'the-secret-of-the-test' }) } });
  assert.is((error as HushpipeError).code, 'PLUGIN_START_FAILED');
  assert.match(error.message, /hushpipe\.yaml:\d+:\d+ sinks\.b could not start: .*no start/);
  assert.not.match(`${error.message} ${String(error.cause)}`, /the-secret/);
  assert.equal(all.take().filter((entry) => entry.endsWith('stop')), ['sinks.b stop', 'sinks.a stop', 'sources.in stop']);
  assert.is(clock.untilNext, undefined);
});

test('brings what a source emits to the sinks, and answers when it is there', async () => {
  const { journal: all, pipeline } = await start(ONE);
  await all.emit('sources.in', line(1));
  assert.equal(all.got.get('sinks.a'), [line(1)]);
  const { instances, generation, lastError, configHash } = pipeline.status();
  assert.equal({ generation, lastError, hash: configHash === pipeline.config.hash }, { generation: 1, lastError: undefined, hash: true });
  assert.equal(instances.map(({ id, eventsIn, eventsOut, waiting }) => [id, eventsIn, eventsOut, waiting]).slice(0, 3), [['triggers', 0, 0, undefined], ['sources.in', 1, 0, undefined], ['sinks.a', 1, 1, 0]]);
});

test('puts a new config in place between two batches', async () => {
  const { journal: all, reload } = await start(ONE);
  const emitted: Promise<void>[] = [];
  for (let n = 0; n < 50; n++) {
    emitted.push(all.emit('sources.in', `{"n":${n},"session":"s-${n}"}`));
    if (n === 25) await reload({ ...ONE, redact: { keys: ['session'] } });
  }
  await Promise.all(emitted);
  const got = all.got.get('sinks.a') ?? [];
  assert.equal(got.map((text) => (JSON.parse(text) as { readonly n: number }).n), Array.from({ length: 50 }, (_, n) => n));
  assert.equal(got.map((text) => text.includes('"s-')), Array.from({ length: 50 }, (_, n) => n <= 25));
});

test('makes one reload at a time, in the order in which they were asked for', async () => {
  const { reload, pipeline, journal: all } = await start(ONE);
  all.take();
  const results = await Promise.allSettled(['x', 'y', 'z'].map((note) => reload({ ...ONE, sinks: { a: journal({ note, ...(note === 'y' ? { fails: 'start' } : {}) }) } })));
  assert.equal(results.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled']);
  assert.equal([pipeline.status().generation, pipeline.status().lastError], [3, undefined]);
  assert.equal(all.take().filter((entry) => entry.endsWith('start')), ['sinks.a(x) start', 'sinks.a(y) start', 'sinks.a(z) start']);
});

test('tells of reloads', async () => {
  const { reload, pipeline } = await start(ONE);
  const heard: string[] = [];
  pipeline.services.signals.on('reloaded', (generation) => heard.push(`reloaded ${generation}`));
  pipeline.services.signals.on('reload_failed', (error) => heard.push((error as HushpipeError).code));
  await reload({ ...ONE, service: { name: 'shop' } });
  await rejection(reload({ ...ONE, sinks: { b: journal({ fails: 'create' }) } }), HushpipeError);
  assert.equal(heard, ['reloaded 2', 'RELOAD_FAILED']);
});

test('takes events of this process, redacted as the config says that is in place', async () => {
  const { pipeline, journal: all, reload } = await start({ sinks: { a: journal() } });
  const emit = pipeline.intake('logger', 'json');
  const same = pipeline.intake('logger', 'json');
  await emit(bytes('{"session":"s-1"}'));
  await reload({ sinks: { a: journal() }, redact: { keys: ['session'] } });
  for (const each of [emit, same]) await each(bytes('{"session":"s-2"}'));
  await new Promise(setImmediate);
  assert.equal(all.got.get('sinks.a')?.map((text) => text.includes('"s-')), [true, false, false]);
});

test('tells an intake of the delivery, where it wants to know', async () => {
  const { pipeline, journal: all } = await start({ sinks: { a: journal() } });
  const release = all.hold('sinks.a');
  const ticket = new Ticket();
  await pipeline.intake('logger')(bytes(line(1)), ticket);
  let delivered = false;
  void ticket.done.then(() => (delivered = true));
  await new Promise(setImmediate);
  assert.is(delivered, false);
  release();
  await ticket.done;
});

test('delivers everything that is on its way when it closes', async () => {
  const { pipeline, journal: all, clock } = await start({ ...ONE, sinks: { a: { ...journal(), batch: { max_wait: '1m' } } } });
  const emitted = all.emit('sources.in', line(1));
  await clock.settle();
  assert.is(all.got.size, 0);
  await pipeline.close();
  await emitted;
  assert.equal(all.got.get('sinks.a'), [line(1)]);
  const ends = all.take().filter((entry) => / (ended|stop)$/.test(entry));
  assert.equal(ends, ['sources.in ended', 'sources.in stop', 'sinks.a stop']);
  assert.is(clock.untilNext, undefined, 'no timer is left');
});

test('may be closed twice, and takes nothing afterwards', async () => {
  const { pipeline, reload } = await start(ONE);
  const heard: string[] = [];
  pipeline.services.signals.on('stopped', () => heard.push('stopped'));
  const emit = pipeline.intake('logger');
  await Promise.all([pipeline.close(), pipeline.close()]);
  await pipeline.close({ timeout: 10 });
  assert.equal(heard, ['stopped']);
  for (const refused of [emit(bytes(line(1))), reload(ONE)]) assert.is((await rejection(refused, HushpipeError)).code, 'PIPELINE_CLOSED');
});

test('closes within its timeout, whatever is stalled: a queue that is full, a source, a sink', async () => {
  const { pipeline, journal: all, clock, log } = await start({
    sources: { in: journal(), stuck: journal({ fails: 'hang_run' }) },
    sinks: { a: { ...journal(), queue: { max_events: 1 } } },
    actions: { tell: journal() },
  });
  all.hold('sinks.a');
  const outcomes: string[] = [];
  for (let n = 0; n < 5; n++) all.emit('sources.in', line(n)).then(() => outcomes.push('acknowledged'), (error: unknown) => outcomes.push((error as HushpipeError).code));
  await clock.settle();
  let closed = false;
  void pipeline.close({ timeout: 5000 }).then(() => (closed = true));
  await clock.advance(4999);
  assert.is(closed, false);
  await clock.advance(1 + 1000);
  assert.is(closed, true);
  assert.equal(outcomes, Array.from({ length: 5 }, () => 'PIPELINE_CLOSED'));
  assert.is(pipeline.status().instances.find(({ id }) => id === 'sinks.a')?.reasons.undelivered_at_stop, 5);
  assert.ok(log.some((text) => text.includes('not everything could be delivered in time')));
});

test('hurries a close that was to take as long as it takes', async () => {
  const { pipeline, journal: all, clock } = await start(ONE);
  all.hold('sinks.a');
  void all.emit('sources.in', line(1)).catch(() => {});
  await clock.settle();
  let closed = false;
  void pipeline.close().then(() => (closed = true));
  await clock.advance(60_000);
  assert.is(closed, false);
  void pipeline.close({ timeout: 100 });
  await clock.advance(1000);
  assert.is(closed, true);
});

test('closes while a reload hangs, which fails and leaves nothing behind', async () => {
  const { pipeline, reload, clock, journal: all } = await start({ sources: { in: journal() }, sinks: { a: journal({ claim: 'file' }) } });
  const reloaded = rejection(reload({ sources: { in: journal({ note: 'new' }) }, sinks: { a: journal({ claim: 'file', note: 'new', fails: 'hang_start' }) } }), HushpipeError);
  await clock.settle();
  const closed = pipeline.close();
  await clock.advance(1000);
  await closed;
  assert.is((await reloaded).code, 'RELOAD_FAILED');
  const entries = all.take();
  assert.not(entries.slice(entries.indexOf('sinks.a(new) start')).some((entry) => entry.endsWith(' run')), 'no source is run again');
  assert.is(clock.untilNext, undefined, 'no timer is left');
});

test('does not wait for a reload that takes long to be undone', async () => {
  const { pipeline, reload, clock, journal: all } = await start({ sources: { in: journal() }, sinks: { a: journal({ claim: 'file' }) } });
  all.take();
  const reloaded = rejection(reload({ sources: { in: journal({ note: 'new' }) }, sinks: { a: journal({ claim: 'file', note: 'new', fails: 'start' }), b: journal({ fails: 'hang_stop' }) } }), HushpipeError);
  await clock.settle();
  let closed = false;
  void pipeline.close({ timeout: 100 }).then(() => (closed = true));
  await clock.advance(2000);
  assert.is(closed, true);
  await clock.advance(60_000);
  await reloaded;
  assert.not(all.take().includes('sources.in run'), 'nothing begins again');
  assert.is(clock.untilNext, undefined, 'no timer is left');
});

test('puts nothing in place any more once it closes', async () => {
  const { pipeline, reload, clock, journal: all } = await start(ONE);
  const release = all.hold('sinks.b');
  const reloaded = rejection(reload({ ...ONE, sinks: { a: journal(), b: journal({ fails: 'slow_start' }) } }), HushpipeError);
  await clock.settle();
  const closed = pipeline.close();
  release();
  await closed;
  assert.is((await reloaded).code, 'RELOAD_FAILED');
  assert.equal([pipeline.status().generation, all.take().filter((entry) => entry === 'sinks.b stop').length], [1, 1]);
});

test('does not wait for ever for an instance that does not stop', async () => {
  const { pipeline, clock, log } = await start({ sinks: { a: journal({ fails: 'hang_stop' }), b: journal({ fails: 'stop' }) } });
  let closed = false;
  void pipeline.close().then(() => (closed = true));
  await clock.advance(10_250);
  assert.is(closed, true);
  assert.is(log.filter((text) => text.includes('did not stop cleanly')).length, 2);
});

test('keeps as dead letters what nobody would give again when it has to close', async () => {
  const config = {
    sources: { in: journal() },
    sinks: { a: journal() },
    actions: { tell: journal() },
    triggers: [{ name: 'each', when: { alarm: true }, alert: 'tell', throttle: { every: '1s' } }],
  };
  const { pipeline, journal: all, clock } = await start(config);
  all.hold('sinks.a');
  all.hold('actions.tell');
  const emitted = all.emit('sources.in', '{"alarm":true,"from":"source"}').catch((error: unknown) => (error as HushpipeError).code);
  await pipeline.intake('logger')(bytes('{"from":"logger"}'));
  await clock.settle();
  const closed = pipeline.close({ timeout: 100 });
  await clock.advance(2000);
  await closed;
  assert.is(await emitted, 'PIPELINE_CLOSED');
  const letters = folder.in('data', 'dead-letters');
  assert.equal(readdirSync(letters), ['sinks.a.jsonl']);
  const events = readFileSync(`${letters}/sinks.a.jsonl`, 'utf8');
  assert.match(events, /undelivered_at_stop/);
  assert.match(events, /logger/);
  assert.not.match(events, /"source/, 'a source gives its events again');
  const next = await start(config);
  await until('the alert is said in the next run', () => next.journal.got.get('actions.tell')?.join() === 'each');
});

test('says when all sources have ended, and not when one only makes way', async () => {
  const { pipeline, reload, journal: all, clock } = await start({ ...ONE, sinks: { a: journal() } });
  let ended = false;
  void pipeline.sourcesEnded().then(() => (ended = true));
  const release = all.hold('sinks.a');
  const emitted = all.emit('sources.in', line(1));
  const reloaded = reload({ ...ONE, sources: { in: journal({ note: 'new' }) } });
  await clock.settle();
  release();
  await Promise.all([emitted, reloaded]);
  await clock.settle();
  assert.is(ended, false);
  await pipeline.close();
  await clock.settle();
  assert.is(ended, true);
});

test('takes the level of its log from a reload', async () => {
  const { reload, log, pipeline } = await start({ ...ONE, log: { level: 'error' } });
  pipeline.services.log.info('unheard');
  await reload({ ...ONE, log: { level: 'debug' } });
  pipeline.services.log.debug('heard');
  assert.equal([log.some((text) => text.includes('unheard')), log.some((text) => text.includes('heard'))], [false, true]);
});

test('guards text with the rules and the secrets of its config', async () => {
  const { pipeline } = await start({ sinks: { a: journal({ secret: 'the-secret-of-the-test' }) } });
  assert.not.match(pipeline.guard('it is the-secret-of-the-test'), /the-secret/);
});

test.run();
