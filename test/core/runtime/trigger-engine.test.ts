import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { HushpipeError } from '../../../core/contract/errors.js';
import { createTriggerEngine, type LogEvent } from '../../../core/main.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { suite } from '../../support/suite.js';

const test = suite('createTriggerEngine of the package');

const START = Date.UTC(2025, 0, 1);
const clock = { now: () => START };
const RULE = `title: Asks who it is
id: 9b2f0a51-5d5c-4c6e-9a39-0d3c1e4f7a10
logsource: { category: process_creation }
detection:
  selection: { CommandLine|contains: whoami }
  condition: selection
level: high
`;
const CORRELATION = `title: Asks often
id: asks-often
correlation:
  type: event_count
  rules: [9b2f0a51-5d5c-4c6e-9a39-0d3c1e4f7a10]
  group-by: [User]
  timespan: 5m
  condition: { gte: 2 }
`;

const at = (second: number, fields: object): Readonly<Record<string, unknown>> => ({ time: new Date(START + second * 1000).toISOString(), ...fields });

test('takes triggers as a config file states them, and events as objects or lines', () => {
  const engine = createTriggerEngine({ triggers: [{ name: 'logins', when: { event: 'login_failed' }, count: { gte: 2, within: '1m', by: 'user' } }], clock });
  assert.equal(engine.match(at(0, { event: 'LOGIN_failed' })), ['logins']);
  const fired = engine.process([at(0, { event: 'login_failed', user: 'eve' }), JSON.stringify(at(1, { event: 'login_failed', user: 'eve' }))]);
  assert.equal(fired.map(({ trigger, kind, key, count }) => [trigger, kind, key, count]), [['logins', 'fired', { user: 'eve' }, 2]]);
  assert.is(engine.nextDeadline(), START + 59_000, 'by the clock, which lags behind the second event');
  assert.equal(engine.advance(START + 60_000).map(({ kind }) => kind), ['resolved']);
});

test('counts events that are alike one by one, however close together they come', () => {
  const engine = createTriggerEngine({ triggers: [{ name: 'logins', when: { event: 'login_failed' }, count: { gte: 4, within: '1m' } }], clock });
  const event = at(0, { event: 'login_failed' });
  assert.is(engine.process([event, event]).length + engine.process([event]).length, 0);
  assert.equal(engine.process([JSON.stringify(event)]).map(({ count }) => count), [4]);
});

test('takes an event of the pipeline once', () => {
  const engine = createTriggerEngine({ triggers: [{ name: 'logins', when: { event: 'login_failed' }, count: { gte: 2, within: '1m' } }], clock });
  const [event] = makeEvents([{ event: 'login_failed' }]);
  assert.is(engine.process([event as LogEvent, event as LogEvent]).length, 0);
  assert.equal(engine.match(new Map([['event', 'login_failed']])), [], 'which is none');
});

test('takes up where a snapshot left off', () => {
  const triggers = [{ name: 'logins', when: { event: 'login_failed' }, count: { gte: 2, within: '1m' } }];
  const first = createTriggerEngine({ triggers, clock });
  first.process([at(0, { event: 'login_failed' })]);
  const second = createTriggerEngine({ triggers, clock });
  second.restore(first.snapshot());
  assert.is(second.process([at(1, { event: 'login_failed' })]).length, 1);
});

test('takes Sigma rules as texts and as files, by their ids', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hushpipe-sigma-'));
  try {
    await writeFile(join(folder, 'rule.yml'), RULE);
    for (const source of [{ name: 'rule.yml', text: RULE }, join(folder, 'rule.yml'), folder]) {
      const engine = createTriggerEngine({ sigma: [source], clock });
      assert.equal(engine.problems, []);
      assert.equal(engine.match({ CommandLine: 'cmd /c WhoAmI' }), ['9b2f0a51-5d5c-4c6e-9a39-0d3c1e4f7a10']);
      assert.equal(engine.match({ CommandLine: 'dir' }), []);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('runs correlations over what rules meet; a rule that is only part of one tells nobody', () => {
  const engine = createTriggerEngine({ sigma: [{ name: 'all.yml', text: `${RULE}---\n${CORRELATION}` }], clock });
  const event = (second: number, User: string): Readonly<Record<string, unknown>> => at(second, { CommandLine: 'whoami', User });
  const fired = engine.process([event(0, 'eve'), event(1, 'bob'), event(2, 'eve')]);
  assert.equal(fired.map(({ trigger, key, measure }) => [trigger, key, measure.value]), [['asks-often', { User: 'eve' }, 2]]);
});

test('says what of Sigma it could not use, with its place, and uses the rest', () => {
  const engine = createTriggerEngine({ sigma: [{ name: 'bad.yml', text: `${RULE}---\ntitle: Bad\nid: bad\nlogsource: {}\ndetection:\n  sel: { a|nope: 1 }\n  condition: sel\n` }], clock });
  assert.equal(engine.problems.map(({ code, file, line }) => [code, file, line]), [['CONDITION_UNKNOWN_MODIFIER', 'bad.yml', 13]]);
  assert.equal(engine.match({ CommandLine: 'whoami' }).length, 1);
});

test('refuses triggers that cannot be used, and says all that is wrong with them', () => {
  const good = { name: 'good', when: { event: 'x' } };
  assert.throws(() => createTriggerEngine({ triggers: [good, { name: 'a', when: { 'x|gt': 'y' }, count: { gte: 1, within: '1 minute' } }] }), (error: unknown) =>
    error instanceof HushpipeError && error.code === 'CONFIG_INVALID' && /^triggers\[1\]\.when\.x\|gt: "x" with "gt" takes a number/m.test(error.message) && /^triggers\[1\]\.count\.within: count\.within must be a duration/m.test(error.message));
  assert.throws(() => createTriggerEngine({ triggers: [good, { name: 'b', when: { event: 'y' }, cuont: { gte: 1, within: '1m' } }] }), /^triggers\[1\]\.cuont: the trigger has no key "cuont"\. Did you mean "count"\?/);
});

test.run();
