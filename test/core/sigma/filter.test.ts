import * as assert from 'uvu/assert';
import { suite } from '../../support/suite.js';
import { met, problemsOf, ruleText } from './sigma-text.js';

const test = suite('readFilter');

const rule = ruleText({ sel: { a: 1 }, condition: 'sel' }, { name: 'a_rule' });
const filter = (rules: unknown, logsource: unknown = { product: 'windows' }): string =>
  JSON.stringify({ title: 'No admins', logsource, filter: { rules, sel: { 'user|startswith': 'adm_' }, condition: 'not sel' } });

test('is joined to the rules that it names, wherever it stands', () => {
  for (const rules of [['rule-1'], ['a_rule'], 'rule-1', 'any', 'ALL']) {
    assert.equal(met([filter(rules), rule], { a: 1, user: 'adm_eve' }), [], String(rules));
    assert.equal(met([rule, filter(rules)], { a: 1, user: 'bob' }), ['rule-1']);
  }
});

test('who names its rules needs no log source', () => {
  const named = JSON.stringify({ title: 'No admins', filter: { rules: ['rule-1'], sel: { 'user|startswith': 'adm_' }, condition: 'not sel' } });
  assert.equal(met([named, rule], { a: 1, user: 'adm_eve' }), []);
  assert.match(problemsOf([named.replace('["rule-1"]', '"any"'), rule]).join(), 'needs a logsource');
});

test('is not for other rules, nor for those of another log source', () => {
  assert.equal(met([rule, filter(['rule-2'])], { a: 1, user: 'adm_eve' }), ['rule-1']);
  assert.equal(met([rule, filter('any', { product: 'linux' })], { a: 1, user: 'adm_eve' }), ['rule-1']);
});

test('says what is wrong with it, and the rule is used without it', () => {
  assert.equal(problemsOf([rule, filter(undefined)]), ['3 SIGMA_BAD_RULE: a filter needs rules: a list of ids or names, or any']);
  assert.match(problemsOf([rule, JSON.stringify({ title: 'x', logsource: {}, filter: { rules: 'any', condition: 'not sel' } })]).join(), 'there is nothing to search for');
});

test.run();
