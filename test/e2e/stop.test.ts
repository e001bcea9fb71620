import * as assert from 'uvu/assert';
import { agents, writeConfig } from '../support/agent.js';
import { FakeHttp } from '../support/fake-http.js';
import { appendEvents, assertEachOnce, LogWriter, numbersIn } from '../support/numbered-events.js';
import { suite } from '../support/suite.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const test = suite('an orderly stop loses nothing and repeats nothing');
const folder = tempFolder(test);
const start = agents(test);
const server = new FakeHttp();
test.before(() => server.start());
test.after(() => server.stop());

const SOURCES = { app: { type: 'file', paths: ['app.log'], parse: 'json', read_block: '4KiB' } };
const SINKS = { out: { type: 'file', path: 'out.jsonl' } };
const written = (): number => numbersIn(folder.in('out.jsonl')).numbers.length;

test('SIGTERM, three times while a program logs: each event is there once, each stop takes less than five seconds', async () => {
  const config = writeConfig(folder.in('hushpipe.json'), { sources: SOURCES, sinks: SINKS });
  const writer = new LogWriter(folder.in('app.log'), Math.random);
  for (let stop = 0; stop < 3; stop++) {
    const agent = start(config);
    const before = written();
    await until('there is progress', () => written() > before);
    const asked = performance.now();
    assert.equal(await agent.stop(), { code: 0, signal: null }, agent.stderr);
    assert.ok(performance.now() - asked < 5000);
  }
  await writer.stop();
  await start(config, { args: ['--once'] }).ended;
  const { numbers, torn } = numbersIn(folder.in('out.jsonl'));
  assert.is(torn, 0);
  assertEachOnce(numbers, writer.count);
}, { limit: 60_000 });

test('the windows of triggers survive SIGTERM and a restart', async () => {
  const config = writeConfig(folder.in('hushpipe.json'), {
    sources: SOURCES,
    sinks: SINKS,
    actions: { hook: { type: 'webhook', url: server.origin, allow_private: true } },
    triggers: [{ name: 'failed-logins', when: { message: 'login failed' }, count: { gte: 10, within: '1h', by: 'user' }, alert: 'hook' }],
  });
  const logins = (from: number, to: number): void => appendEvents(folder.in('app.log'), from, to, { message: 'login failed', user: 'eve' });
  logins(0, 8);
  const first = start(config);
  await until('eight are counted', () => written() === 8);
  await first.stop();
  assert.is(server.received.length, 0);

  const arrival = server.arrival();
  logins(8, 10);
  const second = start(config);
  await arrival;
  await second.stop();
  const alerts = server.received.map(({ text }) => JSON.parse(text) as { readonly trigger: string; readonly count: number; readonly key: object });
  assert.equal(alerts.map(({ trigger, count, key }) => ({ trigger, count, key })), [{ trigger: 'failed-logins', count: 10, key: { user: 'eve' } }]);
}, { limit: 30_000 });

test.run();
