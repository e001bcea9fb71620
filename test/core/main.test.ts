import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { createPipeline, definePlugin, HushpipeError, type AnyPlugin, type RunningPipeline } from '../../core/main.js';
import { createCollector } from '../support/collector.js';
import { rejection } from '../support/rejection.js';
import { suite } from '../support/suite.js';

const test = suite('createPipeline');

let folder: string;
let running: RunningPipeline | undefined;
const log: string[] = [];

test.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hushpipe-'));
  log.length = 0;
});
test.after.each(async () => {
  await running?.close();
  running = undefined;
  await rm(folder, { recursive: true });
});

/** A source that emits this text and ends. */
const once = (text: string): AnyPlugin => definePlugin({
  apiVersion: 1, kind: 'source', name: 'once', summary: 'Emits one text.', schema: { type: 'object', additionalProperties: false, properties: {} }, examples: [],
  create: () => ({ run: (emit) => emit({ bytes: Buffer.from(text) }) }),
});

const start = async (config: Record<string, unknown>, plugins: readonly AnyPlugin[], watch = false): Promise<RunningPipeline> => {
  running = await createPipeline(config, { plugins, watch, writeLog: (line) => log.push(line) });
  return running;
};

const config = (rest: Record<string, unknown> = {}): Record<string, unknown> => ({ version: 1, data_dir: join(folder, 'data'), sinks: { all: { type: 'collect' } }, ...rest });

test('runs a config given as an object, and delivers all of it when it closes', async () => {
  const { plugin, events } = createCollector();
  const { close, on } = await start(config({ sources: { one: { type: 'once', parse: 'json' } } }), [plugin, once('{"message":"a","password":"hunter2hunter2"}\n{"message":"b"}\n')]);
  let stopped = false;
  on('stopped', () => (stopped = true));
  await close();
  assert.equal(events(), [{ message: 'a', password: '[REDACTED:password]' }, { message: 'b' }]);
  assert.ok(stopped);
});

test('counts what went through', async () => {
  const { plugin } = createCollector();
  const { close, status } = await start(config({ sources: { one: { type: 'once' } } }), [plugin, once('a\nb\nc\n')]);
  await close();
  assert.is(status().instances.find(({ id }) => id === 'sinks.all')?.eventsOut, 3);
});

test('rejects a wrong config with all that is wrong, in its place', async () => {
  const error = await rejection(createPipeline({ version: 1, sinks: { a: { type: 'fil' } }, sauces: {} }), HushpipeError);
  assert.is(error.code, 'CONFIG_INVALID');
  assert.match(error.message, /there is no sink called "fil"\. Did you mean "file"\?/);
  assert.match(error.message, /Did you mean "sources"\?/);
});

test('refuses what is no config at all', async () => {
  for (const [given, called] of [[undefined, 'undefined'], [null, 'null'], [5, 'number']] as const) {
    const error = await rejection(createPipeline(given as unknown as string), TypeError);
    assert.is(error.message, `a pipeline is made of the path of a config, or of the config itself, not of ${called}`);
  }
});

test('rejects a path where no config is', async () => {
  const error = await rejection(createPipeline(join(folder, 'none.yaml')), HushpipeError);
  assert.match(error.message, /CONFIG_NOT_FOUND/);
});

test('rejects a plugin that is none', async () => {
  const error = await rejection(createPipeline(config(), { plugins: [{ apiVersion: 1, kind: 'sink', name: 'No Name' } as unknown as AnyPlugin] }), HushpipeError);
  assert.is(error.code, 'PLUGIN_INVALID');
});

test('puts another config in place, and goes on with the old one where it is wrong', async () => {
  const { plugin } = createCollector();
  const { reload, status, on } = await start(config(), [plugin]);
  const heard: string[] = [];
  const off = on('reloaded', (generation) => heard.push(`generation ${generation}`));
  await reload(config({ service: { name: 'shop' } }));
  const error = await rejection(reload(config({ service: { nam: 'shop' } })), HushpipeError);
  assert.is(error.code, 'CONFIG_INVALID');
  off();
  await reload(config());
  assert.equal(heard, ['generation 2']);
  assert.is(status().generation, 3);
});

test('reads its file again', async () => {
  const { plugin } = createCollector();
  const file = join(folder, 'hushpipe.yaml');
  await writeFile(file, 'version: 1\nsinks: { all: { type: collect } }\n');
  running = await createPipeline(file, { plugins: [plugin], writeLog: () => {} });
  const before = running.status().configHash;
  await writeFile(file, 'version: 1\nservice: { name: shop }\nsinks: { all: { type: collect } }\n');
  await running.reload();
  assert.is.not(running.status().configHash, before);
});

test('puts a changed file in place by itself where it is asked to, and says why it does not', async () => {
  const { plugin } = createCollector();
  const file = join(folder, 'hushpipe.yaml');
  await writeFile(file, 'version: 1\nsinks: { all: { type: collect } }\n');
  let said!: (line: string) => void;
  const line = new Promise<string>((resolve) => (said = resolve));
  running = await createPipeline(file, { plugins: [plugin], watch: true, writeLog: said });
  const { on } = running;
  const reloaded = new Promise<number>((resolve) => void on('reloaded', resolve));
  await writeFile(file, 'version: 1\nservice: { name: shop }\nsinks: { all: { type: collect } }\n');
  assert.is(await reloaded, 2);
  const failed = new Promise<Error>((resolve) => void on('reload_failed', resolve));
  await writeFile(file, 'version: 1\nsinks: { all: { type: colect } }\n');
  assert.match(await line, /the changed config is not used; the one before goes on.*Did you mean \\"collect\\"/);
  assert.is((await failed as HushpipeError).code, 'CONFIG_INVALID');
  const { generation, lastError } = running.status();
  assert.is(generation, 2);
  assert.match(lastError ?? '', /hushpipe\.yaml:2:23.*Did you mean "collect"/);
  await writeFile(file, 'version: 1\nsinks: { all: { type: collect } }\n');
  await running.reload();
  assert.is(running.status().lastError, undefined);
});

test.run();
