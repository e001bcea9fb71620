import * as assert from 'uvu/assert';
import { readRule, Reporter } from '../../../core/sigma/rule.js';
import { suite } from '../../support/suite.js';
import { documentOf, load, problemsOf, ruleText } from './sigma-text.js';

const test = suite('readRule');

test('takes what a rule says about itself', () => {
  const [rule] = load(['# a comment\n' + ruleText({ s: { a: 1 }, condition: 's' }, { name: 'a_rule', level: 'High', tags: ['attack.t1059', 7], author: 'A. Writer', description: 'What it finds' })]).rules;
  assert.equal({ ...rule, condition: undefined }, {
    condition: undefined,
    id: 'rule-1', name: 'a_rule', title: 'A rule', description: 'What it finds', author: 'A. Writer', level: 'high', tags: ['attack.t1059'],
    file: 'rules.yml', line: 2, logsource: { product: 'windows', category: 'process_creation' }, isPart: false,
  });
});

test('is known by its name or title where it has no id', () => {
  const idOf = (head: Readonly<Record<string, unknown>>): string | undefined => load([ruleText({ s: { a: 1 }, condition: 's' }, { id: undefined, ...head })]).rules[0]?.id;
  assert.is(idOf({ name: 'a_rule' }), 'a_rule');
  assert.is(idOf({}), 'A rule');
  assert.is(idOf({ id: 42 }), '42');
});

test('says what a rule lacks', () => {
  assert.equal(problemsOf([ruleText({ s: { a: 1 }, condition: 's' }, { title: undefined })]), ['1 SIGMA_BAD_RULE: a rule needs a title']);
  assert.equal(problemsOf([ruleText({ s: { a: 1 }, condition: 's' }, { level: 'loud' })]), ['1 SIGMA_BAD_RULE: level "loud" is not one of informational, low, medium, high, critical']);
  assert.equal(problemsOf([ruleText({ s: { a: 1 }, condition: 's' }, { logsource: undefined })]), ['1 SIGMA_BAD_RULE: a rule needs a logsource: a map with category, product or service']);
  assert.equal(problemsOf([ruleText({ condition: 's' })]), ['1 SIGMA_BAD_RULE: there is nothing to search for']);
  assert.equal(problemsOf([ruleText({ s: { a: 1 } })]), ['1 SIGMA_BAD_CONDITION: a condition is a text that joins the names of searches']);
  assert.equal(problemsOf([ruleText('x')]), ['1 SIGMA_BAD_RULE: "detection" must be a map of searches with a condition']);
});

test('reports to who reads it', () => {
  const reporter = new Reporter(documentOf({ title: 'x' }));
  readRule(documentOf({ title: 'x' }), reporter.report);
  assert.is(reporter.problems.length, 2);
});

test.run();
