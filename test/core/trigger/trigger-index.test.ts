import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { compileCondition, type Condition } from '../../../core/condition/condition.js';
import type { JsonValue } from '../../../core/contract/json.js';
import { TriggerIndex } from '../../../core/trigger/trigger-index.js';
import { suite } from '../../support/suite.js';

const test = suite('TriggerIndex');

const conditions = (...whens: readonly unknown[]): readonly Condition[] => whens.map((when) => {
  const { condition } = compileCondition(when);
  if (condition === undefined) throw new Error(`not a condition: ${JSON.stringify(when)}`);
  return condition;
});
const reading = (fields: Readonly<Record<string, JsonValue>>) => ({ get: (path: string) => fields[path] });

test('finds conditions by the value of a field, and those without such a field always, in order', () => {
  const index = new TriggerIndex(conditions({ user: 'eve' }, { 'n|gt': 1 }, { user: ['bob', 'EVE'] }, { service: 'x' }));
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

test('asks for the fields that it is built on only, however many conditions there are', () => {
  const index = new TriggerIndex(conditions(...Array.from({ length: 2000 }, (_, id) => ({ user: `user-${id}`, 'message|contains': 'x' }))));
  const asked: string[] = [];
  const found = index.candidates({ get: (path) => (asked.push(path), 'user-77') });
  assert.equal(found, [77]);
  assert.equal(asked, ['user']);
});

test('leaves out no condition that matches', () => {
  const value = fc.constantFrom<JsonValue>('a', 'B', 1, '1', true, null, ['a', 1]);
  const key = fc.constantFrom('x', 'y', 'x|contains', 'y|neq');
  const when = fc.array(fc.dictionary(key, fc.constantFrom<JsonValue>('a', 'b', 1, 'true'), { minKeys: 1, maxKeys: 2 }), { minLength: 1, maxLength: 2 });
  fc.assert(fc.property(fc.array(when, { maxLength: 6 }), fc.dictionary(fc.constantFrom('x', 'y'), value), (whens, fields) => {
    const compiled = conditions(...whens);
    const found = new TriggerIndex(compiled).candidates(reading(fields));
    assert.equal(found, found.toSorted((a, b) => a - b));
    for (const [index, condition] of compiled.entries()) if (condition.matches(reading(fields))) assert.ok(found.includes(index), JSON.stringify(whens[index]));
  }), { seed: 17, numRuns: 2000 });
});

test.run();
