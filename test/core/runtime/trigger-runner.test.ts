import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { journalTest, type JournalPipeline } from '../../support/journal-plugins.js';
import { suite } from '../../support/suite.js';
import { until } from '../../support/until.js';

const test = suite('TriggerRunner');
const { start, folder } = journalTest(test);

const journal = (options: object = {}): object => ({ type: 'journal', ...options });
const MANY = { name: 'many', when: { message: 'login failed' }, count: { gte: 10, within: '1h' }, alert: 'tell' };
const config = (...triggers: readonly object[]): object => ({ sinks: { a: journal() }, actions: { tell: journal() }, triggers });
const LOGIN = '{"message":"login failed"}';

async function log({ pipeline, clock }: JournalPipeline, count: number, line = LOGIN): Promise<void> {
  await pipeline.intake('test', 'json')({ bytes: Buffer.from(Array.from({ length: count }, () => line).join('\n')) });
  await clock.settle();
}

/** What is to be said is on disk first. */
const told = ({ journal: { got } }: JournalPipeline, action: string): Promise<true> => until('somebody is told', () => got.has(action));

test('hands notices to the actions that a trigger names, and tells of them', async () => {
  const running = await start(config(MANY));
  const heard: string[] = [];
  running.pipeline.services.signals.on('fired', (trigger) => heard.push(`${trigger} fired`));
  running.pipeline.services.signals.on('resolved', (trigger) => heard.push(`${trigger} resolved`));
  await log(running, 9);
  assert.equal([heard, running.journal.got.get('actions.tell')], [[], undefined]);
  await log(running, 1);
  await told(running, 'actions.tell');
  assert.equal([heard, running.journal.got.get('actions.tell')], [['many fired'], ['many']]);
  await running.clock.advance(3_700_000);
  assert.equal(heard, ['many fired', 'many resolved']);
});

test('keeps a count that stood at 8 of 10 over a reload', async () => {
  const running = await start(config(MANY));
  await log(running, 8);
  await running.reload({ ...config({ ...MANY, severity: 'critical' }), sinks: { a: journal({ note: 'new' }) }, actions: { tell: journal({ note: 'new' }) } });
  await log(running, 1);
  assert.is(running.journal.got.get('actions.tell(new)'), undefined);
  await log(running, 1);
  await told(running, 'actions.tell(new)');
  assert.equal(running.journal.got.get('actions.tell(new)'), ['many']);
});

test('keeps it over a restart, and fires at the tenth', async () => {
  const first = await start(config(MANY));
  await log(first, 8);
  await first.pipeline.close();
  const second = await start(config(MANY));
  await log(second, 2);
  await told(second, 'actions.tell');
  assert.equal(second.journal.got.get('actions.tell'), ['many']);
});

test('keeps the window of a Sigma correlation over an orderly restart, and over one that was not', async () => {
  const rules = folder.in('rules.yml');
  writeFileSync(rules, `{ title: A, id: a, logsource: {}, detection: { sel: { message: 'login failed' }, condition: sel } }
---
{ title: B, id: many, correlation: { type: event_count, rules: [a], timespan: 1h, condition: { gte: 4 } } }
`);
  const withSigma = { ...config(), sigma: { rules: [rules], alert: 'tell' } };
  const first = await start(withSigma);
  await log(first, 1);
  await first.pipeline.close();
  const second = await start(withSigma);
  await log(second, 1);
  await log(second, 1);
  await second.clock.advance(1_000);
  const killed = folder.in('killed');
  cpSync(folder.in('data'), killed, { recursive: true });
  await second.pipeline.close();
  rmSync(folder.in('data'), { recursive: true });
  cpSync(killed, folder.in('data'), { recursive: true });
  const third = await start(withSigma);
  assert.is(third.journal.got.get('actions.tell'), undefined);
  await log(third, 1);
  await told(third, 'actions.tell');
  assert.equal(third.journal.got.get('actions.tell'), ['many']);
});

