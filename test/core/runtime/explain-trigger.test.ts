import * as assert from 'uvu/assert';
import type { CauseCode } from '../../../core/runtime/explain-cause.js';
import { TriggerExplainer, type Explanation } from '../../../core/runtime/explain-trigger.js';
import { loadSigma } from '../../../core/sigma/load.js';
import { sigmaTriggers } from '../../../core/sigma/sigma-triggers.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { suite } from '../../support/suite.js';
import { eventsAt, MINUTE, START, triggerConfig } from '../../support/trigger-fixtures.js';

const test = suite('TriggerExplainer');

type Given = readonly (readonly [seconds: number, fields?: object])[];

interface Case {
  readonly name: string;
  readonly trigger: Partial<TriggerConfig>;
  readonly others?: readonly TriggerConfig[];
  readonly given: Given;
  /** Seconds that pass after the last event. */
  readonly then?: number;
  readonly group?: Readonly<Record<string, string>>;
  readonly cause: CauseCode;
  readonly says: string;
}

const COUNT = { gte: 3, within: MINUTE } as const;
const EVE = { user: 'eve' };
const throttle = (every: number): NonNullable<TriggerConfig['throttle']> => ({ every, backoff: 1, max: 86_400_000 });
const sequence = { within: 10 * MINUTE, by: 'user', ordered: true, steps: [{ failed: { event: 'login_failed' }, times: 2 }, { ok: { event: 'login_ok' } }] } as unknown as NonNullable<TriggerConfig['sequence']>;
/** The default of the fixture asks for events; a sequence does not. */
const noWhen = { when: undefined } as unknown as Partial<TriggerConfig>;

