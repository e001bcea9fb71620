import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import * as assert from 'uvu/assert';
import { ConnectionLostError, definePlugin, HushpipeError, systemClock, type Clock } from '../../core/main.js';
import { appendEvents, assertEachOnce, lastNumberIn, numbersIn } from '../support/numbered-events.js';
import { failOnWarnings, pipelines, type TestPipeline } from '../support/pipelines.js';
import { rejection } from '../support/rejection.js';
import { FULL } from '../support/full.js';
import { suite } from '../support/suite.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const test = suite('reload loses nothing');
const folder = tempFolder(test);
const start = pipelines(test);

const EVENTS = FULL ? 500_000 : 50_000;
const CHUNK = 250;
/** How far the writer may be ahead of the source, in events: much less than there are between two reloads, so that each config sees some. */
const MOST_AHEAD = 1000;

/** The parts of the config that the reloads change. */
interface Parts {
  readonly source?: object;
  readonly transforms?: readonly object[];
  readonly redact?: object;
  readonly sink?: object;
  /** What the sink is called. */
  readonly name?: string;
  /** Whether there is a second sink. */
  readonly second?: boolean;
  readonly gte?: number;
}

function config({ source = {}, transforms = [], redact = { keys: ['session'] }, sink = {}, name = 'out', second = false, gte = 10 }: Parts = {}): Record<string, unknown> {
  return {
    version: 1,
    data_dir: folder.in('data'),
    sources: { app: { type: 'file', paths: [folder.in('app.log')], parse: 'json', ...source } },
    transforms,
    redact,
    sinks: { [name]: { type: 'file', path: folder.in('out.jsonl'), ...sink }, ...(second ? { second: { type: 'file', path: folder.in('second.jsonl') } } : {}) },
    actions: { hook: { type: 'webhook', url: 'https://alerts.example.com/in' } },
    triggers: [{ name: 'many', when: { message: 'login failed' }, count: { gte, within: '1h' }, alert: 'hook' }],
  };
}

const append = (from: number, to: number, message = 'order placed'): void => appendEvents(folder.in('app.log'), from, to, { message, session: 'correct-horse' });

const written = async (pipeline: TestPipeline, count: number): Promise<void> => void (await until(`${count} events are written`, () => pipeline.tally('sinks.out').eventsOut >= count));

/** What each of the ten reloads puts in place. */
const STEPS: readonly Parts[] = [
  { gte: 20 },
  { gte: 20, sink: { fsync: 'never' } },
  { gte: 20, sink: { fsync: 'never' }, transforms: [{ type: 'set', fields: { region: 'eu' } }] },
  { gte: 20, sink: { fsync: 'never' }, second: true },
  { sink: { fsync: 'never' }, redact: { keys: ['session', 'region'] }, second: true },
  { sink: { fsync: 'never' }, redact: { keys: ['session'] }, source: { read_block: '64KiB' } },
  { source: { read_block: '64KiB' }, transforms: [{ type: 'set', fields: { region: 'eu' } }, { type: 'remove', fields: ['session'] }] },
  { source: { read_block: '128KiB' }, sink: { queue: { max_events: 5000 } } },
  { source: { acknowledge: 'queued' }, sink: { batch: { max_events: 700 } }, gte: 5, name: 'renamed' },
  { sink: { rotate: { size: '1GiB' } } },
];

test(`ten reloads while ${EVENTS} events are written: each event is in the file once, in order`, async () => {
  const pipeline = await start(config());
  const every = EVENTS / (STEPS.length + 1);
  let last = Promise.resolve();
  let reloads = 0;
  for (let n = 0; n < EVENTS; n += CHUNK) {
    append(n, Math.min(n + CHUNK, EVENTS));
    const step = STEPS[reloads];
    if (step !== undefined && n >= every * (reloads + 1)) {
      await last;
      last = pipeline.reload(config(step));
      reloads++;
    }
    // Reloads are to find events on their way, not a file that was written long before.
    await until('the pipeline keeps up', () => pipeline.tally('sources.app').eventsIn >= n - MOST_AHEAD);
    await new Promise(setImmediate);
  }
  await last;
  assert.is(pipeline.status().generation, 11);
  await until('all events are written', () => lastNumberIn(folder.in('out.jsonl')) === EVENTS - 1, 60_000);
  await pipeline.close();

  assertEachOnce(numbersIn(folder.in('out.jsonl')).numbers, EVENTS);
  const second = numbersIn(folder.in('second.jsonl')).numbers;
  const first = second[0] ?? 0;
  assert.ok(second.length > 0 && first > 0 && second.length < EVENTS / 2);
  assertEachOnce(second.map((n) => n - first), second.length);
  assert.not(readFileSync(folder.in('out.jsonl'), 'latin1').includes('correct-horse'), 'no reload let a session through');
}, { limit: 100_000 });