test('saves what it counted within a second, and without waiting to stop', async () => {
  const running = await start(config(MANY));
  await log(running, 3);
  const saved = (): readonly string[] => (existsSync(folder.in('data')) ? readdirSync(folder.in('data')).filter((name) => name.startsWith('triggers.')) : []);
  assert.equal(saved(), []);
  await running.clock.advance(1_000);
  assert.equal(saved(), ['triggers.0.jsonl']);
  assert.match(readFileSync(folder.in('data', 'triggers.0.jsonl'), 'utf8'), /"name":"many".*\n$/);
  assert.is(running.clock.pending, 0, 'no timer keeps the process');
  await running.pipeline.close();
  assert.equal(saved(), ['triggers.json']);
  assert.is((JSON.parse(readFileSync(folder.in('data', 'triggers.json'), 'utf8')) as { readonly triggers: readonly unknown[] }).triggers.length, 1);
});

test('semantics 2: when the clock is set to another time, nothing is over before its time', async () => {
  const running = await start(config({ ...MANY, count: { gte: 1, within: '1h' } }));
  const heard: string[] = [];
  running.pipeline.services.signals.on('resolved', (trigger) => heard.push(trigger));
  await log(running, 1);
  running.clock.step(30 * 60_000);
  await running.clock.advance(3_599_000);
  assert.equal(heard, []);
  await running.clock.advance(2_000);
  assert.equal(heard, ['many']);
});

test('semantics 7: nothing is missed while a source is down', async () => {
  const running = await start(config({ name: 'lost', when: { message: 'login failed' }, absent: { for: '3m' }, alert: 'tell' }));
  const { signals } = running.pipeline.services;
  const heard: string[] = [];
  signals.on('fired', (trigger) => heard.push(trigger));
  await log(running, 1);
  signals.emit('source_failed', 'sources.test', new Error('gone'));
  await running.clock.advance(10 * 60_000);
  assert.equal(heard, []);
  signals.emit('source_restarted', 'sources.test');
  await running.clock.advance(3 * 60_000 - 1_000);
  assert.equal(heard, []);
  await running.clock.advance(1_000);
  assert.equal(heard, [], 'what comes in this very millisecond is in time');
  await running.clock.advance(1);
  assert.equal(heard, ['lost']);
});

test('begins anew, and says so, where saved windows mean nothing', async () => {
  const first = await start(config(MANY));
  await log(first, 1);
  await first.pipeline.close();
  for (const text of ['{"version":99}', '[', 'null']) {
    writeFileSync(folder.in('data', 'triggers.json'), text);
    const { log: lines, pipeline } = await start(config(MANY));
    await until('it is said', () => lines.some((line) => line.includes('saved state cannot be read')));
    await pipeline.close();
  }
  assert.is(existsSync(folder.in('data', 'triggers.json.unreadable')), true);
});

test('runs no trigger that is switched off, and forgets those that are removed', async () => {
  const running = await start(config({ ...MANY, enabled: false }));
  await log(running, 20);
  assert.is(running.journal.got.size, 1, 'the sink alone got something');
  await running.reload(config({ ...MANY, count: { gte: 2, within: '1h' } }));
  await log(running, 1);
  await running.reload(config());
  await log(running, 5);
  assert.is(running.journal.got.get('actions.tell'), undefined);
});

test('changes nothing where a trigger of the new config cannot be used', async () => {
  const running = await start(config(MANY));
  await log(running, 9);
  const loaded = await running.load(config(MANY));
  const broken = { ...loaded, triggers: [{ ...loaded.triggers[0], config: { ...loaded.triggers[0]?.config, when: { 'message|re': '(' } } }], secrets: [] } as unknown as typeof loaded;
  let failed = false;
  await running.pipeline.reload(broken).catch(() => (failed = true));
  assert.is(failed, true);
  await log(running, 1);
  await told(running, 'actions.tell');
  assert.equal(running.journal.got.get('actions.tell'), ['many']);
});

test('holds up no event for a chat that does not answer', async () => {
  const running = await start({ ...config({ name: 'each', when: { message: 'login failed' }, alert: 'tell' }), actions: { tell: { ...journal(), queue: { max_events: 2 } } } });
  const release = running.journal.hold('actions.tell');
  await log(running, 100);
  assert.is(running.journal.got.get('sinks.a')?.length, 100);
  release();
  await told(running, 'actions.tell');
  assert.equal(running.journal.got.get('actions.tell'), ['each'], 'a hundred of the same are one alert');
});

test.run();
