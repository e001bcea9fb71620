import * as assert from 'uvu/assert';
import { HushpipeError } from '../../../core/contract/errors.js';
import { journalTest } from '../../support/journal-plugins.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('ChangeOver');
const { start } = journalTest(test);

const journal = (options: object = {}): object => ({ type: 'journal', ...options });
const ONE = { sources: { in: journal() }, sinks: { a: journal() } };

test('creates everything before it starts anything, and starts sources last', async () => {
  const { journal: { take } , journal: all } = await start({ sources: { in: journal() }, transforms: [journal()], sinks: { a: journal() }, actions: { tell: journal() } });
  assert.equal(take.call(all), [
    'sources.in create', 'transforms.journal create', 'sinks.a create', 'actions.tell create',
    'actions.tell start', 'sinks.a start', 'transforms.journal start', 'sources.in start', 'sources.in run',
  ]);
});

test('touches nothing that did not change', async () => {
  const { journal: all, reload } = await start(ONE);
  all.take();
  await reload({ ...ONE, service: { name: 'shop' }, modules: { db: { level: 'warn' } } });
  assert.equal(all.take(), []);
});

test('starts the new before it touches the old', async () => {
  const { journal: all, reload } = await start(ONE);
  all.take();
  await reload({ ...ONE, sinks: { a: journal({ note: 'new' }), b: journal() } });
  assert.equal(all.take(), ['sinks.a(new) create', 'sinks.b create', 'sinks.b start', 'sinks.a(new) start', 'sinks.a stop']);
});

test('stops the old first where both own the same', async () => {
  const { journal: all, reload } = await start({ ...ONE, sinks: { a: journal({ claim: 'port' }) } });
  all.take();
  await reload({ ...ONE, sinks: { a: journal({ claim: 'port', note: 'new' }), b: journal() } });
  assert.equal(all.take(), ['sinks.a(new) create', 'sinks.b create', 'sinks.b start', 'sinks.a stop', 'sinks.a(new) start', 'sinks.a stop']);
});

test('lets two instances swap what they own', async () => {
  const { journal: all, reload, pipeline } = await start({ sinks: { a: journal({ claim: 'x' }), b: journal({ claim: 'y' }) } });
  await reload({ sinks: { a: journal({ claim: 'y', note: 'new' }), b: journal({ claim: 'x', note: 'new' }) } });
  assert.is(pipeline.status().generation, 2);
  assert.ok(all.take().includes('sinks.b(new) start'));
});

test('makes a source wait for its last acknowledgements before its successor starts', async () => {
  const { journal: all, reload, clock } = await start(ONE);
  const release = all.hold('sinks.a');
  const emitted = all.emit('sources.in', '{"n":1}');
  const reloaded = reload({ ...ONE, sources: { in: journal({ note: 'new' }) } });
  await clock.settle();
  all.take();
  await clock.settle();
  assert.equal(all.take(), []);
  release();
  await Promise.all([emitted, reloaded]);
  assert.equal(all.take().slice(0, 4), ['sources.in ended', 'sources.in stop', 'sources.in(new) start', 'sources.in(new) run']);
});

test('changes a source and the sink that holds its acknowledgements in one go', async () => {
  const { journal: all, reload, clock } = await start({ ...ONE, sinks: { a: journal({ claim: 'file' }) } });
  const release = all.hold('sinks.a');
  const emitted = all.emit('sources.in', '{"n":1}');
  await clock.settle();
  const reloaded = reload({ sources: { in: journal({ note: 'new' }) }, sinks: { a: journal({ claim: 'file', note: 'new' }) } });
  await clock.settle();
  release();
  await Promise.all([emitted, reloaded]);
  await all.emit('sources.in', '{"n":2}');
  assert.equal([...all.got], [['sinks.a', ['{"n":1}']], ['sinks.a(new)', ['{"n":2}']]]);
});