/** What was done to make the trigger fire or not, and what is to be said of it. */
const CASES: readonly Case[] = [
  { name: 'enough within the window', trigger: { count: COUNT }, given: [[0], [10], [20]], cause: 'fired', says: 'it fired once, and 1 notice was sent' },
  { name: 'enough, twice', trigger: { count: COUNT }, given: [[0], [1], [2], [200], [201], [202]], cause: 'fired', says: 'it fired 2 times, and 2 notices were sent' },
  { name: 'enough of one group', trigger: { count: { ...COUNT, by: 'user' } }, given: [[0, EVE], [1, EVE], [2, EVE], [3, { user: 'bob' }]], group: { user: 'eve' }, cause: 'fired', says: 'it fired once' },
  { name: 'fired for another group', trigger: { count: { ...COUNT, by: 'user' } }, given: [[0, EVE], [1, EVE], [2, EVE], [3, { user: 'bob' }]], group: { user: 'bob' }, cause: 'short', says: 'the fullest window held 1 of 3, 2 short' },
  { name: 'every match, throttled', trigger: { throttle: throttle(MINUTE) }, given: [[0], [10], [70]], cause: 'fired', says: 'it fired 2 times, and 2 notices were sent; throttle held 1 back' },
  { name: 'not enabled', trigger: { count: COUNT, enabled: false }, given: [[0], [1], [2]], cause: 'not_enabled', says: 'it is not enabled' },
  { name: 'nothing came', trigger: { count: COUNT }, given: [], cause: 'no_events', says: 'no events came' },
  { name: 'no event meets the only condition', trigger: { when: { event: 'logn_failed' }, count: COUNT }, given: [[0], [1]], cause: 'condition', says: 'none of 2 events met event: logn_failed' },
  { name: 'none meets the second condition', trigger: { when: { event: 'login_failed', 'level|gte': 'error' }, count: COUNT }, given: [[0], [1], [2]], cause: 'condition', says: 'none of the 3 events that met all before it met level|gte: error' },
  { name: 'a type that never equals', trigger: { when: { 'status|gt': 400 }, count: COUNT }, given: [[0, { status: 'many' }]], cause: 'condition', says: 'none of 1 events met status|gt: 400' },
  { name: 'excluded by not', trigger: { when: { event: 'login_failed', not: { env: 'dev' } }, count: COUNT }, given: [[0, { env: 'dev' }], [1, { env: 'dev' }]], cause: 'condition', says: 'met all before it met not: {"env":"dev"}' },
  { name: 'none of the alternatives', trigger: { when: [{ event: 'a' }, { event: 'login_failed', n: 77 }], count: COUNT }, given: [[0]], cause: 'condition', says: 'none of 1 events met event: a; none of the 1 events that met all before it met n: 77' },
  { name: 'nothing in the group', trigger: { count: { ...COUNT, by: 'user' } }, given: [[0, EVE], [1, EVE]], group: { user: 'zoe' }, cause: 'group', says: '2 met the condition, none of them in group user=zoe' },
  { name: 'too few', trigger: { count: COUNT }, given: [[0], [1]], cause: 'short', says: 'the fullest window held 2 of 3, 1 short' },
  { name: 'enough, but over too long a time', trigger: { count: COUNT }, given: [[0], [50], [100], [150]], cause: 'short', says: 'the fullest window held 2 of 3, 1 short' },
  { name: 'exactly a window apart, which is half-open', trigger: { count: COUNT }, given: [[0], [30], [60]], cause: 'short', says: '2 of 3' },
  { name: 'spread over groups', trigger: { count: { ...COUNT, by: 'user' } }, given: [[0, EVE], [1, { user: 'bob' }], [2, { user: 'zoe' }]], cause: 'spread', says: 'spread over 3 groups by user' },
  { name: 'came too late', trigger: { count: COUNT }, given: [[0], [1], [200], [2]], cause: 'late', says: '1 came after their window had closed' },
  { name: 'did not last', trigger: { count: { gte: 2, within: MINUTE }, for: 5 * MINUTE }, given: [[0], [1], [2]], then: 600, cause: 'pending', says: 'its condition held once, but never for as long as for: 5m' },
  { name: 'a dry run', trigger: { count: COUNT, dry_run: true }, given: [[0], [1], [2]], cause: 'withheld', says: 'it fired once, and nobody was told: a notice of a trigger that says dry_run' },
  { name: 'too few different values', trigger: { distinct: { field: 'ip', gte: 3, within: MINUTE } }, given: [[0, { ip: 1 }], [1, { ip: 1 }], [2, { ip: 2 }]], cause: 'short', says: 'the fullest window held 2 of 3' },
  { name: 'too few events for a figure', trigger: { stat: { fn: 'avg', field: 'ms', gt: 10, within: MINUTE, min_events: 5 } }, given: [[0, { ms: 50 }], [1, { ms: 60 }]], cause: 'few_events', says: 'held 2 events, and it says nothing with fewer than min_events: 5' },
  { name: 'a figure below its bound', trigger: { stat: { fn: 'avg', field: 'ms', gt: 100, within: MINUTE, min_events: 1 } }, given: [[0, { ms: 50 }], [1, { ms: 60 }]], cause: 'bound', says: 'its figure never reached the bound: it stood between' },
  { name: 'a share below its bound', trigger: { ratio: { of: { level: 'error' }, gt: 0.5, within: MINUTE, min_events: 1 } }, given: [[0], [1], [2, { level: 'error' }]], cause: 'bound', says: 'its figure never reached the bound' },
  { name: 'heard of in time', trigger: { absent: { for: MINUTE, lt: 1, by: 'host' } }, given: [[0, { host: 'a' }], [50, { host: 'a' }]], cause: 'heard', says: 'every group was heard of in time' },
  { name: 'stayed away', trigger: { absent: { for: MINUTE, lt: 1, by: 'host' } }, given: [[0, { host: 'a' }]], then: 120, cause: 'fired', says: 'it fired once' },
  { name: 'never armed', trigger: { when: { event: 'heartbeat' }, absent: { for: MINUTE, lt: 1, by: 'host' } }, given: [[0]], then: 600, cause: 'never_armed', says: 'nothing that it waits for ever came' },
  { name: 'a step that never came', trigger: { ...noWhen, sequence }, given: [[0, EVE], [1, EVE]], cause: 'step', says: 'the step ok was met 0 times of 1' },
  { name: 'a step that came too few times', trigger: { ...noWhen, sequence }, given: [[0, EVE], [1, { ...EVE, event: 'login_ok' }]], cause: 'step', says: 'the step failed was met once of 2' },
  { name: 'steps in another order', trigger: { ...noWhen, sequence }, given: [[0, { ...EVE, event: 'login_ok' }], [1, EVE], [2, EVE]], cause: 'order', says: 'never in this order within 10m' },
  { name: 'what a sequence forbids', trigger: { ...noWhen, sequence: { ...sequence, unless: { event: 'mfa' } } }, given: [[0, EVE], [1, EVE], [2, { ...EVE, event: 'mfa' }], [3, { ...EVE, event: 'login_ok' }]], cause: 'forbidden', says: 'what unless: forbids came once in between' },
  { name: 'a chain whose first never fired', trigger: { when: { trigger: 'first', state: 'firing' }, count: { gte: 1, within: MINUTE } }, others: [triggerConfig({ name: 'first', count: COUNT })], given: [[0]], cause: 'chain', says: 'first never fired' },
  { name: 'a chain whose first fired too seldom', trigger: { when: { trigger: 'first', state: 'firing' }, count: { gte: 2, within: MINUTE } }, others: [triggerConfig({ name: 'first', count: COUNT })], given: [[0], [1], [2]], cause: 'chain', says: 'first fired once, but not as it asks' },
];

