import * as assert from 'uvu/assert';
import { parseCondition } from '../../../core/condition/parse.js';
import { witnesses } from '../../../core/condition/witness.js';
import { suite } from '../../support/suite.js';

const test = suite('witnesses');

const of = (when: unknown): readonly string[] | undefined => witnesses(parseCondition(when).node)?.map(({ field, literal }) => `${field}=${literal}`);

test('names the literals that a field must equal', () => {
  assert.equal(of({ service: 'Payments', 'message|contains': 'x' }), ['service=payments']);
  assert.equal(of({ status: [500, '502'] }), ['status=500', 'status=502']);
  assert.equal(of({ 'user|cased': 'Eve' }), ['user=eve']);
});

test('takes the smallest set of those that must hold together', () => {
  assert.equal(of({ user: ['a', 'b', 'c'], event: 'login' }), ['event=login']);
});

test('joins the sets of alternatives, and has none when one of them has none', () => {
  assert.equal(of([{ a: 1 }, { b: 2 }]), ['a=1', 'b=2']);
  assert.is(of([{ a: 1 }, { 'b|gt': 2 }]), undefined);
});

test('has none for what can hold without a literal', () => {
  for (const when of [{ a: 'x*' }, { a: ['x', null] }, { not: { a: 'x' } }, { 'a|neq': 'x' }, { 'a|re': 'x' }, { 'a|exists': true }]) assert.is(of(when), undefined, JSON.stringify(when));
});

test.run();
