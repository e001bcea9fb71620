import * as assert from 'uvu/assert';
import type { JsonValue } from '../../../core/contract/json.js';
import { filterOf, whole } from '../../../core/trigger/elastalert-filter.js';
import { suite } from '../../support/suite.js';

const test = suite('filterOf');

/** The condition, and what was left out. */
function read(...filter: readonly JsonValue[]): readonly [when: unknown, notes: readonly string[]] {
  const notes: string[] = [];
  return [filterOf(filter, notes), notes];
}

test('terms are whole values, taken literally; a keyword is the field itself', () => {
  assert.equal(read({ term: { 'status.keyword': '4*4' } }, { terms: { host: ['a', 'b'] } }, { term: { user: { value: 'eve' } } }), [{ 'status|in': ['4*4'], 'host|in': ['a', 'b'], 'user|in': ['eve'] }, []]);
});

test('parts of values, wildcards, ranges and presence', () => {
  assert.equal(read({ prefix: { path: '/a*' } }, { wildcard: { name: { value: 'x*y' } } }, { range: { ms: { gte: 5, lt: 9 } } }, { exists: { field: 'user' } }, { match_phrase: { message: 'disk full?' } }, { match: { text: { query: 'full' } } }), [
    { 'path|startswith': '/a\\*', name: 'x*y', 'ms|gte': 5, 'ms|lt': 9, 'user|exists': true, 'message|contains': 'disk full\\?', 'text|contains': 'full' }, [],
  ]);
});

test('bool joins by and; what must not be is turned round', () => {
  assert.equal(read({ bool: { must: [{ term: { a: 1 } }], filter: { term: { b: 2 } }, must_not: [{ term: { c: 3 } }, { term: { d: 4 } }] } }, { not: { term: { e: 5 } } }), [
    { 'a|in': [1], 'b|in': [2], not: [{ 'c|in': [3] }, { 'd|in': [4] }, { 'e|in': [5] }] }, [],
  ]);
  assert.is(read({ bool: { should: [{ term: { a: 1 } }] } })[1].length, 1);
});

test('a query string of terms that are joined by AND', () => {
  assert.equal(read({ query: { query_string: { query: 'event:login_* AND NOT user:"svc backup" AND ms:>=500 AND code:(500 OR 502) AND n:[1 TO *] AND _exists_:host' } } }), [
    { event: 'login_*', 'ms|gte': 500, code: ['500', '502'], 'n|gte': 1, 'host|exists': true, not: [{ 'user|in': ['svc backup'] }] }, [],
  ]);
  for (const query of ['a OR b', 'a:1 OR b:2', 'free words', '(a:1 AND b:2) OR c:3', 'a:1 b:2']) assert.is(read({ query_string: { query } })[1].length, 1, query);
});

test('what is asked of one field twice is asked twice', () => {
  assert.equal(read({ term: { a: 1 } }, { term: { a: 2 } }, { term: { a: 1 } }), [{ 'a|in': [1], not: [{ not: { 'a|in': [2] } }] }, []]);
  assert.equal(read({ query_string: { query: 'message:*disk* AND message:*full*' } }), [{ message: '*disk*', not: [{ not: { message: '*full*' } }] }, []]);
  assert.equal(read({ bool: { must: [{ prefix: { a: 'x' } }, { prefix: { a: 'xy' } }] } }), [{ 'a|startswith': 'x', not: [{ not: { 'a|startswith': 'xy' } }] }, []]);
});

test('older words for the bounds of a range; bounds that are no numbers are named', () => {
  assert.equal(read({ range: { status: { from: 400, to: '499' } } }), [{ 'status|gte': 400, 'status|lte': 499 }, []]);
  for (const limits of [{ gte: 'now-1h' }, { gte: 1, format: 'epoch' }]) assert.is(read({ range: { at: limits } })[1].length, 1, JSON.stringify(limits));
});

test('names the parts of the query language that have no counterpart, in place of taking them literally', () => {
  for (const query of ['user:/mon.*/', 'message:timout~2', 'a:b^2', 'at:>2026-01-01', 'at:[a TO b]', 'host:(a AND b)', 'host:(a b)', 'host:(a~ OR b)']) {
    assert.equal(read({ query_string: { query } }), [{}, [`the filter {"query_string":{"query":"${query}"}} was left out: state it under "when"`]]);
  }
});

test('where nothing is asked, every event is meant', () => {
  assert.equal(whole(filterOf(undefined, [])), { 'level|exists': true });
});

test.run();
