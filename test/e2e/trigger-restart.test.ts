import { appendFileSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { agents, writeConfig, type Agent } from '../support/agent.js';
import { FakeHttp } from '../support/fake-http.js';
import { suite } from '../support/suite.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const test = suite('a trigger survives a kill');
const folder = tempFolder(test);
const start = agents(test);
let alerts: FakeHttp;
let sink: FakeHttp;
test.before.each(async () => {
  [alerts, sink] = [new FakeHttp(), new FakeHttp()];
  await Promise.all([alerts.start(), sink.start()]);
});
test.after.each(async () => {
  await Promise.all([alerts.stop(), sink.stop()]);
});

const config = (): string => writeConfig(folder.in('hushpipe.json'), {
  sources: { app: { type: 'file', paths: ['app.log'], parse: 'json' } },
  sinks: { out: { type: 'webhook', url: sink.origin, allow_private: true, batch: { max_wait: '0ms' } } },
  actions: { tell: { type: 'webhook', url: alerts.origin, allow_private: true } },
  triggers: [{ name: 'ten', when: { event: 'login_failed' }, count: { gte: 10, within: '1h', by: 'user' }, alert: 'tell' }],
});

let lines = 0;
function fail(count: number): void {
  for (let i = 0; i < count; i++) appendFileSync(folder.in('app.log'), `${JSON.stringify({ n: lines++, event: 'login_failed', user: 'eve' })}\n`);
}

/** How many events the windows on disk include. */
function counted(): number {
  const journals = existsSync(folder.in('data')) ? readdirSync(folder.in('data')).filter((name) => /^triggers\.\d+\.jsonl$/.test(name)) : [];
  const texts = journals.map((name) => readFileSync(folder.in('data', name), 'utf8')).join('');
  return Math.max(0, ...[...texts.matchAll(/"times":\[([^\]]+)\]/g)].map(([, times = '']) => times.split(',').length));
}

async function kill(agent: Agent): Promise<void> {
  agent.kill('SIGKILL');
  await agent.ended;
}

for (const [what, answer] of [['delivered', undefined], ['not acknowledged yet', 'hang']] as const) {
  test(`semantics 12: a count at 8 of 10 whose events are ${what}, killed with kill -9, fires once, at the tenth`, async () => {
    sink.always(answer);
    const file = config();
    const first = start(file);
    await first.running();
    fail(8);
    await until('eight are counted', () => counted() === 8);
    if (answer === undefined) await until('and delivered', () => sink.received.length > 0);
    await kill(first);

    const second = start(file);
    await second.running();
    fail(1);
    await until('nine are counted', () => counted() === 9);
    await kill(second);
    assert.is(alerts.received.length, 0, 'nothing was counted twice');

    sink.always(undefined);
    const third = start(file);
    await third.running();
    fail(1);
    await until('it fires', () => alerts.received.length > 0);
    fail(1);
    await until('another is delivered', () => sink.received.some(({ text }) => text.includes(`"n":${lines - 1},`)));
    await third.stop();
    assert.is(alerts.received.length, 1);
  }, { limit: 40_000 });
}

test.run();
