import * as assert from 'uvu/assert';
import { checkShape } from '../../../core/trigger/check-shape.js';
import { suite } from '../../support/suite.js';

const test = suite('checkShape');

const GOOD = { name: 'a', when: { level: 'error' }, alert: 'slack' };
const found = (trigger: Readonly<Record<string, unknown>>): readonly string[] => [...checkShape(trigger)].map(({ at, message }) => `${at.join('/')}: ${message}`);

test('finds nothing wrong with triggers of each kind', () => {
  assert.equal(found(GOOD), []);
  assert.equal(found({ ...GOOD, count: { gte: 2, within: '1m' }, window: 'session', gap: '10s', for: '1m' }), []);
  assert.equal(found({ name: 'a', sequence: { within: '1m', steps: [{ a: { b: 1 } }] }, alert: 'slack' }), []);
  assert.equal(found({ name: 'a', when: { event: 'deploy' }, suppress: { triggers: 'b', for: '5m' } }), []);
  assert.equal(found({ ...GOOD, when: { trigger: ['b', 'c'], state: 'firing' }, count: { gte: 2, distinct_of: 'trigger', within: '1m' } }), []);
});

test('says what is missing', () => {
  assert.equal(found({ name: 'a', count: { gte: 2, within: '1m' } }), ['name: there is no "when"', 'name: there is no "alert"']);
  assert.equal(found({ ...GOOD, count: {}, window: 'session' }), ['window: a session needs "gap"']);
});

test('says what does not go together', () => {
  assert.equal(found({ ...GOOD, count: {}, distinct: {} }), ['distinct: "count" and "distinct" do not go together']);
  assert.equal(found({ ...GOOD, for: '1m' }), ['for: "for" needs a condition that lasts']);
  assert.equal(found({ ...GOOD, spike: {}, window: 'tumbling' }), ['window: "window" goes with count, distinct, stat, ratio']);
  assert.equal(found({ ...GOOD, count: { distinct_of: 'user' } }), ['count/distinct_of: "distinct_of" is for triggers on other triggers']);
});

test('a figure is held against exactly one bound', () => {
  assert.equal(found({ ...GOOD, stat: { fn: 'avg' } }), ['stat: "stat" takes one of gt, gte, lt, lte']);
  assert.equal(found({ ...GOOD, ratio: { gt: 1, lt: 0.5 } }), ['ratio: "ratio" takes one of gt, gte, lt, lte']);
  assert.equal(found({ ...GOOD, ratio: { gt: 1 } }), []);
});

test('expected groups have a value for each field', () => {
  assert.equal(found({ ...GOOD, absent: { for: '1m', by: 'host', expect: ['a', ['b']] } }), []);
  assert.equal(found({ ...GOOD, absent: { for: '1m', by: ['host', 'port'], expect: ['a', ['b', 1]] } }), ['absent/expect/0: "by" has 2 fields, but here are 1 values']);
  assert.equal(found({ ...GOOD, absent: { for: '1m', expect: ['a'] } }), ['absent/expect/0: "by" has 0 fields, but here are 1 values']);
});

test.run();