test('a count that stood at 8 of 10 fires at the tenth after the reload', async () => {
  append(0, 8, 'login failed');
  const pipeline = await start(config());
  const fired: string[] = [];
  pipeline.on('fired', (trigger) => void fired.push(trigger));
  await written(pipeline, 8);
  await pipeline.reload(config({ sink: { fsync: 'never' }, source: { read_block: '64KiB' }, transforms: [{ type: 'set', fields: { region: 'eu' } }] }));
  append(8, 9, 'login failed');
  await written(pipeline, 9);
  assert.equal(fired, []);
  append(9, 10, 'login failed');
  await until('it fires', () => fired.length > 0);
  await written(pipeline, 10);
  assert.equal(fired, ['many']);
});

test('a lower limit fires for what was counted before', async () => {
  append(0, 8, 'login failed');
  const pipeline = await start(config());
  const fired: string[] = [];
  pipeline.on('fired', (trigger) => void fired.push(trigger));
  await written(pipeline, 8);
  await pipeline.reload(config({ gte: 5 }));
  append(8, 9, 'login failed');
  await until('it fires', () => fired.length > 0);
});

/** Runs timers a hundred times as fast. */
const hurried: Clock = { ...systemClock, after: (ms, run, options) => systemClock.after(ms / 100, run, options) };

test('a sink that hangs is taken out, and nothing is repeated to the others', async () => {
  const hanging = definePlugin({
    apiVersion: 1, kind: 'sink', name: 'hanging', summary: 'Never delivers.', schema: { type: 'object', additionalProperties: false, properties: {} }, examples: [],
    create: () => ({ deliver: (_batch, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))) }),
  });
  append(0, 1000);
  const both = { ...config(), sinks: { ...config()['sinks'] as object, stuck: { type: 'hanging', timeout: '1h' } } };
  const pipeline = await start(both, { plugins: [hanging], clock: hurried });
  await written(pipeline, 1000);
  await pipeline.reload(config());
  assert.is(pipeline.tally('sinks.stuck').reasons.undelivered_at_stop, 1000);
  append(1000, 2000);
  await written(pipeline, 2000);
  await pipeline.close();
  assertEachOnce(numbersIn(folder.in('out.jsonl')).numbers, 2000);
});

test('a sink that cannot connect again is replaced by one that can', async () => {
  const servers: string[] = [];
  const connecting = definePlugin({
    apiVersion: 1, kind: 'sink', name: 'connecting', summary: 'Loses its connection.', examples: [],
    schema: { type: 'object', additionalProperties: false, required: ['server'], properties: { server: { type: 'string' } } },
    create: ({ server }) => {
      let connected = false;
      return {
        start: () => {
          if (server === 'gone' && servers.includes('gone')) return Promise.reject(new Error('no route to host'));
          servers.push(server);
          connected = true;
          return Promise.resolve();
        },
        deliver: () => (connected && server !== 'gone' ? Promise.resolve() : Promise.reject(new ConnectionLostError('the connection is gone'))),
      };
    },
  });
  const to = (server: string): Record<string, unknown> => ({ ...config(), sinks: { ...config()['sinks'] as object, remote: { type: 'connecting', server } } });
  append(0, 1000);
  const pipeline = await start(to('gone'), { plugins: [connecting], clock: hurried });
  await until('it has tried', () => pipeline.log.some((line) => line.includes('could not connect and tries again')));
  await pipeline.reload(to('there'));
  await until('all is delivered', () => pipeline.tally('sinks.remote').eventsOut === 1000);
  assert.equal(servers, ['gone', 'there']);
});