function explain({ trigger, others = [], given, group, then = 0 }: Case): Explanation {
  const explainer = new TriggerExplainer({ triggers: [triggerConfig({ name: 'it', ...trigger }), ...others], name: 'it', real: { now: () => START + 86_400_000 }, ...(group === undefined ? {} : { group }) });
  // One by one, as they come late or early.
  for (const event of eventsAt(...given)) explainer.take([event]);
  if (then > 0) explainer.advance(START + ((given.at(-1)?.[0] ?? 0) + then) * 1000);
  return explainer.read();
}

for (const each of CASES) {
  test(`names the true reason: ${each.name}`, () => {
    const { cause } = explain(each);
    assert.is(cause.code, each.cause, `${cause.code}: ${cause.text}`);
    assert.match(cause.text, each.says);
  });
}

test('an event that comes again counts once, and that is the reason', () => {
  const [first, second] = eventsAt([0], [1]);
  if (first === undefined || second === undefined) throw new Error('no events');
  const explainer = new TriggerExplainer({ triggers: [triggerConfig({ name: 'it', count: COUNT })], name: 'it', real: { now: () => START + 86_400_000 } });
  explainer.take([first, second, second]);
  assert.equal(explainer.read().cause, { code: 'duplicate', text: 'the fullest window held 2 of 3: 1 came again, and count once' });
});

test('names the true reason of a Sigma correlation, and of a rule that is part of one', () => {
  const text = `{ title: Failed, id: failed, logsource: {}, detection: { sel: { event: login_failed }, condition: sel } }
---
{ title: Often, id: often, correlation: { type: event_count, rules: [failed], group-by: [user], timespan: 1m, condition: { gte: 3 } } }
`;
  const triggers = sigmaTriggers(loadSigma([{ name: 'r.yml', text }]), { min_level: 'informational' }).map(({ config }) => config);
  const explain = (name: string, group: Readonly<Record<string, string>>, given: Given): readonly [CauseCode, string, number | undefined] => {
    const explainer = new TriggerExplainer({ triggers, name, group, real: { now: () => START + 86_400_000 } });
    explainer.take(eventsAt(...given));
    const { cause, funnel } = explainer.read();
    return [cause.code, cause.text, funnel.inGroup];
  };
  const three: Given = [[0, EVE], [1, EVE], [2, EVE], [3, { user: 'bob' }]];
  assert.equal(explain('often', {}, three), ['fired', 'it fired once, and 1 notice was sent', undefined]);
  assert.equal(explain('often', { user: 'bob' }, three), ['bound', 'its figure never reached the bound: it stood between 1 and 1', 1]);
  assert.equal(explain('often', { user: 'zoe' }, three), ['group', '4 met the condition, none of them in group user=zoe', 0]);
  assert.equal(explain('often', {}, [[0, { event: 'login_ok' }]]), ['condition', 'none of 1 events met the rule failed', undefined]);
  assert.equal(explain('failed', {}, three), ['part', 'it is part of a correlation, and says nothing by itself: 4 events met it', undefined]);
});

test('there are at least 25 cases', () => {
  console.log(`${CASES.length + 1} cases`);
  assert.ok(CASES.length >= 25);
});

test('the funnel says how far events came', () => {
  const { funnel } = explain({ name: '', trigger: { when: { event: 'login_failed', level: 'error' }, count: { ...COUNT, by: 'user' } }, given: [[0, { ...EVE, level: 'error' }], [1, EVE], [2, { event: 'x' }]], group: EVE, cause: 'short', says: '' });
  assert.equal([funnel.read, funnel.alternatives[0]?.map(({ passed }) => passed), funnel.matched, funnel.inGroup], [3, [2, 1], 1, 1]);
  assert.equal(funnel.best, { key: EVE, count: 1, need: 3, from: START, to: START });
});

test.run();
