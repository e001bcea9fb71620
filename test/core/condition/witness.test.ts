import * as assert from 'uvu/assert';
import { parseCondition } from '../../../core/condition/parse.js';
import { witnesses } from '../../../core/condition/witness.js';
import { suite } from '../../support/suite.js';

const test = suite('witnesses');

const of = (when: unknown): readonly string[] | undefined => witnesses(parseCondition(when).node)?.map(({ field, match, literal }) => `${field} ${match} ${literal}`);

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

test.run();
