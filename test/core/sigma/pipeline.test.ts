import * as assert from 'uvu/assert';
import { readPipeline } from '../../../core/sigma/pipeline.js';
import { suite } from '../../support/suite.js';
import { documentOf, load, met, ruleText } from './sigma-text.js';

const test = suite('readPipeline');

const problemsOf = (pipeline: unknown): readonly string[] => {
  const problems: string[] = [];
  readPipeline(documentOf(pipeline), (path, code, message) => problems.push(`${path.join('.')} ${code}: ${message}`));
  return problems;
};

test('reads name, priority, values and steps', () => {
  const { name, priority, lists, steps } = readPipeline(documentOf({ name: 'mine', priority: 20, vars: { admins: ['eve', 7], one: 'x' }, transformations: [{ id: 'a', type: 'field_name_prefix', prefix: 'x.' }] }), () => assert.unreachable());
  assert.equal([name, priority, lists], ['mine', 20, { admins: ['eve', 7], one: ['x'] }]);
  assert.equal(steps.map(({ transformation }) => transformation), [{ type: 'field_name_prefix', prefix: 'x.' }]);
});

test('says what it does not know', () => {
  assert.equal(problemsOf({ transformations: [{ type: 'field_name_mapping' }, { type: 'nested' }, { prefix: 'x' }, { type: 'field_name_prefix' }, { type: 'add_condition' }, { type: 'replace_string', regex: '(', replacement: '' }] }), [
    'transformations.0 SIGMA_BAD_PIPELINE: "mapping" must be a map',
    'transformations.1 SIGMA_BAD_PIPELINE: the transformation "nested" is not known',
    'transformations.2 SIGMA_BAD_PIPELINE: the transformation without a type is not known',
    'transformations.3 SIGMA_BAD_PIPELINE: "prefix" must be a text',
    'transformations.4 SIGMA_BAD_PIPELINE: "conditions" must be a map of fields to values',
    'transformations.5.regex SIGMA_BAD_PIPELINE: not a regular expression: Invalid regular expression: /(/: Unterminated group',
  ]);
  assert.equal(problemsOf({ transformations: [{ type: 'drop_detection_item', rule_conditions: [{ type: 'moon' }], detection_item_conditions: [{ type: 'sun' }, { type: 'match_string', pattern: '(' }], rule_cond_expr: 'a or b' }] }), [
    'transformations.0 SIGMA_BAD_PIPELINE: the condition "moon" is not known',
    'transformations.0 SIGMA_BAD_PIPELINE: "rule_cond_expr" is not known',
    'transformations.0 SIGMA_BAD_PIPELINE: the condition "sun" is not known',
    'transformations.0 SIGMA_BAD_PIPELINE: not a regular expression: Invalid regular expression: /^(?:()/: Unterminated group',
  ]);
  assert.equal(problemsOf({ transformations: [{ type: 'nest', items: [{ type: 'moon' }] }, { type: 'set_value' }, { type: 'case', method: 'camel' }, { type: 'rule_failure' }] }), [
    'transformations.0.items.0 SIGMA_BAD_PIPELINE: the transformation "moon" is not known',
    'transformations.1 SIGMA_BAD_PIPELINE: "value" is missing',
    'transformations.2 SIGMA_BAD_PIPELINE: "method" must be lower or upper',
    'transformations.3 SIGMA_BAD_PIPELINE: "message" must be a text',
  ]);
});

test('pipelines are applied by priority, and a bad one is left out', () => {
  const pipeline = (name: string, priority: number, to: string) => ({ name: `${name}.yml`, text: `name: ${name}\npriority: ${priority}\ntransformations:\n  - type: field_name_prefix\n    prefix: ${to}\n` });
  const rule = ruleText({ sel: { a: 1 }, condition: 'sel' });
  assert.equal(met([rule], { 'late.early.a': 1 }, { pipelines: [pipeline('l', 20, 'late.'), pipeline('e', 10, 'early.')] }), ['rule-1']);
  const { rules, problems } = load([rule], { pipelines: [{ name: 'bad.yml', text: 'name: bad\ntransformations:\n  - type: moon\n' }] });
  assert.equal([rules.length, problems[0]?.file, problems[0]?.line, problems[0]?.code], [1, 'bad.yml', 3, 'SIGMA_BAD_PIPELINE']);
});

test.run();
