import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { HushpipeError } from '../../../core/contract/errors.js';
import type { AnyPlugin } from '../../../core/contract/plugin.js';
import { Tally } from '../../../core/pipeline/tally.js';
import { createContext, type OwnedContext } from '../../../core/plugin-host/context.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('createContext');

let folder: string;
let process: TestContext;
let owned: OwnedContext;

test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'context-'));
  process = testContext();
  owned = make();
});
test.after.each(async () => {
  await owned.dispose();
  rmSync(folder, { recursive: true });
});

function make(requires: Readonly<Record<string, string>> = {}): OwnedContext {
  const { clock, random, log } = process;
  const plugin = { name: 'mine', requires } as unknown as AnyPlugin;
  return createContext({ id: 'sinks.a', plugin, services: { clock, random, log, dataDir: join(folder, 'data'), folder, once: true }, metrics: new Tally('sinks.a'), framing: undefined });
}

test('says on every line of the log which instance speaks', () => {
  owned.context.log.warn('late', { count: 2 });
  assert.equal(process.logs, [{ level: 'warn', message: 'late', fields: { instance: 'sinks.a', count: 2 } }]);
});

test('makes a folder of the instance on the first call, which is the same afterwards', async () => {
  const path = await owned.context.dataDir();
  assert.is(path, join(folder, 'data', 'sinks.a'));
  assert.is(statSync(path).mode & 0o077, 0);
  assert.is(await owned.context.dataDir(), path);
});

test('runs what was deferred, last first, whatever one of them throws', async () => {
  const ran: string[] = [];
  owned.context.defer(() => void ran.push('first'));
  owned.context.defer(async () => {
    await Promise.resolve();
    ran.push('second');
    throw new Error('no');
  });
  owned.context.defer(() => {
    ran.push(`third, ${owned.context.signal.aborted ? 'stopped' : 'running'}`);
    throw new Error('no');
  });
  await owned.dispose();
  await owned.dispose();
  assert.equal(ran, ['third, stopped', 'second', 'first']);
  assert.is(process.logs.filter(({ message }) => message.includes('a cleanup failed')).length, 2);
});

test('does not wait for ever for a cleanup', async () => {
  let ran = false;
  owned.context.defer(() => void (ran = true));
  owned.context.defer(() => new Promise(() => {}));
  const disposed = owned.dispose();
  await process.clock.advance(10_250);
  await disposed;
  assert.is(ran, true);
});

test('says which data directory cannot be used, and what to do', async () => {
  writeFileSync(join(folder, 'data'), 'a file');
  const error = await rejection(owned.context.dataDir(), HushpipeError);
  assert.match(error.message, `the data directory ${join(folder, 'data')} cannot be used: ENOTDIR`);
  assert.is(error.hint, 'Name one that may be written, with data_dir: or --data-dir.');
});

test('runs at once what is deferred too late', async () => {
  await owned.dispose();
  let ran = false;
  owned.context.defer(() => void (ran = true));
  await process.clock.settle();
  assert.is(ran, true);
});

test('keeps the health that was reported, and logs when it changes', () => {
  const { context, health } = owned;
  assert.equal(health(), { status: 'ok' });
  context.report({ status: 'failed', detail: 'gone' });
  context.report({ status: 'failed', detail: 'still gone' });
  assert.equal(health(), { status: 'failed', detail: 'still gone' });
  context.report({ status: 'ok' });
  assert.equal(process.logs.map(({ level, message, fields }) => [level, message, fields['detail']]), [['error', 'sinks.a is failed', 'gone'], ['info', 'sinks.a is ok', undefined]]);
});

test('imports a package that the plugin requires', async () => {
  const { parse } = await make({ yaml: '^2' }).context.import<{ parse(text: string): unknown }>('yaml');
  assert.is(parse('1'), 1);
});

test('finds a package beside the config that hushpipe does not have', async () => {
  const home = join(folder, 'node_modules', 'only-there');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{"name":"only-there","type":"module","exports":"./index.js"}');
  writeFileSync(join(home, 'index.js'), 'export const found = true;');
  assert.is((await make({ 'only-there': '*' }).context.import<{ found: boolean }>('only-there')).found, true);
});

test('says what to install where a package is missing', async () => {
  const error = await rejection(make({ 'no-such-package': '^3' }).context.import('no-such-package'), HushpipeError);
  assert.is(error.code, 'PLUGIN_PACKAGE_MISSING');
  assert.match(error.message, 'sinks.a: the package no-such-package cannot be found');
  assert.is(error.hint, 'Run: npm install no-such-package@"^3"');
});

test('hands on what a package throws that is there', async () => {
  const home = join(folder, 'node_modules', 'broken');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{"name":"broken","type":"module","exports":"./index.js"}');
  writeFileSync(join(home, 'index.js'), 'throw new Error("no licence");');
  assert.is((await rejection(make({ broken: '*' }).context.import('broken'), Error)).message, 'no licence');
});

test('imports nothing that the plugin does not state', async () => {
  const error = await rejection(owned.context.import('yaml'), HushpipeError);
  assert.is(error.code, 'PLUGIN_INVALID');
});

test.run();
