import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { createLogger, createPipeline, definePlugin, HushpipeError, plainText, type RootLogger, type RunningPipeline } from '../../../core/main.js';
import { createCollector, type Collector } from '../../support/collector.js';
import { rejection } from '../../support/rejection.js';
import { alertIn } from '../../support/alert-in.js';
import { suite } from '../../support/suite.js';

const test = suite('createLogger');

let folder: string;
let collector: Collector;
let running: RunningPipeline | undefined;
let log: RootLogger;

test.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hushpipe-logger-'));
  collector = createCollector();
});
test.after.each(async () => {
  await log?.close().catch(() => {});
  await running?.close();
  running = undefined;
  await rm(folder, { recursive: true });
});

const alerts: string[] = [];
const page = definePlugin({
  apiVersion: 1, kind: 'action', name: 'page', summary: 'Keeps alerts in memory.', schema: { type: 'object', additionalProperties: false, properties: {} }, examples: [],
  create: () => ({
    async deliver(batch) {
      for (const delivery of batch) alerts.push(plainText(alertIn(delivery).title));
    },
  }),
});

const config = (rest: Record<string, unknown> = {}): Record<string, unknown> => ({ version: 1, data_dir: join(folder, 'data'), sinks: { all: { type: 'collect' } }, ...rest });

async function start(rest: Record<string, unknown> = {}): Promise<RunningPipeline> {
  running = await createPipeline(config(rest), { plugins: [collector.plugin, page], writeLog: () => {} });
  log = createLogger({ pipeline: running });
  return running;
}

