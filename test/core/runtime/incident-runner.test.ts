import * as assert from 'uvu/assert';
import type { JsonObject } from '../../../core/contract/json.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { FakeHttp } from '../../support/fake-http.js';
import { journalTest, type JournalPipeline } from '../../support/journal-plugins.js';
import { pacedPipelines } from '../../support/paced-pipeline.js';
import { suite } from '../../support/suite.js';
import { until } from '../../support/until.js';

const test = suite('IncidentRunner');
const { start } = journalTest(test);
const paced = pacedPipelines(test);

const MINUTE = 60_000;
const journal = (options: object = {}): object => ({ type: 'journal', ...options });
const MANY = { name: 'many', when: { message: 'login failed' }, count: { gte: 2, within: '1h' }, alert: 'tell' };
const config = (...triggers: readonly object[]): object => ({ sinks: { a: journal() }, actions: { tell: journal() }, triggers });

async function log({ pipeline, clock }: JournalPipeline, count: number): Promise<void> {
  await pipeline.intake('test', 'json')({ bytes: Buffer.from(Array.from({ length: count }, () => '{"message":"login failed"}').join('\n')) });
  await clock.settle();
}

const told = ({ journal: { got } }: JournalPipeline, times: number): Promise<true> => until(`it is told ${times} times`, () => got.get('actions.tell')?.length === times);
const alertOf = ({ pipeline }: JournalPipeline): JsonObject => pipeline.alerts.desk.list(true)[0] ?? {};

test('a digest says what has counted by then, whatever the trigger said of it', async () => {
  const running = await start(config(MANY));
  await log(running, 2);
  await told(running, 1);
  await log(running, 40);
  assert.is(alertOf(running)['count'], 2);
  await running.clock.advance(MINUTE);
  await told(running, 2);
  assert.is(alertOf(running)['count'], 42);
});

test('a count that has doubled is told within a minute, also of a trigger that says nothing more of it', async () => {
  const receiver = new FakeHttp();
  await receiver.start();
  try {
    const running = await paced({ sinks: { out: { type: 'file', path: 'out.jsonl', fsync: 'never' } }, actions: { tell: { type: 'webhook', url: receiver.origin, allow_private: true } }, triggers: [MANY] });
    const counts = (): readonly number[] => receiver.received.map(({ text }) => (JSON.parse(text) as { readonly count: number }).count);
    const fail = (times: number): Promise<void> => running.emit(Array.from({ length: times }, () => ({ message: 'login failed' })));
    await fail(2);
    await running.pass(20 * MINUTE);
    const before = counts();
    await fail(1);
    await running.pass(2 * MINUTE);
    assert.equal(counts(), before, 'three is not twice as many');
    await fail(1);
    await running.pass(MINUTE);
    assert.equal(counts(), [...before, 4]);
    await running.pass(30 * MINUTE);
    assert.equal(counts(), [...before, 4], 'and nothing until the hour is over');
  } finally {
    await receiver.stop();
  }
});

test('an alert of many values says which came most often, and a digest says it anew', async () => {
  const users = config({ name: 'many', when: { message: 'login failed' }, distinct: { field: 'user', gte: 2, within: '1h' }, alert: 'tell' });
  const running = await start(users);
  const fail = async (...users: readonly string[]): Promise<void> => {
    await running.pipeline.intake('test', 'json')({ bytes: Buffer.from(users.map((user) => JSON.stringify({ message: 'login failed', user })).join('\n')) });
    await running.clock.settle();
  };
  const top = (of = running): unknown => {
    const { content } = of.pipeline.alerts.desk.deliveryIn(alertOf(of)['id'] as string, 'digest', { action: 'tell', ability: 'post' });
    return 'alert' in content ? content.alert.topGroups : undefined;
  };
  await fail('eve', 'eve', 'ann');
  await told(running, 1);
  assert.equal(top(), [{ name: 'eve', count: 2 }, { name: 'ann', count: 1 }]);
  await fail('bob', 'bob', 'bob', 'kim');
  await running.clock.advance(MINUTE);
  await told(running, 2);
  assert.equal(top(), [{ name: 'bob', count: 3 }, { name: 'eve', count: 2 }, { name: 'ann', count: 1 }]);
  const closed = running.pipeline.close({ timeout: 0 });
  await running.clock.advance(1000);
  await closed;
  assert.equal(top(await start(users)), [{ name: 'bob', count: 3 }, { name: 'eve', count: 2 }, { name: 'ann', count: 1 }], 'also after a restart');
});

