import * as assert from 'uvu/assert';
import { HushpipeError } from '../../../core/contract/errors.js';
import type { AnyPlugin, Health } from '../../../core/contract/plugin.js';
import type { OwnedContext } from '../../../core/plugin-host/context.js';
import { PluginInstance } from '../../../core/plugin-host/instance.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('PluginInstance');

let context: TestContext;
let events: string[];
let owned: OwnedContext;

test.before.each(() => {
  context = testContext();
  events = [];
  owned = { context, health: (): Health => ({ status: 'degraded' }), dispose: async () => void events.push('disposed') };
});
test.after.each(() => assert.is(context.clock.pending, 0, 'no timer is left'));

const never = (): Promise<never> => new Promise(() => {});
const running = new AbortController().signal;

interface Parts {
  readonly start?: (signal: AbortSignal) => Promise<void>;
  readonly stop?: (signal: AbortSignal) => Promise<void>;
  readonly health?: () => Promise<Health>;
}

const create = (make: () => Parts): Promise<PluginInstance<'sink'>> =>
  PluginInstance.create<'sink'>('sinks.a', { kind: 'sink', name: 'mine', create: () => ({ deliver: async () => {}, ...make() }) } as unknown as AnyPlugin, {}, owned);

const noting = (): Parts => ({ start: async () => void events.push('start'), stop: async () => void events.push('stop') });

test('refuses what cannot do the work of its kind', async () => {
  for (const [kind, made, method] of [['sink', {}, 'deliver'], ['action', undefined, 'deliver'], ['source', { deliver: () => {} }, 'run'], ['transform', null, 'apply']] as const) {
    const error = await rejection(PluginInstance.create('x.a', { kind, name: 'mine', create: () => made } as unknown as AnyPlugin, {}, owned), HushpipeError);
    assert.equal([error.code, error.message, error.hint], ['PLUGIN_CREATE_FAILED', `x.a (mine) could not be created: create gave nothing with a function ${method}`, `Return { ${method} } from create.`]);
  }
});

test('starts, stops and starts again', async () => {
  const instance = await create(noting);
  await instance.start(running);
  await instance.stop();
  await instance.start(running);
  await instance.dispose();
  await instance.dispose();
  assert.equal(events, ['start', 'stop', 'start', 'stop', 'disposed']);
});

test('needs neither start nor stop', async () => {
  const instance = await create(() => ({}));
  await instance.start(running);
  await instance.dispose();
  assert.equal(events, ['disposed']);
});

test('leaves nothing behind where it cannot be created', async () => {
  const error = await rejection(create(() => {
    throw new Error('bad options');
  }), HushpipeError);
  assert.equal([error.code, error.message, events], ['PLUGIN_CREATE_FAILED', 'sinks.a (mine) could not be created: bad options', ['disposed']]);
});

test('says why it cannot start, with the hint of who knows better', async () => {
  const plain = await create(() => ({ start: () => Promise.reject(new Error('port taken')) }));
  assert.is((await rejection(plain.start(running), HushpipeError)).message, 'sinks.a could not start: port taken');
  const hinted = await create(() => ({ start: () => Promise.reject(new HushpipeError('PLUGIN_PACKAGE_MISSING', 'no kafka', { hint: 'Run: npm install kafka' })) }));
  const error = await rejection(hinted.start(running), HushpipeError);
  assert.equal([error.code, error.hint], ['PLUGIN_PACKAGE_MISSING', 'Run: npm install kafka']);
});

test('gives up a start that takes too long, or is to end', async () => {
  const hanging = await create(() => ({ start: never }));
  const late = rejection(hanging.start(running), HushpipeError);
  await context.clock.advance(60_250);
  assert.is((await late).message, 'sinks.a could not start: no start within 60 s');

  const abort = new AbortController();
  const ended = rejection(hanging.start(abort.signal), HushpipeError);
  abort.abort(new Error('closing'));
  await context.clock.advance(250);
  assert.is((await ended).message, 'sinks.a could not start: closing');
});

test('gives up a stop that takes too long, and cleans up all the same', async () => {
  let aborted = false;
  const instance = await create(() => ({
    stop: (signal) => {
      signal.addEventListener('abort', () => (aborted = true));
      return never();
    },
  }));
  const disposed = rejection(instance.dispose(), Error);
  await context.clock.advance(10_250);
  assert.equal([(await disposed).message, aborted, events], ['no stop within 10 s', true, ['disposed']]);
});

test('gives the health that it states, else what it reported', async () => {
  assert.equal(await (await create(() => ({ health: async () => ({ status: 'failed' }) }))).health(running), { status: 'failed' });
  assert.equal(await (await create(() => ({}))).health(running), { status: 'degraded' });
});

test.run();