test('writes redacted JSON lines to a file of its own, without any config', async () => {
  log = createLogger({ folder, service: 'shop', fields: { pid: 7 } });
  log.info({ orderId: 7, password: 'hunter2hunter2' }, 'order placed');
  log.child({ module: 'db' }).error(new Error('gone'), 'failed');
  log.debug('not heard');
  await log.close();
  const [first, second, ...rest] = (await readFile(join(folder, 'shop.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  const { time, ...fields } = first as Record<string, unknown>;
  assert.match(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.equal(fields, { level: 'info', message: 'order placed', logger: 'shop', pid: 7, orderId: 7, password: '[REDACTED:password]' });
  assert.equal([second?.['logger'], second?.['message'], (second?.['error'] as { readonly message: string }).message], ['db', 'failed', 'gone']);
  assert.equal(rest, []);
  assert.equal(await readdir(folder), ['shop.jsonl']);
});

test('what a secret is called, or looks like, makes no difference to where it stands', async () => {
  await start();
  const token = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');
  log.info(`token ${token}`);
  log.child({ session: { api_key: 'q8Zr4Lx0Tn2Vb6Wm' } }).info({ headers: new Map([['authorization', 'Bearer abcdefghijklmnop']]) }, 'request');
  log.error(new Error(`no access with ${token}`, { cause: new Error(token) }));
  log.withContext({ [token]: token }, () => log.info('context'));
  await log.flush();
  const text = collector.lines.join('\n');
  assert.is(collector.lines.length, 4);
  for (const secret of [token, 'q8Zr4Lx0Tn2Vb6Wm', 'abcdefghijklmnop']) assert.not.match(text, secret);
});

test('its lines go through triggers, modules and routes like any others', async () => {
  alerts.length = 0;
  await start({
    modules: { 'db.*': { level: 'warn' }, noisy: { sinks: [] } },
    routes: [{ when: { level: 'error' }, to: 'all' }],
    actions: { page: { type: 'page' } },
    triggers: [{ name: 'payments', when: { logger: 'billing', level: 'error' }, throttle: { every: '1h' }, alert: { to: 'page', title: 'Payment of ${amount} failed' } }],
  });
  log.info('not routed');
  log.child({ module: 'billing' }).error({ amount: 12 }, 'refused');
  log.child({ module: 'noisy' }).error('to no sink');
  await log.close();
  await running?.close();
  assert.equal(collector.events().map(({ message }) => message), ['refused']);
  assert.equal(alerts, ['Payment of 12 failed']);
});

test('a reload changes the levels of loggers that are there, before a line is made', async () => {
  const { reload, status } = await start({ modules: { db: { level: 'warn' } } });
  const db = log.child({ module: 'db' });
  db.info('too quiet');
  assert.not(db.isLevelEnabled('info'));
  await reload(config({ modules: { db: { level: 'debug' } } }));
  db.debug('heard');
  await reload(config());
  db.debug('too quiet again');
  db.info('heard again');
  await log.flush();
  assert.equal(collector.events().map(({ message }) => message), ['heard', 'heard again']);
  assert.is(status().instances.find(({ id }) => id === 'sources.app')?.eventsIn, 2, 'the others were never made');
});

test('follows its config file', async () => {
  const file = join(folder, 'hushpipe.yaml');
  const write = (level: string): Promise<void> => writeFile(file, `version: 1\nsinks: { file: { type: file, path: out.jsonl } }\nmodules: { db: { level: ${level} } }\n`);
  await write('error');
  log = createLogger({ config: file });
  const db = log.child({ module: 'db' });
  const { on } = await log.pipeline;
  assert.is(db.level, 'error');
  const reloaded = new Promise((resolve) => void on('reloaded', resolve));
  await write('debug');
  await reloaded;
  assert.is(db.level, 'debug');
});

test('leaves a pipeline that it was given running', async () => {
  const { status } = await start();
  log.info('one');
  await log.close();
  await log.close();
  log.info('too late');
  const other = createLogger({ pipeline: running as RunningPipeline });
  other.info('two');
  await other.close();
  assert.equal(collector.events().map(({ message }) => message), ['one', 'two']);
  assert.is(status().instances.find(({ id }) => id === 'sources.app')?.reasons.undelivered_at_stop, 1);
});

test('what was logged before its pipeline is closed is delivered, whoever closes it', async () => {
  await start();
  log.info('one');
  await running?.close();
  log.info('too late');
  assert.equal(collector.events().map(({ message }) => message), ['one']);
});

test('closes within the time it is given', async () => {
  await start();
  const release = collector.hold();
  log.info('held up');
  await log.close({ timeout: 20 });
  assert.is(collector.lines.length, 0);
  release();
});

test('leaves no listener behind', async () => {
  const count = (): number => ['exit', 'beforeExit', 'SIGTERM', 'SIGINT'].map((name) => process.listenerCount(name)).reduce((a, b) => a + b);
  await log.close();
  const before = count();
  await start();
  const others = Array.from({ length: 20 }, () => createLogger({ pipeline: running as RunningPipeline, handleSignals: true }));
  assert.is(count(), before + 4, 'one each for all');
  await Promise.all(others.map((logger) => logger.close()));
  await log.close();
  assert.is(count(), before);
});

test('an option that is undefined counts as not given', async () => {
  running = await createPipeline(config(), { plugins: [collector.plugin], watch: undefined, writeLog: () => {} });
  log = createLogger({ pipeline: running, config: undefined, service: undefined, folder: undefined, level: undefined, name: undefined, fields: undefined, source: undefined, maxBuffer: undefined, handleSignals: undefined });
  assert.equal([log.name, log.level, log.child({}, { level: undefined }).level], ['app', 'info', 'info']);
  log.info('one');
  await log.close({ timeout: undefined });
  assert.equal(collector.events().map(({ message }) => message), ['one']);
});

test('refuses a pipeline that is none, and a level that is none', async () => {
  assert.throws(() => createLogger({ pipeline: {} as RunningPipeline }), 'this is no pipeline of createPipeline()');
  await start();
  assert.throws(() => createLogger({ pipeline: running as RunningPipeline, level: 'loud' as 'info' }), '"loud" is no level');
});

test('what is wrong with a config reaches who asks', async () => {
  const { write } = process.stderr;
  let said = '';
  process.stderr.write = (text: string | Uint8Array) => Boolean((said += String(text)));
  try {
    log = createLogger({ config: { version: 1, sinks: { all: { type: 'fiel' } } } });
    assert.is((await rejection(log.flush(), HushpipeError)).code, 'CONFIG_INVALID');
    assert.is((await rejection(log.pipeline, HushpipeError)).code, 'CONFIG_INVALID');
  } finally {
    process.stderr.write = write;
  }
  assert.match(said, /the logger has no pipeline, and drops its lines: <config>:5:/);
});

test.run();
