import * as assert from 'uvu/assert';
import { suite } from '../../support/suite.js';
import { load, problemsOf, ruleText } from './sigma-text.js';

const test = suite('resolveCorrelations');

const rule = (id: string, head: Readonly<Record<string, unknown>> = {}): string => ruleText({ sel: { a: id }, condition: 'sel' }, { id, ...head });
const correlation = (id: string, rules: readonly string[], more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ title: id, id, correlation: { type: 'temporal', rules, timespan: '1m', ...more } });

test('puts ids in place of names, everywhere', () => {
  const [found] = load([correlation('c', ['first', 'r2'], { condition: 'first and not r2', aliases: { u: { first: 'x' } } }), rule('r1', { name: 'first' }), rule('r2')]).correlations;
  assert.equal(found?.rules, ['r1', 'r2']);
  assert.equal(found?.aliases, { u: { r1: 'x' } });
  assert.equal(found?.expression, { kind: 'and', parts: [{ kind: 'name', name: 'r1' }, { kind: 'not', inner: { kind: 'name', name: 'r2' } }] });
});

test('leaves out what refers to nothing, and what refers to that', () => {
  assert.equal(problemsOf([rule('r1'), correlation('c', ['r1', 'gone']), correlation('d', ['c'])]), [
    '3 SIGMA_UNKNOWN_RULE: there is no rule "gone"',
    '5 SIGMA_UNKNOWN_RULE: "c", to which it refers, was left out',
  ]);
});

test('leaves out what refers to itself, and names the way', () => {
  const { correlations, problems } = load([rule('r1'), correlation('a', ['b', 'r1']), correlation('b', ['c']), correlation('c', ['a']), correlation('d', ['d']), correlation('e', ['r1'])]);
  assert.equal(correlations.map(({ id }) => id), ['e']);
  assert.equal(problems.map(({ message }) => message), ['it refers to itself: a → b → c → a', 'it refers to itself: b → c → a → b', 'it refers to itself: c → a → b → c', 'it refers to itself: d → d']);
});

test('rules that a correlation refers to are parts of it, unless it generates them too', () => {
  const parts = (more: Readonly<Record<string, unknown>>): readonly boolean[] => load([rule('r1'), rule('r2'), correlation('c', ['r1'], more)]).rules.map(({ isPart }) => isPart);
  assert.equal(parts({}), [true, false]);
  assert.equal(parts({ generate: true }), [false, false]);
});

test.run();
