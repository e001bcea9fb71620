import * as assert from 'uvu/assert';
import { parseCondition } from '../../../core/condition/parse.js';
import { suite } from '../../support/suite.js';

const test = suite('parseCondition');

const problemsOf = (when: unknown): readonly string[] =>
  parseCondition(when).problems.map(({ path, code, message }) => `${path.join('/')} ${code}: ${message}`);

test('reports every problem, each at its place', () => {
  assert.equal(problemsOf([
    { 'a|gte': 'many', 'b|nope': 1 },
    { not: { 'ip|cidr': ['10.0.0.0/8', '10.0.0.0/99'], 'm|re': '(a+)+' } },
    'text',
  ]), [
    '0/a|gte CONDITION_BAD_VALUE: "a" with "gte" takes a number, got "many"',
    '0/b|nope CONDITION_UNKNOWN_MODIFIER: the modifier "nope" is not known',
    '1/not/ip|cidr/1 CONDITION_BAD_VALUE: "ip" with "cidr" takes an address range such as 10.0.0.0/8, got "10.0.0.0/99"',
    '1/not/m|re CONDITION_UNSAFE_REGEX: the regular expression could take too long: an unbounded repeat inside another',
    '2 CONDITION_BAD_FORM: expected a map of fields to values, got "text"',
  ]);
});

test('refuses what would hold always or never', () => {
  assert.equal(problemsOf({}), [' CONDITION_BAD_FORM: an empty condition would hold for every event']);
  assert.equal(problemsOf([]), [' CONDITION_BAD_FORM: an empty list of conditions never holds']);
  assert.equal(problemsOf({ not: {} }), ['not CONDITION_BAD_FORM: an empty condition would hold for every event']);
  assert.equal(problemsOf({ a: [] }), ['a CONDITION_BAD_VALUE: "a" takes at least one value, got an empty list']);
  assert.equal(problemsOf({ level: 'eror' }), []);
  assert.equal(problemsOf({ level: 'loud' }), ['level CONDITION_BAD_VALUE: "loud" is no level: no event has it']);
  assert.equal(problemsOf({ 'level|gte': ['warn'] }), ['level|gte CONDITION_BAD_VALUE: "level" with "gte" takes a single value, got a list']);
});

test('refuses what is no condition at all', () => {
  for (const [when, got] of [[null, 'nothing'], [undefined, 'nothing'], ['x', '"x"'], [7, '7'], [true, 'true']] as const) {
    assert.equal(problemsOf(when), [` CONDITION_BAD_FORM: expected a map of fields to values, got ${got}`]);
  }
});

const WRONG: readonly (readonly [when: unknown, problem: string])[] = [
  [{ http: { path: '/x' } }, 'http CONDITION_BAD_VALUE: "http" takes text, a number, true, false or null, got a map'],
  [{ 'a|contains': [null] }, 'a|contains/0 CONDITION_BAD_VALUE: "a" with "contains" takes text, got nothing'],
  [{ 'a|exists': 'yes' }, 'a|exists CONDITION_BAD_VALUE: "a" with "exists" takes true or false, got "yes"'],
  [{ 'a|exists': [true] }, 'a|exists CONDITION_BAD_VALUE: "a" with "exists" takes a single value, got a list'],
  [{ 'a|all': 'x' }, 'a|all CONDITION_BAD_VALUE: "a" takes a list because of "all", got "x"'],
  [{ 'a|in': 'x' }, 'a|in CONDITION_BAD_VALUE: "a" with "in" takes a list, got "x"'],
  [{ 'a|between': [5, 1] }, 'a|between CONDITION_BAD_VALUE: "a" with "between" takes a list of two numbers, the lower one first, got a list'],
  [{ 'a|between': [1] }, 'a|between CONDITION_BAD_VALUE: "a" with "between" takes a list of two numbers, the lower one first, got a list'],
  [{ 'a|lt': null }, 'a|lt CONDITION_BAD_VALUE: "a" with "lt" takes a number, got nothing'],
  [{ 'a|re': '(' }, 'a|re CONDITION_BAD_VALUE: not a regular expression: Invalid regular expression: /(/: Unterminated group'],
  [{ 'a|re': 5 }, 'a|re CONDITION_BAD_VALUE: "a" with "re" takes a regular expression, got 5'],
];

for (const [when, problem] of WRONG) {
  test(`says what is wrong with ${JSON.stringify(when)}`, () => {
    assert.equal(problemsOf(when), [problem]);
  });
}

test('cuts a long value in a message', () => {
  assert.ok((problemsOf({ 'a|gt': 'x'.repeat(500) })[0] ?? '').length < 160);
});

test('puts a list of values into one test', () => {
  const { node } = parseCondition({ user: ['a', 'b*', null] });
  assert.is(node.kind === 'or' && node.nodes.length, 2, 'one for the texts, one for null');
});

test.run();
