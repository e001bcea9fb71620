import * as assert from 'uvu/assert';
import { referenceOf, whyOf } from '../../../core/alert/why.js';
import type { Measure } from '../../../core/trigger/aggregation/windows.js';
import type { Transition } from '../../../core/trigger/transition.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { suite } from '../../support/suite.js';
import { MINUTE, START, triggerConfig } from '../../support/trigger-fixtures.js';

const test = suite('whyOf');

const fired = (measure: Partial<Measure>, more: Partial<Transition> = {}): Transition => {
  const whole = { count: 1, value: 1, since: START, ...measure };
  return { id: 'a/b', trigger: 'a', kind: 'fired', repeat: 0, key: {}, count: whole.count, measure: whole, since: START, at: START, samples: [], heldBack: 0, saturated: false, ...more };
};
const why = (config: Partial<TriggerConfig>, measure: Partial<Measure> = {}, more: Partial<Transition> = {}): string => whyOf(triggerConfig(config), fired(measure, more));

test('count', () => {
  const count = { gte: 10, within: 5 * MINUTE };
  assert.is(why({ count }, { count: 10, value: 10 }), '10 in 5m (limit 10)');
  assert.is(why({ count }, { count: 42 }), '42 since 2025-01-01T00:00:00Z (limit 10 in 5m)');
  assert.is(why({ count: { gte: 2, within: 5 * MINUTE, distinct_of: 'trigger' } }, { value: 2 }), '2 different values of trigger in 5m (limit 2)');
});

test('distinct, with "~" where it is an estimate', () => {
  const distinct = { field: 'user', gte: 20_000, within: 60 * MINUTE };
  assert.is(why({ distinct }, { value: 20_311, approximate: true }), '~20,311 different values of user in 1h (limit 20,000)');
  assert.is(why({ distinct: { ...distinct, field: ['user', 'ip'] } }, { value: 20_311 }), '20,311 different values of user, ip in 1h (limit 20,000)');
});

test('stat and ratio', () => {
  assert.is(why({ stat: { fn: 'p95', field: 'dur_ms', gt: 800, within: 5 * MINUTE, min_events: 1 } }, { value: 912.4 }), 'p95 of dur_ms 912 over 5m (limit 800)');
  assert.is(why({ ratio: { of: { a: 1 }, gt: 0.05, within: 10 * MINUTE, min_events: 1 } }, { value: 31 / 431, count: 431 }), '7.19 % of 431 events in 10m (limit 5 %)');
});

test('spike, up and down', () => {
  const spike = { factor: 3, direction: 'both', within: 10 * MINUTE, reference: 60 * MINUTE, min_reference: 1, min_events: 0 } as const;
  assert.is(why({ spike }, { value: 42, reference: 12 }), '42 in 10m, 3.5 x the 12 before (limit 3 x)');
  assert.is(why({ spike }, { value: 3, reference: 12 }), '3 in 10m, 4 x fewer than the 12 before (limit 3 x)');
  assert.is(why({ spike }, { value: 0, reference: 12 }), '0 in 10m against the 12 before (limit 3 x)');
});

test('anomaly', () => {
  const anomaly = { field: 'dur_ms', fn: 'avg', zscore: 4, direction: 'both', within: 5 * MINUTE, baseline: 60 * MINUTE, min_windows: 10 } as const;
  assert.is(why({ anomaly }, { value: 912, reference: 240, details: { zscore: 6.1 } }), 'avg of dur_ms 912 in 5m, 6.1 deviations above the usual 240 (limit 4)');
  assert.is(why({ anomaly: { ...anomaly, fn: 'count' } }, { value: 1, reference: 240, details: { zscore: -5 } }), 'count 1 in 5m, 5 deviations below the usual 240 (limit 4)');
  assert.is(referenceOf(fired({ reference: 240.4 })), '240');
});

test('new and change name the fields, and no value of an event', () => {
  const details = { value: { user: '<!channel>' }, from: { role: '<!here>' }, to: { role: 'x' } };
  assert.is(why({ new: { field: ['user', 'country'], learn: 0, max: 1 } }, { details }), 'a new value of user, country');
  assert.is(why({ change: { field: 'role', missing: 'skip' } }, { details }), 'role changed');
});

test('absent and sequence', () => {
  assert.is(why({ absent: { for: 3 * MINUTE, lt: 1 } }, { value: 0 }), 'nothing in 3m (expected 1)');
  assert.is(why({ absent: { for: 3 * MINUTE, lt: 5 } }, { value: 2 }), 'only 2 in 3m (expected 5)');
  assert.is(why({ sequence: { within: 30 * MINUTE, ordered: true, steps: [{ a: {} }, { b: {} }] } }), 'all 2 steps within 30m');
});

test('no way of counting, and state that was let go of', () => {
  assert.is(why({}), 'an event matched');
  assert.is(why({}, {}, { saturated: true }), 'an event matched; state saturated: groups were let go, so counts may be short');
});

test.run();