test('a reload says nothing again, and ends what is of triggers that are no more', async () => {
  const running = await start(config(MANY));
  await log(running, 2);
  await told(running, 1);
  await running.reload(config({ ...MANY, severity: 'critical' }));
  assert.equal([alertOf(running)['state'], running.journal.got.get('actions.tell')?.length], ['firing', 1]);
  await running.reload(config());
  await running.clock.advance(2000);
  await told(running, 2);
  assert.equal((running.pipeline.alerts.desk.show(alertOf(running)['id'] as string)['resolved'] as JsonObject)['reason'], 'removed');
});

test('what was still to be said by an action that a reload takes away is said once another brings it back', async () => {
  const each = { name: 'each', when: { message: 'login failed' }, count: { gte: 1, within: '1h', by: 'job' } };
  const both = { ...config({ ...each, alert: 'tell' }), actions: { tell: journal(), other: journal() } };
  const running = await start(both);
  await running.pipeline.intake('test', 'json')({ bytes: Buffer.from([1, 2, 3].map((job) => JSON.stringify({ message: 'login failed', job })).join('\n')) });
  await told(running, 1);
  await running.reload({ ...config({ ...each, alert: 'other' }), actions: { other: journal() } });
  await running.clock.advance(5_000);
  await running.reload(both);
  await until('all are told', async () => {
    await running.clock.advance(1_000);
    return running.journal.got.get('actions.tell')?.length === 3;
  });
  assert.is(running.journal.got.get('actions.other'), undefined);
});

test('a system clock that is set back by a day holds no alert back', async () => {
  const each = { name: 'each', when: { message: 'login failed' }, count: { gte: 1, within: '48h', by: 'job' }, alert: 'tell' };
  const running = await start(config(each));
  const fail = (jobs: readonly number[]): Promise<void> => running.pipeline.intake('test', 'json')({ bytes: Buffer.from(jobs.map((job) => JSON.stringify({ message: 'login failed', job })).join('\n')) });
  const saying = (times: number): Promise<true> => until(`it is told ${times} times`, async () => {
    await running.clock.advance(1_000);
    return (running.journal.got.get('actions.tell')?.length ?? 0) >= times;
  });
  await fail([1, 2]);
  await saying(2);
  running.clock.step(-24 * 60 * MINUTE);
  await fail([3]);
  await saying(3);
  const { length } = running.journal.got.get('actions.tell') ?? [];
  running.clock.step(-24 * 60 * MINUTE);
  await saying(length + 1);
  assert.is(running.pipeline.alerts.desk.list(true).length, 3, 'a digest');
});

test('what a closing pipeline could not say is said by the next', async () => {
  const first = await start(config(MANY));
  first.journal.hold('actions.tell');
  await log(first, 2);
  const closed = first.pipeline.close({ timeout: 10 });
  await first.clock.advance(1000);
  await closed;
  const second = await start(config(MANY));
  await told(second, 1);
});

test('a storm that stands is not told again by the next run, which still tells what comes of it', async () => {
  const receiver = new FakeHttp();
  await receiver.start();
  const clock = new VirtualClock();
  const each = { name: 'each', when: { message: 'login failed' }, count: { gte: 1, within: '1h', by: 'job' }, alert: 'tell' };
  const stormy = { sinks: { out: { type: 'file', path: 'out.jsonl', fsync: 'never' } }, actions: { tell: { type: 'webhook', url: receiver.origin, allow_private: true } }, triggers: [each] };
  const states = (): readonly string[] => receiver.received.splice(0).map(({ text }) => (JSON.parse(text) as { readonly counts?: { readonly firing: number; readonly resolved: number } }).counts).map((counts) => `${counts?.firing} ${counts?.resolved}`);
  try {
    const first = await paced(stormy, clock);
    await first.emit(Array.from({ length: 20 }, (_, job) => ({ message: 'login failed', job })));
    await first.pass(16 * MINUTE);
    assert.is(states().at(-1), '20 0');
    await first.close();
    const second = await paced(stormy, clock);
    await second.pass(30 * MINUTE);
    assert.equal(states(), [], 'the next digest is due after an hour');
    await second.pass(90 * MINUTE);
    assert.is(states().at(-1), '0 20');
  } finally {
    await receiver.stop();
  }
});

test('counts what nobody is told of', async () => {
  const running = await start({ ...config(MANY), mute: [{ name: 'always', times: ['00:00-24:00'] }] });
  await log(running, 2);
  await running.clock.advance(5 * MINUTE);
  assert.is(running.pipeline.services.tallies.of('alerts').read().reasons.muted, 1);
  assert.is(running.journal.got.get('actions.tell'), undefined);
});

test.run();
