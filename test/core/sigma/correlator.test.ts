import * as assert from 'uvu/assert';
import type { JsonObject } from '../../../core/contract/json.js';
import { Correlator } from '../../../core/sigma/correlator.js';
import type { RunOptions } from '../../../core/sigma/correlation-run.js';
import { suite } from '../../support/suite.js';
import { load, reading, ruleText } from './sigma-text.js';

const test = suite('Correlator');

const RULES = ['fail', 'ok', 'dump'].map((id) => ruleText({ sel: { event: id }, condition: 'sel' }, { id, name: `${id}_name` }));
const correlation = (id: string, given: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ title: id, id, correlation: { rules: ['fail'], 'group-by': ['user'], timespan: '1m', condition: { gte: 2 }, type: 'event_count', ...given } });

/** For each event at its second, what fires: `id group value`. */
function run(correlations: readonly string[], events: readonly (readonly [second: number, event: JsonObject])[], options: Partial<RunOptions> = {}): readonly (readonly string[])[] {
  const loaded = load([...correlations, ...RULES]);
  assert.equal(loaded.problems, []);
  const correlator = new Correlator(loaded.correlations, options);
  return events.map(([second, event], at) => {
    const rules = loaded.rules.filter(({ condition }) => condition.matches(reading(event))).map(({ id }) => id);
    return correlator.process({ id: String(at), time: second * 1000, event: reading(event), rules }).map(({ correlation: { id }, group, value }) => `${id} ${Object.values(group).map(String).join()} ${value}`);
  });
}

const fail = (user: string, more: JsonObject = {}): JsonObject => ({ event: 'fail', user, ...more });

test('counts each group apart, a missing value as one of its own', () => {
  assert.equal(run([correlation('c', {})], [[0, fail('eve')], [1, fail('bob')], [2, fail('eve')], [3, { event: 'fail' }], [4, { event: 'fail', user: null }], [5, { event: 'ok', user: 'eve' }]]),
    [[], [], ['c eve 2'], [], ['c (none) 2'], []]);
});

test('groups by aliases: one name for different fields', () => {
  const both = correlation('c', { type: 'temporal', rules: ['fail_name', 'ok'], 'group-by': ['who'], condition: undefined, aliases: { who: { fail_name: 'target', ok: 'user' } } });
  assert.equal(run([both], [[0, { event: 'fail', target: 'eve' }], [1, { event: 'ok', user: 'bob' }], [2, { event: 'ok', user: 'eve' }]]), [[], [], ['c eve 2']]);
});

test('a correlation may refer to another, before or behind it', () => {
  const outer = correlation('outer', { type: 'temporal_ordered', rules: ['inner', 'ok'], condition: undefined });
  const inner = correlation('inner', { 'group-by': ['user', 'host'] });
  const events: readonly (readonly [number, JsonObject])[] = [[0, fail('eve', { host: 'a' })], [1, { event: 'ok', user: 'eve' }], [2, fail('eve', { host: 'a' })], [3, { event: 'ok', user: 'eve' }]];
  assert.equal(run([outer, inner], events), [[], [], ['inner eve,a 2'], ['outer eve 2']]);
});

test('counts values once each, and leaves out events without them', () => {
  const values = correlation('c', { type: 'value_count', condition: { field: 'host', gte: 2 } });
  assert.equal(run([values], [[0, fail('eve', { host: 'a' })], [1, fail('eve', { host: 'a' })], [2, fail('eve')], [3, fail('eve', { host: 'b' })]]), [[], [], [], ['c eve 2']]);
  const sum = correlation('c', { type: 'value_sum', condition: { field: 'bytes', gt: 10 } });
  assert.equal(run([sum], [[0, fail('eve', { bytes: '8' })], [1, fail('eve', { bytes: 'many' })], [2, fail('eve', { bytes: 3 })]]), [[], [], ['c eve 11']]);
});

test('fires at every event that meets it, unless it is told to wait', () => {
  const events = [0, 1, 2, 3, 4, 5].map((second): readonly [number, JsonObject] => [second, fail('eve')]);
  const count = (options: Partial<RunOptions>): readonly number[] => run([correlation('c', {})], events, options).map((fires) => fires.length);
  assert.equal(count({}), [0, 1, 1, 1, 1, 1]);
  assert.equal(count({ suppress: 3000 }), [0, 1, 0, 0, 1, 0]);
  assert.equal(count({ onMatch: 'reset' }), [0, 1, 0, 1, 0, 1]);
});

test('says how often it had to wait', () => {
  const { correlations } = load([correlation('c', {}), ...RULES]);
  const reasons: string[] = [];
  const correlator = new Correlator(correlations, { suppress: 3000, onReason: (reason, id) => reasons.push(`${reason} ${id}`) });
  const held = [0, 1, 2, 3, 4].flatMap((second) => correlator.process({ id: String(second), time: second * 1000, event: reading(fail('eve')), rules: ['fail'] }).map(({ heldBack }) => heldBack));
  assert.equal([held, reasons], [[0, 2], ['throttled c', 'throttled c']]);
});

test('counts an event that comes again once', () => {
  const { correlations } = load([correlation('c', {}), ...RULES]);
  const reasons: string[] = [];
  const correlator = new Correlator(correlations, { onReason: (reason, id) => reasons.push(`${reason} ${id}`) });
  const add = (id: string): number => correlator.process({ id, time: 1000, event: reading(fail('eve')), rules: ['fail'] }).length;
  assert.equal([add('a'), add('a'), add('b')], [0, 0, 1]);
  assert.equal(reasons, ['duplicate c']);
  assert.is(correlator.process({ time: 1000, event: reading(fail('eve')), rules: ['fail'] }).length + correlator.process({ time: 1000, event: reading(fail('eve')), rules: ['fail'] }).length, 2, 'what has no id is never the same');
});

test.run();