test('a plugin that hangs in start does not keep the pipeline from closing', async () => {
  const hanging = definePlugin({
    apiVersion: 1, kind: 'sink', name: 'hanging', summary: 'Never starts.', schema: { type: 'object', additionalProperties: false, properties: {} }, examples: [],
    create: () => ({ start: () => new Promise(() => {}), deliver: () => Promise.resolve() }),
  });
  append(0, 1000);
  const pipeline = await start(config(), { plugins: [hanging] });
  await written(pipeline, 1000);
  const reload = pipeline.reload({ ...config({ sink: { fsync: 'never' } }), sinks: { ...config()['sinks'] as object, stuck: { type: 'hanging' } } });
  append(1000, 2000);
  await written(pipeline, 2000);
  await Promise.all([rejection(reload, HushpipeError), pipeline.close()]);
  assertEachOnce(numbersIn(folder.in('out.jsonl')).numbers, 2000);
});

/** A sink that needs a port for itself, and one that cannot start. */
const PLUGINS = `
import { createServer } from 'node:net';
const base = { apiVersion: 1, kind: 'sink', summary: 'For a test.', examples: [] };
const integer = { type: 'integer' };
export default [
  {
    ...base, name: 'listener',
    schema: { type: 'object', additionalProperties: false, required: ['port'], properties: { port: integer } },
    create: ({ port }) => {
      const server = createServer();
      return {
        start: () => new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve)),
        stop: () => new Promise((resolve) => server.close(resolve)),
        deliver: async () => {},
      };
    },
  },
  {
    ...base, name: 'thrower',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    create: () => ({ start: async () => { throw new Error('the licence has run out'); }, deliver: async () => {} }),
  },
];
`;

let taken: Server;
test.before.each(async () => {
  taken = createServer();
  await new Promise<void>((resolve) => {
    taken.listen(0, '127.0.0.1', resolve);
  });
});
test.after.each(() => new Promise((resolve) => {
  taken.close(() => resolve());
}));

/** A config file whose source and sink differ from those that run, so that both are stopped before the reload fails, and that ends in `rest`. */
function configFile(rest: string): string {
  writeFileSync(folder.in('plugins.mjs'), PLUGINS);
  return [
    'version: 1',
    'data_dir: data',
    'plugins: [./plugins.mjs]',
    'sources:',
    '  app: { type: file, paths: [app.log], parse: json, read_block: 64KiB }',
    'sinks:',
    '  out: { type: file, path: out.jsonl, fsync: never }',
    rest,
    '',
  ].join('\n');
}

interface Failure {
  readonly name: string;
  readonly text: () => string;
  readonly code: string;
  readonly message: RegExp;
}

const FAILURES: readonly Failure[] = [
  { name: 'a broken file', text: () => configFile('  extra: { type: file, path: extra.jsonl, fsyn: never }'), code: 'CONFIG_INVALID', message: /hushpipe\.yaml:8:43 .*"fsyn"\. Did you mean "fsync"/ },
  { name: 'a file that is no YAML', text: () => configFile('  extra: { type: file'), code: 'CONFIG_INVALID', message: /hushpipe\.yaml:8:10 .*CONFIG_SYNTAX/ },
  { name: 'a sink whose port is taken', text: () => configFile(`  extra:\n    type: listener\n    port: ${(taken.address() as AddressInfo).port}`), code: 'RELOAD_FAILED', message: /hushpipe\.yaml:8:3 sinks\.extra could not start: listen EADDRINUSE/ },
  { name: 'a plugin that throws in start', text: () => configFile('  extra: { type: thrower }'), code: 'RELOAD_FAILED', message: /hushpipe\.yaml:8:3 sinks\.extra could not start: the licence has run out/ },
];

for (const { name, text, code, message } of FAILURES) {
  test(`${name} leaves the old pipeline running and says why, with its place`, async () => {
    append(0, 1000);
    const pipeline = await start(config());
    await written(pipeline, 1000);
    append(1000, 2000);
    writeFileSync(folder.in('hushpipe.yaml'), text());
    const error = await rejection(pipeline.reload(folder.in('hushpipe.yaml')), HushpipeError);
    assert.is(error.code, code);
    assert.match(error.message, message);
    append(2000, 3000);
    await written(pipeline, 3000);
    assert.is(pipeline.status().generation, 1);
    await pipeline.reload(config({ sink: { fsync: 'never' } }));
    append(3000, 4000);
    await written(pipeline, 4000);
    await pipeline.close();
    assertEachOnce(numbersIn(folder.in('out.jsonl')).numbers, 4000);
  });
}

failOnWarnings(test);
test.run();
