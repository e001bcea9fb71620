import * as assert from 'uvu/assert';
import type { JsonObject, JsonValue } from '../../../core/contract/json.js';
import { convertValue } from '../../../core/config/convert.js';
import { createTriggerEngine } from '../../../core/runtime/trigger-engine.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { translateElastAlert } from '../../../core/trigger/elastalert.js';
import { suite } from '../../support/suite.js';
import { triggerSchema, type TriggerConfig } from '../../../schemas/trigger.js';
import { SECOND, START, testEngine } from '../../support/trigger-fixtures.js';

const test = suite('translateElastAlert');

const first = (rule: Readonly<Record<string, JsonValue>>): unknown => translateElastAlert({ realert: 0, ...rule }).triggers[0];
const everything = { 'level|exists': true };

test('frequency', () => {
  const rule = { name: 'Too many errors!', type: 'frequency', num_events: 50, timeframe: { hours: 4, minutes: 1 }, query_key: ['user', 'ip'] };
  assert.equal(first(rule), { name: 'Too-many-errors-', when: everything, count: { gte: 50, within: '14460s', by: ['user', 'ip'] }, on_match: 'reset', alert: 'default' });
});

test('cardinality counts values as old as the timeframe too', () => {
  assert.equal(first({ type: 'cardinality', cardinality_field: 'ip', max_cardinality: 4, timeframe: 60 }), {
    name: 'cardinality', when: everything, distinct: { field: 'ip', within: '60001ms', gte: 5 }, on_match: 'every', alert: 'default',
  });
});

test('change and new_term', () => {
  assert.equal(first({ type: 'change', compare_key: 'country', query_key: 'user', ignore_null: true, timeframe: { days: 1 } }), {
    name: 'change', when: { not: [{ country: '' }] }, change: { field: 'country', missing: 'skip', by: 'user', within: '86400s' }, alert: 'default',
  });
  const { triggers } = translateElastAlert({ type: 'new_term', fields: [['user', 'ip']], alert_on_missing_field: true, realert: 0 });
  assert.equal(triggers, [
    { name: 'new_term', when: { not: [{ user: '' }, { ip: '' }] }, new: { field: ['user', 'ip'] }, alert: 'default' },
    { name: 'new_term-2', when: [{ user: [null, ''] }, { ip: [null, ''] }], alert: 'default' },
  ]);
});

test('flatline and spike look again at each run only', () => {
  assert.equal(first({ type: 'flatline', threshold: 3, timeframe: 60, forget_keys: true, run_every: { minutes: 1 } }), {
    name: 'flatline', when: everything, absent: { for: '60s', lt: 3 }, on_match: 'reset', check_every: '60s', alert: 'default',
  });
  assert.equal(first({ type: 'spike', spike_height: 3, spike_type: 'up', timeframe: 60, threshold_cur: 5 }), {
    name: 'spike', when: everything, alert: 'default', on_match: 'reset', check_every: '0s',
    spike: { factor: 3, direction: 'up', within: '60s', reference: '60s', reference_ends: 'newest', min_events: 5, min_reference: 0 },
  });
});

test('realert is a throttle, exponential_realert one that grows and shrinks', () => {
  assert.equal(translateElastAlert({ type: 'any' }).triggers[0]?.['throttle'], { every: '60s' });
  assert.equal(translateElastAlert({ type: 'any', realert: 60, exponential_realert: { hours: 1 } }).triggers[0]?.['throttle'], { every: '60s', backoff: 2, max: '3600s', recovery: 'gradual' });
});

test('filters become conditions; what cannot is named', () => {
  const { triggers, notes } = translateElastAlert({
    type: 'any', max_query_size: 10,
    filter: [{ term: { 'status.keyword': '4*4' } }, { terms: { host: ['a', 'b'] } }, { range: { ms: { gte: 5, lt: 9 } } }, { exists: { field: 'user' } }, { not: { term: { level: 'debug' } } }, { query: { query_string: { query: 'a OR b' } } }],
  });
  assert.equal(triggers[0]?.['when'], { 'status|in': ['4*4'], 'host|in': ['a', 'b'], 'ms|gte': 5, 'ms|lt': 9, 'user|exists': true, not: [{ 'level|in': ['debug'] }] });
  assert.equal(notes, ['the filter {"query":{"query_string":{"query":"a OR b"}}} was left out: state it under "when"', '"max_query_size" was left out']);
});

