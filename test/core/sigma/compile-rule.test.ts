import * as assert from 'uvu/assert';
import { suite } from '../../support/suite.js';
import { met, problemsOf, ruleText } from './sigma-text.js';

const test = suite('compileRule');

const searches = { sel_a: { a: 1 }, sel_b: { b: 2 }, filter_x: { x: 9 }, _hidden: { h: 1 } };
const matches = (condition: unknown, event: Parameters<typeof met>[1]): boolean => met([ruleText({ ...searches, condition })], event).length === 1;

test('joins searches as the condition says', () => {
  assert.ok(matches('1 of sel_* and not 1 of filter_*', { a: 1 }));
  assert.not.ok(matches('1 of sel_* and not 1 of filter_*', { a: 1, x: 9 }));
  assert.ok(matches('all of sel_*', { a: 1, b: 2 }));
  assert.not.ok(matches('all of sel_*', { a: 1 }));
  assert.ok(matches('1 of them', { x: 9 }));
  assert.not.ok(matches('1 of them', { h: 1 }));
  assert.ok(matches('_hidden', { h: 1 }));
  assert.ok(matches('not sel_a', {}));
});

test('of several conditions one must hold', () => {
  assert.ok(matches(['sel_a', 'sel_b and not sel_a'], { b: 2 }));
  assert.not.ok(matches(['sel_a', 'sel_b and not sel_a'], { x: 9 }));
});

test('says which search is not there', () => {
  assert.equal(problemsOf([ruleText({ ...searches, condition: 'sel_a and sel_c' })]), ['1 SIGMA_BAD_CONDITION: there is no search "sel_c"']);
  assert.equal(problemsOf([ruleText({ ...searches, condition: '1 of nope_*' })]), ['1 SIGMA_BAD_CONDITION: no search fits "nope_*"']);
});

test('leaves out a search of which a pipeline drops everything', () => {
  const drop = (...fields: readonly string[]) => ({ pipelines: [{ name: 'p.yml', text: JSON.stringify({ name: 'p', transformations: [{ type: 'drop_detection_item', field_name_conditions: [{ type: 'include_fields', fields }] }] }) }] });
  const rule = ruleText({ ...searches, condition: '(sel_a or sel_b) and not filter_x' });
  assert.equal(met([rule], { a: 1, x: 9 }, drop('x')), ['rule-1']);
  assert.equal(met([rule], { b: 2 }, drop('a')), ['rule-1']);
  assert.equal(met([rule], { a: 1 }, drop('a')), []);
  assert.equal(problemsOf([rule], drop('a', 'b', 'x')), ['1 SIGMA_BAD_CONDITION: the pipelines leave nothing of the condition']);
});

test.run();
