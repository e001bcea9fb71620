import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { compileCondition, type Condition } from '../../../core/condition/condition.js';
import type { JsonValue } from '../../../core/contract/json.js';
import { TriggerIndex } from '../../../core/trigger/trigger-index.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';

const test = suite('TriggerIndex');

const conditions = (...whens: readonly unknown[]): readonly Condition[] => whens.map((when) => {
  const { condition } = compileCondition(when);
  if (condition === undefined) throw new Error(`not a condition: ${JSON.stringify(when)}`);
  return condition;
});
const reading = (fields: Readonly<Record<string, JsonValue>>) => ({ get: (path: string) => fields[path] });

test('finds conditions by the value of a field, and those without such a field always, in order', () => {
  const index = new TriggerIndex(conditions({ user: 'eve' }, { 'n|neq': 1 }, { user: ['bob', 'EVE'] }, { service: 'x' }));
  assert.equal(index.always, [1]);
  assert.equal(index.candidates(reading({ user: 'Eve' })), [0, 1, 2]);
  assert.equal(index.candidates(reading({ user: 'bob' })), [1, 2]);
  assert.equal(index.candidates(reading({})), [1]);
});

test('looks at numbers, booleans and the elements of arrays', () => {
  const index = new TriggerIndex(conditions({ a: 5 }, { a: true }, { a: 'x' }));
  assert.equal(index.candidates(reading({ a: ['5', 'x', 'X'] })), [0, 2]);
  assert.equal(index.candidates(reading({ a: true })), [1]);
  assert.equal(index.candidates(reading({ a: null })), []);
  assert.equal(index.candidates(reading({ a: { x: 1 } })), []);
});

test('finds parts of values: at the start, at the end, anywhere', () => {
  const index = new TriggerIndex(conditions({ 'p|startswith': '/ADMIN' }, { 'p|endswith': '.php' }, { 'p|contains': 'dmin/x' }, { p: '/a*.js' }, { 'p|exists': true }));
  assert.equal(index.candidates(reading({ p: '/admin/x.PHP' })), [0, 1, 2, 4]);
  assert.equal(index.candidates(reading({ p: 'x/admin.php5' })), [4]);
  assert.equal(index.candidates(reading({ p: null })), [4]);
  assert.equal(index.candidates(reading({})), []);
});

test('asks an event that names its fields for these only, where there are many', () => {
  const others = Array.from({ length: 20 }, (_, id) => ({ [`other${id}`]: 'y' }));
  const index = new TriggerIndex(conditions({ 'a.b.c': 'x' }, { user: 'eve' }, { 'a|contains': 'z' }, ...others));
  const asked: string[] = [];
  const event = { names: () => ['a', 'q'], get: (path: string) => (asked.push(path), path === 'a.b.c' ? 'X' : undefined) };
  assert.equal(index.candidates(event), [0]);
  assert.equal(asked, ['a.b.c', 'a']);
});

test('does without a witness that very many conditions share', () => {
  const many = conditions(...Array.from({ length: 200 }, (_, id) => ({ 'level|gte': 'error', 'm|contains': `needle ${id} in the hay`, 'n|neq': 1 })));
  const index = new TriggerIndex(many);
  const event = reading({ level: 'error', m: 'a needle 7 in the hay' });
  const asked: string[] = [];
  assert.equal(index.candidates({ get: (path) => (asked.push(path), event.get(path)) }), [7]);
  assert.equal(asked, ['m'], 'the level is looked at last');
  assert.equal(index.matching(event), [7]);
  assert.equal(index.matching(reading({ level: 'info', m: 'a needle 7 in the hay' })), []);
});

test('says what it takes, which goes with the literals', () => {
  const many = new TriggerIndex(conditions(...Array.from({ length: 1000 }, (_, id) => ({ 'm|contains': `needle number ${id} of many` }))));
  assert.ok(many.bytes > 10_000 && many.bytes < 400_000, String(many.bytes));
});

test('asks for the fields that it is built on only, however many conditions there are', () => {
  const index = new TriggerIndex(conditions(...Array.from({ length: 2000 }, (_, id) => ({ user: `user-${id}`, 'message|exists': true }))));
  const asked: string[] = [];
  const found = index.candidates({ get: (path) => (asked.push(path), 'user-77') });
  assert.equal(found, [77]);
  assert.equal(asked, ['user']);
});

test('leaves out no condition that matches, and makes sure of those that it finds', () => {
  const value = fc.constantFrom<JsonValue>('a', 'B', 'aba', 'BAAB', 'abcabc', 1, '1', true, null, ['a', 1], ['cab']);
  const key = fc.constantFrom('x', 'y', 'x|contains', 'y|neq', 'x|startswith', 'y|endswith', 'y|re', 'x|cased', 'x|fieldref', '|contains');
  const entry = fc.constantFrom<JsonValue>('a', 'b', 'ab', 'bA', 'a*b', '?b*', '*', 1, 'true');
  const map = fc.dictionary(key, entry, { minKeys: 1, maxKeys: 2 }).map(({ 'y|re': regex, ...rest }) => (regex === undefined ? rest : { ...rest, 'y|re': '[ab]b(?:a|c)?' }))
    .map(({ 'x|fieldref': other, ...rest }) => (other === undefined ? rest : { ...rest, 'x|fieldref': 'y' }));
  const when = fc.array(fc.oneof(map, map.map((inner) => ({ not: inner }))), { minLength: 1, maxLength: 2 });
  fc.assert(fc.property(fc.array(when, { maxLength: 6 }), fc.dictionary(fc.constantFrom('x', 'y'), value), (whens, fields) => {
    const compiled = conditions(...whens);
    const found = new TriggerIndex(compiled).candidates(reading(fields));
    assert.equal(found, found.toSorted((a, b) => a - b));
    for (const [index, condition] of compiled.entries()) if (condition.matches(reading(fields))) assert.ok(found.includes(index), JSON.stringify(whens[index]));
    assert.equal(new TriggerIndex(compiled).matching(reading(fields)), [...compiled.keys()].filter((index) => compiled[index]?.matches(reading(fields))));
  }), { seed: 17, numRuns: runs(500) });
});

test.run();
