import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import * as assert from 'uvu/assert';
import { runTimeline, type Surroundings, type Timeline, type TimelineAlert, type TimelineOp, type Told, type ToldAlert } from '../support/alertmanager-timeline.js';
import { suite } from '../support/suite.js';
import { vector, VECTORS } from '../support/vectors.js';

const test = suite('Alertmanager: timelines');

/** What its acceptance tests do in code, and their timelines do not state. */
const SURROUNDINGS: Readonly<Record<string, Surroundings>> = {
  TestRetry: { takesFrom: { co2: 4.5 } },
  TestWebhookTimeout: { takesFrom: { co: 3 } },
  TestColdStart: { toldFrom: 4 },
  TestSilenceDelete: { silence: 'Silence(1.5, 100).MatchRE("alertname", ".+")' },
};
/** How far a time may be off, in seconds: some timelines state it rounded. */
const TOLERANCE = 0.5;

/**
 * Whether this is what is wanted: the same labels, firing or over, with their times. Where no push states when the alert began, what
 * the timeline wants of its beginning is not in it either. Annotations are not compared: an alert here says what it said first.
 */
function isWanted(told: ToldAlert, { labels, active: [from = told.from, until] = [] }: TimelineAlert, isStated: boolean): boolean {
  const isNear = (one: number, other: number): boolean => Math.abs(one - other) <= TOLERANCE;
  return isDeepStrictEqual(told.labels, labels)
    && (!isStated || isNear(from, told.from))
    && (until === undefined || told.until === undefined ? until === told.until : isNear(until, told.until));
}

function isTold({ alerts }: Told, wanted: readonly TimelineAlert[], pushes: readonly TimelineAlert[]): boolean {
  const states = ({ labels }: TimelineAlert): boolean => pushes.some((push) => push.active !== undefined && isDeepStrictEqual(push.labels, labels));
  return alerts.length === wanted.length && wanted.every((each) => alerts.some((alert) => isWanted(alert, each, states(each))));
}

/** What is not as wanted, in words: what was not told in its time, and whether more was told than that. */
function problemsOf(told: readonly Told[], wants: readonly TimelineOp[], pushes: readonly TimelineAlert[]): readonly string[] {
  const missing = wants.flatMap(({ between: [from, to] = [0, 0], alerts }) => {
    const then = told.filter(({ at }) => at >= from && at <= to);
    const isRight = alerts.length === 0 ? then.length === 0 : then.some((each) => isTold(each, alerts, pushes));
    return isRight ? [] : [`between ${from} and ${to}`];
  });
  const count = (all: readonly { readonly alerts: readonly unknown[] }[]): number => all.reduce((sum, { alerts }) => sum + alerts.length, 0);
  return [...missing, ...(count(told) === count(wants) ? [] : [`${count(told)} alerts told, ${count(wants)} wanted`])];
}

const file = vector('alertmanager', 'acceptance-timelines.json');
if (file === undefined) console.log(`skipped: no vectors at ${VECTORS}`);
else {
  const timelines = JSON.parse(readFileSync(file, 'utf8')) as readonly Timeline[];
  test('there are some', () => assert.ok(timelines.length > 0));
  for (const timeline of timelines) {
    const { test: name, ops } = timeline;
    const collectors = new Set(ops.filter(({ op }) => op === 'Want').map(({ who }) => who));
    for (const collector of collectors) {
      test(`${name}: ${collector} is told what Alertmanager tells it, in its time`, () => {
        const told = runTimeline(timeline, collector, SURROUNDINGS[name]);
        const wants = ops.filter(({ op, who }) => op === 'Want' && who === collector);
        const problems = problemsOf(told, wants, ops.filter(({ op }) => op === 'Push').flatMap(({ alerts }) => alerts));
        const words = told.map(({ at, alerts }) => `${at}: ${alerts.map(({ labels, from, until = '' }) => `${Object.values(labels).join('/')} ${from}-${until}`).join(', ')}`);
        assert.equal(problems, [], words.join('\n'));
      });
    }
  }
}

test('an alert goes the way that its labels lead it, and is told of with those of its group alone', () => {
  const alert = (name: string, team: string): TimelineAlert => ({ labels: { alertname: name, team }, active: [1] });
  const config = `
route:
  receiver: rest
  group_by: [alertname]
  group_wait: 1s
  group_interval: 2s
  routes:
  - receiver: ops
    matchers: ['team=~"o.s"', 'alertname!=skipped']
    group_by: ['...']
receivers:
- name: ops
  webhook_configs: [{ url: 'http://%s' }]
- name: rest
  webhook_configs: [{ url: 'http://%s' }]
`;
  const ops: readonly TimelineOp[] = [
    { who: 'am', op: 'Push', at: 1, alerts: [alert('a', 'ops'), alert('b', 'ops'), alert('skipped', 'ops'), alert('a', 'dev')] },
    { who: 'one', op: 'Want', between: [2, 2.5], alerts: [alert('a', 'ops')] },
    { who: 'one', op: 'Want', between: [2, 2.5], alerts: [alert('b', 'ops')] },
    { who: 'two', op: 'Want', between: [2, 5], alerts: [] },
  ];
  const names = (collector: string): readonly string[] => runTimeline({ test: '', config: [config], ops }, collector).map(({ at, alerts }) => `${at} ${alerts.map(({ labels }) => Object.values(labels).join('/')).join(' ')}`);
  assert.equal(names('one'), ['2 a/ops', '2 b/ops']);
  assert.equal(names('two'), ['2 skipped/ops', '2 a/dev']);
});

test.run();
