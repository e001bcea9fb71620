import * as assert from 'uvu/assert';
import { parseCondition } from '../../../core/condition/parse.js';
import { planWitnesses, type Witness } from '../../../core/condition/witness.js';
import { suite } from '../../support/suite.js';

const test = suite('planWitnesses');

const plan = (when: unknown) => planWitnesses(parseCondition(when).node);
const texts = (found: readonly Witness[] | undefined): readonly string[] | undefined => found?.map(({ field, match, literal }) => `${field} ${match} ${literal}`);
const of = (when: unknown): readonly string[] | undefined => texts(plan(when).witnesses);

test('names the literals that a field must equal', () => {
  assert.equal(of({ service: 'Payments', 'message|contains': 'x' }), ['service equals payments']);
  assert.equal(of({ status: [500, '502'] }), ['status equals 500', 'status equals 502']);
  assert.equal(of({ 'user|cased': 'Eve' }), ['user equals eve']);
});

test('names the longest part of a pattern, and where it stands', () => {
  assert.equal(of({ 'path|startswith': '/Admin' }), ['path prefix /admin']);
  assert.equal(of({ 'path|endswith': '\\cmd.exe' }), ['path suffix \\cmd.exe']);
  assert.equal(of({ 'm|contains': ['denied', 'refused'] }), ['m contains denied', 'm contains refused']);
  assert.equal(of({ m: 'a*denied?b' }), ['m contains denied']);
  assert.equal(of({ 'm|re': 'user=\\w+ (?:failed|refused)' }), ['m contains failed', 'm contains refused']);
  assert.equal(of({ 'm|re|i': 'Failed' }), ['m contains failed']);
});

test('asks for the field at least, where its value must be anything', () => {
  for (const when of [{ 'a|gt': 1 }, { a: '*' }, { 'a|cidr': '10.0.0.0/8' }, { 'a|exists': true }, { 'a|re': '\\d+' }, { not: { a: null } }, { 'a|fieldref': 'b' }]) {
    assert.equal(of(when), ['a present '], JSON.stringify(when));
  }
});

test('takes the set that tells most of those that must hold together', () => {
  assert.equal(of({ user: ['a', 'b', 'c'], event: 'login' }), ['event equals login']);
  assert.equal(of({ 'a|gt': 1, 'm|contains': 'needle' }), ['m contains needle']);
  assert.equal(of({ 'm|contains|all': ['of', 'a-long-needle'] }), ['m contains a-long-needle']);
});

test('joins the sets of alternatives, and has none when one of them has none', () => {
  assert.equal(of([{ a: 1 }, { b: 2 }]), ['a equals 1', 'b equals 2']);
  assert.is(of([{ a: 1 }, { 'b|neq': 2 }]), undefined);
});

test('has none for what can hold without a value', () => {
  for (const when of [{ a: null }, { a: ['x', null] }, { not: { a: 'x' } }, { 'a|neq': 'x' }, { 'a|exists': false }, { '|contains': 'x' }]) {
    assert.is(of(when), undefined, JSON.stringify(when));
  }
});

test('sees through two negations', () => {
  assert.equal(of({ not: { not: { a: 'x' } } }), ['a equals x']);
  assert.equal(of({ not: [{ 'a|neq': 'x' }, { b: 'y' }] }), ['a equals x']);
});

test('gives a further set where one is worth looking for', () => {
  assert.equal(texts(plan({ 'a|contains': 'some needle', b: 'value' }).further), ['b equals value']);
  assert.is(plan({ 'a|contains': 'some needle', 'b|gt': 1 }).further, undefined, 'most events have a b');
  assert.is(plan([{ a: 'x', b: 'y' }]).further === undefined, false);
  assert.is(plan({ a: 'x' }).further, undefined);
});

test('leaves to be made sure of what the witnesses do not tell', () => {
  const nothing = { kind: 'and', nodes: [] };
  assert.equal(plan({ 'a|contains': 'some needle', 'b|endswith': ['.exe', '.dll'] }).rest, nothing);
  assert.equal(plan([{ a: 'x' }, { 'b|startswith': 'y' }]).rest, nothing);
  for (const when of [{ 'a|cased': 'Needle' }, { a: 'x*y' }, { 'a|contains': 'x'.repeat(49) }, [{ a: 'x', 'b|gt': 1 }, { c: 'z' }]]) {
    assert.equal(plan(when).rest, parseCondition(when).node, JSON.stringify(when));
  }
  assert.equal(plan({ a: 'needle', not: { b: 'x' } }).rest, parseCondition({ not: { b: 'x' } }).node);
});

test.run();