test('blacklist and whitelist are lists of values', () => {
  const { triggers, notes } = translateElastAlert({ type: 'blacklist', compare_key: 'user', blacklist: ['eve', '!file /etc/bad', 'mallory'], filter: [{ term: { event: 'login' } }], realert: 0 });
  assert.equal(triggers, [{ name: 'blacklist', when: { 'event|in': ['login'], 'user|in': ['eve', 'mallory'] }, alert: 'default' }]);
  assert.equal(notes, ['"!file /etc/bad" was left out: name the file under "lists", and use "expand"']);
  assert.equal(first({ type: 'whitelist', compare_key: 'user', whitelist: ['bob'], ignore_null: true, filter: [{ not: { term: { level: 'debug' } } }] }), {
    name: 'whitelist', when: { not: [{ 'level|in': ['debug'] }, { 'user|in': ['bob'] }, { user: null }] }, alert: 'default',
  });
  assert.equal(first({ type: 'whitelist', compare_key: 'user', whitelist: ['bob'] }), { name: 'whitelist', when: { not: [{ 'user|in': ['bob'] }] }, alert: 'default' });
});

test('metric_aggregation is a figure over a window, one trigger for each bound', () => {
  const { triggers } = translateElastAlert({ name: 'slow', type: 'metric_aggregation', metric_agg_type: 'avg', metric_agg_key: 'ms', max_threshold: 800, min_threshold: 5, query_key: 'route', buffer_time: { minutes: 5 }, min_doc_count: 10, realert: 0 });
  assert.equal(triggers, [
    { name: 'slow', when: everything, stat: { fn: 'avg', field: 'ms', gt: 800, within: '300s', by: 'route', min_events: 10 }, alert: 'default' },
    { name: 'slow-2', when: everything, stat: { fn: 'avg', field: 'ms', lt: 5, within: '300s', by: 'route', min_events: 10 }, alert: 'default' },
  ]);
  assert.equal(first({ type: 'metric_aggregation', metric_agg_type: 'percentiles', metric_agg_key: 'ms', percentile_range: 95, max_threshold: 800 }), { name: 'metric_aggregation', when: everything, stat: { fn: 'p95', field: 'ms', gt: 800, within: '900s' }, alert: 'default' });
  assert.equal(first({ type: 'metric_aggregation', metric_agg_type: 'cardinality', metric_agg_key: 'ip', max_threshold: 4 }), { name: 'metric_aggregation', when: everything, distinct: { field: 'ip', gte: 5, within: '900s' }, alert: 'default' });
});

test('percentage_match is a ratio', () => {
  assert.equal(first({ type: 'percentage_match', match_bucket_filter: [{ term: { level: 'error' } }], max_percentage: 5, buffer_time: { minutes: 10 }, min_denominator: 200 }), {
    name: 'percentage_match', when: everything, ratio: { of: { 'level|in': ['error'] }, gt: 0.05, within: '600s', min_events: 200 }, alert: 'default',
  });
});

test('a rule that is switched off stays so', () => {
  assert.is(translateElastAlert({ name: 'a', type: 'any', is_enabled: false }).triggers[0]?.['enabled'], false);
  assert.is(translateElastAlert({ name: 'a', type: 'any', is_enabled: true }).triggers[0]?.['enabled'], undefined);
});

test('says which key is wrong', () => {
  const rule = { name: 'a', type: 'frequency', num_events: 3, timeframe: { minutes: 5 } };
  assert.throws(() => translateElastAlert({ ...rule, num_events: '3' }), /^"num_events" is to be a number, not "3"$/);
  assert.throws(() => translateElastAlert({ ...rule, timeframe: { minutes: '5' } }), /"timeframe" is to be a duration such as \{ minutes: 5 \}, not \{"minutes":"5"\}/);
  assert.throws(() => translateElastAlert({ type: 'frequency', name: 'a', num_events: 3 }), /"timeframe" is to be .* not nothing/);
  assert.throws(() => translateElastAlert({}), /"type" is to be text, not nothing/);
  assert.throws(() => translateElastAlert(JSON.parse('null') as never), /is a map/);
});