test('keeps what waits for an instance that is replaced', async () => {
  const { journal: all, reload, clock } = await start({ ...ONE, sinks: { a: journal({ claim: 'file' }) } });
  const release = all.hold('sinks.a');
  const emitted = [1, 2, 3].map((n) => all.emit('sources.in', `{"n":${n}}`));
  await clock.settle();
  const reloaded = reload({ ...ONE, sinks: { a: journal({ claim: 'file', note: 'new' }) } });
  await clock.settle();
  release();
  await Promise.all([reloaded, ...emitted]);
  assert.equal([...all.got], [['sinks.a', ['{"n":1}']], ['sinks.a(new)', ['{"n":2}', '{"n":3}']]]);
});

test('holds up no other sink for a delivery that is under way', async () => {
  const { journal: all, reload, clock } = await start({ ...ONE, sinks: { a: journal(), b: journal() } });
  const release = all.hold('sinks.a');
  const emitted = all.emit('sources.in', '{"n":1}');
  await clock.settle();
  const reloaded = reload({ ...ONE, sinks: { a: journal({ note: 'new' }), b: journal({ note: 'new' }) } });
  await clock.settle();
  await clock.settle();
  const next = all.emit('sources.in', '{"n":2}');
  await clock.settle();
  assert.equal(all.got.get('sinks.b(new)'), ['{"n":2}']);
  await clock.advance(30_000);
  release();
  await clock.advance(1000);
  await Promise.all([emitted, next, reloaded]);
  assert.equal(all.got.get('sinks.a(new)'), ['{"n":1}', '{"n":2}']);
});

test('hands what waits for a renamed sink to its successor, before anything new', async () => {
  const { journal: all, reload, clock, pipeline } = await start({ ...ONE, sinks: { a: journal({ claim: 'file' }) } });
  const release = all.hold('sinks.a');
  const emitted = [1, 2, 3].map((n) => all.emit('sources.in', `{"n":${n}}`));
  await clock.settle();
  const releaseHeir = all.hold('sinks.b');
  const reloaded = reload({ ...ONE, sinks: { b: journal({ claim: 'file' }) } });
  await clock.settle();
  release();
  await clock.settle();
  const next = all.emit('sources.in', '{"n":4}');
  await clock.settle();
  releaseHeir();
  await Promise.all([reloaded, next, ...emitted]);
  assert.is(all.overlaps.get('sinks.b'), 1, 'two queues do not deliver to it at once');
  assert.equal([...all.got], [['sinks.a', ['{"n":1}']], ['sinks.b', ['{"n":2}', '{"n":3}', '{"n":4}']]]);
  assert.equal(pipeline.status().instances.flatMap(({ reasons }) => Object.keys(reasons)), []);
});

test('delivers what waits for a removed sink, and keeps as dead letters what it does not take', async () => {
  const { journal: all, reload, clock, pipeline } = await start({ ...ONE, sinks: { a: journal(), b: journal() } });
  all.hold('sinks.b');
  const emitted = all.emit('sources.in', '{"n":1}');
  await clock.settle();
  const reloaded = reload({ ...ONE, sinks: { a: journal() } });
  await clock.advance(10_000);
  await clock.settle();
  await emitted;
  await reloaded;
  assert.is(pipeline.status().instances.find(({ id }) => id === 'sinks.b')?.reasons.undelivered_at_stop, 1);
  assert.ok(all.take().includes('sinks.b stop'));
});

const FAILURES = {
  create: /hushpipe\.yaml:\d+:\d+ sinks\.b .*could not be created: .*no create/,
  start: /hushpipe\.yaml:\d+:\d+ sinks\.b could not start: .*no start/,
} as const;

