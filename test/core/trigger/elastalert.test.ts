import * as assert from 'uvu/assert';
import type { JsonValue } from '../../../core/contract/json.js';
import { translateElastAlert } from '../../../core/trigger/elastalert.js';
import { suite } from '../../support/suite.js';

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
  assert.equal(triggers[0]?.['when'], { 'status|in': '4*4', 'host|in': ['a', 'b'], 'ms|gte': 5, 'ms|lt': 9, 'user|exists': true, not: [{ 'level|in': 'debug' }] });
  assert.equal(notes, ['the filter {"query":{"query_string":{"query":"a OR b"}}} was left out: state it under "when"', '"max_query_size" was left out']);
});

test('says what has no counterpart', () => {
  assert.throws(() => translateElastAlert({ type: 'percentage_match' }), /has no counterpart/);
  const { triggers, notes } = translateElastAlert({ type: 'cardinality', cardinality_field: 'ip', min_cardinality: 2, timeframe: 60 });
  assert.equal([triggers.length, notes], [0, ['"min_cardinality" was left out']]);
});

test.run();
