import * as assert from 'uvu/assert';
import { Correlator } from '../../../core/sigma/correlator.js';
import { suite } from '../../support/suite.js';
import { load, reading, ruleText } from './sigma-text.js';

const test = suite('mapCorrelationFields');

const PIPELINE = {
  name: 'p.yml',
  text: JSON.stringify({ name: 'p', transformations: [{ type: 'field_name_mapping', mapping: { User: ['u.name', 'u.id'], Host: 'h' }, rule_conditions: [{ type: 'logsource', product: 'windows' }] }] }),
};
const texts = (correlation: Readonly<Record<string, unknown>>): readonly string[] => [
  ruleText({ sel: { a: 1 }, condition: 'sel' }, { id: 'win' }),
  ruleText({ sel: { b: 1 }, condition: 'sel' }, { id: 'lin', logsource: { product: 'linux' } }),
  JSON.stringify({ title: 'C', id: 'c', correlation: { type: 'temporal', rules: ['win', 'lin'], timespan: '1m', ...correlation } }),
];

test('groups by what the events of each rule call a field, under its own name', () => {
  const { correlations, problems } = load(texts({ 'group-by': ['User'] }), { pipelines: [PIPELINE] });
  assert.equal([problems, correlations[0]?.groupBy, correlations[0]?.aliases], [[], ['User'], { User: { win: 'u.name' } }]);
  const correlator = new Correlator(correlations);
  assert.equal(correlator.process({ id: '0', time: 0, event: reading({ 'u.name': 'eve' }), rules: ['win'] }), []);
  assert.equal(correlator.process({ id: '1', time: 1, event: reading({ User: 'eve' }), rules: ['lin'] })[0]?.group, { User: 'eve' });
});

test('maps the fields of aliases, and those whose values are looked at', () => {
  const { correlations } = load(texts({ 'group-by': ['who'], aliases: { who: { win: 'User', lin: 'User' } }, type: 'value_count', condition: { field: 'Host', gte: 2 } }), { pipelines: [PIPELINE] });
  assert.equal(correlations[0]?.aliases, { who: { win: 'u.name', lin: 'User' }, Host: { win: 'h' } });
  const correlator = new Correlator(correlations);
  assert.is(correlator.process({ id: '0', time: 0, event: reading({ 'u.name': 'eve', h: 'a' }), rules: ['win'] }).length, 0);
  assert.is(correlator.process({ id: '1', time: 1, event: reading({ 'u.name': 'eve', h: 'b' }), rules: ['win'] })[0]?.value, 2);
});

test('leaves a correlation as it is without pipelines', () => {
  assert.equal(load(texts({ 'group-by': ['User'] })).correlations[0]?.aliases, {});
});

test.run();