test('what it makes can be loaded', () => {
  const rules: readonly JsonObject[] = [
    { name: 'a', type: 'any' }, { name: 'b', type: 'frequency', num_events: 3, timeframe: 60 }, { name: 'c', type: 'cardinality', cardinality_field: 'ip', max_cardinality: 4, timeframe: 60 }, { name: 'c1', type: 'cardinality', cardinality_field: 'ip', min_cardinality: 1, timeframe: 60 },
    { name: 'd', type: 'change', compare_key: 'x', query_key: 'user' }, { name: 'e', type: 'new_term', fields: ['ip'] }, { name: 'f', type: 'flatline', threshold: 3, timeframe: 60, run_every: 60 },
    { name: 'g', type: 'spike', spike_height: 3, spike_type: 'up', timeframe: 60 }, { name: 'h', type: 'whitelist', compare_key: 'user', whitelist: ['bob'], filter: [{ query_string: { query: 'a:1 AND NOT b:[2 TO *]' } }] },
    { name: 'i', type: 'metric_aggregation', metric_agg_type: 'max', metric_agg_key: 'ms', max_threshold: 1 }, { name: 'j', type: 'percentage_match', match_bucket_filter: [{ term: { level: 'error' } }], max_percentage: 5 },
  ];
  const triggers = rules.flatMap((rule) => translateElastAlert(rule).triggers);
  createTriggerEngine({ triggers });
  assert.is(triggers.length, rules.length);
});

test('says what has no counterpart', () => {
  assert.throws(() => translateElastAlert({ type: 'spike_aggregation' }), /has no counterpart/);
  assert.throws(() => translateElastAlert({ type: 'metric_aggregation', metric_agg_type: 'percentiles', metric_agg_key: 'ms', percentile_range: 75, max_threshold: 1 }), /"p75" has no counterpart/);
});

test('too few different values: none at all is something that stays away; else it says why not, and what to do', () => {
  const rule = { name: 'hosts', type: 'cardinality', cardinality_field: 'host', query_key: 'zone', timeframe: { minutes: 5 }, realert: 0, run_every: 60 };
  assert.equal(translateElastAlert({ ...rule, min_cardinality: 1, filter: [{ not: { term: { level: 'debug' } } }] }), {
    triggers: [{ name: 'hosts', when: { not: [{ 'level|in': ['debug'] }, { host: null }] }, absent: { for: '300001ms', by: 'zone' }, check_every: '60s', alert: 'default' }], notes: [],
  });
  const { triggers, notes } = translateElastAlert({ ...rule, min_cardinality: 3, max_cardinality: 10 });
  assert.equal(triggers, [{ name: 'hosts', when: everything, distinct: { field: 'host', within: '300001ms', by: 'zone', gte: 11 }, on_match: 'every', alert: 'default' }], 'the other bound stands');
  assert.equal(notes, ['"min_cardinality: 3" was left out: "distinct" fires at too many different values, not at too few. Where the values are known, name them, and each that stays away is an alert: absent: { for: 300s, by: [zone, host], expect: [...] }']);
  assert.equal(translateElastAlert({ type: 'cardinality', cardinality_field: 'ip', min_cardinality: 2, timeframe: 60 }).triggers, []);
});

test('a cardinality of less than one fires when the last value is older than the timeframe, once until one comes', () => {
  const { triggers } = translateElastAlert({ name: 'hosts', type: 'cardinality', cardinality_field: 'host', min_cardinality: 1, timeframe: 60, realert: 0, run_every: 10 });
  const { engine, clock } = testEngine(triggers.map((stated) => convertValue(triggerSchema, stated, { folder: '.' }) as TriggerConfig));
  const fired: number[] = [];
  const come = (at: number, fields: object): void => {
    clock.step(START + at * SECOND - clock.now());
    const out = [...engine.advance(clock.now()), ...engine.process(makeEvents([{ time: new Date(clock.now()).toISOString(), level: 'info', n: at, ...fields }]))];
    for (const { kind } of out) if (kind === 'fired') fired.push(at);
  };
  come(0, { host: 'a' });
  come(50, { host: 'b' });
  for (let at = 60; at <= 200; at += 10) come(at, { other: true });
  assert.equal(fired, [120], 'the run after 50 + 60 s');
  come(210, { host: 'a' });
  for (let at = 220; at <= 400; at += 10) come(at, { host: null });
  assert.equal(fired, [120, 280]);
});

test.run();
