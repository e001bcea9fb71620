import { existsSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { testContext } from '../../../core/testing/test-context.js';
import { suite } from '../../support/suite.js';

const test = suite('testContext');

test('keeps what was logged, counted, gauged and reported', () => {
  const context = testContext();
  context.log.warn('slow', { ms: 7 });
  context.metrics.count('lines');
  context.metrics.count('lines', 2);
  context.metrics.gauge('open', 4);
  context.report({ status: 'degraded', detail: 'late' });
  assert.equal(context.logs, [{ level: 'warn', message: 'slow', fields: { ms: 7 } }]);
  assert.is(context.counters.get('lines'), 3);
  assert.is(context.gauges.get('open'), 4);
  assert.equal(context.health, [{ status: 'degraded', detail: 'late' }]);
});

test('says everything that was said as one text, nested fields included', () => {
  const context = testContext();
  context.log.error('failed', { cause: new Error('the needle', { cause: { a: { b: { c: 'deep' } } } }) });
  assert.match(context.said(), 'the needle');
  assert.match(context.said(), 'deep');
});

test('notes addresses that are fetched and packages that are imported, and takes both from the options', async () => {
  const context = testContext({ fetch: () => Promise.resolve(new Response('hi')), packages: { 'some-client': { version: 3 } } });
  assert.is(await (await context.fetch('http://127.0.0.1/x')).text(), 'hi');
  assert.equal(await context.import('some-client'), { version: 3 });
  assert.equal([context.fetches, context.imports], [['http://127.0.0.1/x'], ['some-client']]);
});

test('imports an installed package where none is given', async () => {
  const { VERSION } = await testContext().import<{ VERSION?: string; default: unknown }>('eventemitter3');
  assert.is(VERSION, undefined);
});

test('has one data folder, removed by dispose', async () => {
  const context = testContext();
  assert.not(context.usedDataDir);
  const folder = await context.dataDir();
  assert.is(await context.dataDir(), folder);
  assert.ok(existsSync(folder));
  await context.dispose();
  assert.not(existsSync(folder));
});

test('dispose aborts the signal, then runs what was deferred, last first', async () => {
  const context = testContext();
  const ran: string[] = [];
  context.defer(() => void ran.push(`first, aborted: ${context.signal.aborted}`));
  context.defer(async () => {
    await context.clock.settle();
    ran.push('second');
  });
  await context.dispose();
  assert.equal(ran, ['second', 'first, aborted: true']);
});

test.run();