for (const [fails, message] of Object.entries(FAILURES)) {
  test(`leaves everything as it was where a plugin throws in ${fails}, and says at which place`, async () => {
    const { journal: all, reload, pipeline } = await start({ ...ONE, sinks: { a: journal({ claim: 'file' }) } });
    all.take();
    const error = await rejection(reload({ sources: { in: journal({ note: 'new' }) }, sinks: { a: journal({ claim: 'file', note: 'new' }), b: journal({ fails }) } }), HushpipeError);
    assert.is(error.code, 'RELOAD_FAILED');
    assert.match(error.message, message);
    assert.is(pipeline.status().lastError, error.message);
    assert.not(all.take().some((entry) => entry.startsWith('sinks.a stop') || entry.startsWith('sources.in stop')), 'nothing old was touched');
    await all.emit('sources.in', '{"n":1}');
    assert.equal(all.got.get('sinks.a'), ['{"n":1}']);
  });
}

test('starts again what had made way for an instance that cannot start', async () => {
  const { journal: all, reload } = await start({ sources: { in: journal() }, sinks: { a: journal({ claim: 'file' }) } });
  all.take();
  await rejection(reload({ sources: { in: journal({ note: 'new' }) }, sinks: { a: journal({ claim: 'file', note: 'new', fails: 'start' }) } }), HushpipeError);
  await new Promise(setImmediate);
  const entries = all.take();
  assert.equal(entries.slice(entries.indexOf('sinks.a(new) start')), [
    'sinks.a(new) start', 'sinks.a(new) stop', 'sources.in(new) stop', 'sources.in start', 'sinks.a stop', 'sinks.a start', 'sources.in run',
  ]);
  await all.emit('sources.in', '{"n":1}');
  assert.equal(all.got.get('sinks.a'), ['{"n":1}']);
});

test('tries again to start what had made way, where that fails at first', async () => {
  const config = { sources: { in: journal({ fails: 'start_again' }) }, sinks: { a: journal({ claim: 'file', fails: 'start_again' }) } };
  const { journal: all, reload, clock } = await start(config);
  await rejection(reload({ sources: { in: journal({ note: 'new' }) }, sinks: { a: journal({ claim: 'file', note: 'new', fails: 'start' }) } }), HushpipeError);
  await clock.advance(5000);
  await all.emit('sources.in', '{"n":1}');
  assert.equal(all.got.get('sinks.a'), ['{"n":1}']);
});

test('goes on where what makes way does not stop cleanly', async () => {
  const { reload, pipeline, log } = await start({ sinks: { a: journal({ claim: 'file', fails: 'stop' }) } });
  await reload({ sinks: { a: journal({ claim: 'file', note: 'new' }) } });
  assert.is(pipeline.status().generation, 2);
  assert.ok(log.some((line) => line.includes('did not stop cleanly')));
});

test('does not wait for ever for a start', async () => {
  const { reload, clock, pipeline } = await start(ONE);
  const reloaded = rejection(reload({ ...ONE, sinks: { a: journal(), b: journal({ fails: 'hang_start' }) } }), HushpipeError);
  await clock.advance(60_250);
  assert.match((await reloaded).message, /sinks\.b could not start: no start within 60 s/);
  assert.is(pipeline.status().generation, 1);
});

test('does not wait for ever for a stop', async () => {
  const { reload, clock, pipeline } = await start({ sinks: { a: journal({ fails: 'hang_stop' }) } });
  const reloaded = reload({ sinks: { a: journal({ note: 'new' }) } });
  await clock.advance(10_250);
  await reloaded;
  assert.is(pipeline.status().generation, 2);
});

test('shows no secret of either config in what it says', async () => {
  const [before, after] = ['first-secret-of-the-test', 'second-secret-of-the-test'];
  const { reload, pipeline, log } = await start({ ...ONE, sinks: { a: journal({ secret: before }) } });
  const error = await rejection(reload({ ...ONE, sinks: { a: journal({ secret: before }), b: journal({ fails: 'start', secret: after }) } }), HushpipeError);
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) assert.not.match(`${cause.message} ${cause.stack}`, /second-secret/);
  assert.not.match(`${log.join('')} ${pipeline.status().lastError}`, /second-secret/);
});

test.run();
