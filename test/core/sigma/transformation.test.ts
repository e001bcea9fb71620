import * as assert from 'uvu/assert';
import type { JsonObject } from '../../../core/contract/json.js';
import { suite } from '../../support/suite.js';
import { met, problemsOf, ruleText } from './sigma-text.js';

const test = suite('transform');

type Step = Readonly<Record<string, unknown>>;

const rule = ruleText({ sel: { 'Image|endswith': '\\cmd.exe', 'User|fieldref': 'Owner' }, other: { Port: 22 }, condition: 'sel or other' }, { tags: ['attack.t1059'] });
const matches = (step: Step | readonly Step[], event: JsonObject, text = rule): boolean =>
  met([text], event, { pipelines: [{ name: 'p.yml', text: JSON.stringify({ name: 'p', transformations: Array.isArray(step) ? step : [step] }) }] }).length === 1;

test('field_name_mapping gives fields other names, of several any', () => {
  const step = { type: 'field_name_mapping', mapping: { Image: 'process.path', User: 'u', Owner: 'o', Port: ['dst_port', 'src_port'] } };
  assert.ok(matches(step, { 'process.path': 'C:\\cmd.exe', u: 'eve', o: 'EVE' }));
  assert.not.ok(matches(step, { Image: 'C:\\cmd.exe', User: 'eve', Owner: 'eve' }));
  assert.ok(matches(step, { src_port: 22 }));
  assert.ok(matches(step, { dst_port: 22 }));
});

test('field_name_prefix, field_name_suffix and field_name_prefix_mapping change a part of the name', () => {
  assert.ok(matches({ type: 'field_name_prefix', prefix: 'win.' }, { 'win.Port': 22 }));
  assert.ok(matches({ type: 'field_name_suffix', suffix: '_s' }, { Port_s: 22 }));
  assert.ok(matches({ type: 'field_name_prefix_mapping', mapping: { Po: 'net.P' } }, { 'net.Prt': 22 }));
  assert.ok(matches({ type: 'field_name_prefix', prefix: 'win.' }, { 'win.Image': 'x\\cmd.exe', 'win.User': 'a', 'win.Owner': 'A' }));
});

test('is for some fields only where it says so', () => {
  const step = { type: 'field_name_prefix', prefix: 'x.' };
  assert.ok(matches({ ...step, field_name_conditions: [{ type: 'include_fields', fields: ['Port'] }] }, { 'x.Port': 22 }));
  assert.ok(matches({ ...step, field_name_conditions: [{ type: 'exclude_fields', fields: ['Port'] }] }, { Port: 22 }));
});

test('is for some rules only where it says so', () => {
  const step = { type: 'field_name_prefix', prefix: 'x.' };
  const isFor = (condition: Step): boolean => matches({ ...step, rule_conditions: [condition] }, { 'x.Port': 22 });
  assert.ok(isFor({ type: 'logsource', product: 'windows', category: 'process_creation' }));
  assert.not.ok(isFor({ type: 'logsource', product: 'linux' }));
  assert.ok(isFor({ type: 'tag', tag: 'attack.t1059' }));
  assert.not.ok(isFor({ type: 'tag', tag: 'attack.t1060' }));
  assert.ok(isFor({ type: 'contains_field', field: 'Image' }));
  assert.not.ok(isFor({ type: 'contains_field', field: 'CommandLine' }));
});

test('add_condition asks for more, or for what must not be', () => {
  const step = { type: 'add_condition', conditions: { service: 'sysmon', kind: '$category' } };
  assert.ok(matches(step, { Port: 22, service: 'Sysmon', kind: 'process_creation' }));
  assert.not.ok(matches(step, { Port: 22 }));
  assert.ok(matches({ ...step, negated: true }, { Port: 22 }));
  assert.not.ok(matches({ ...step, negated: true }, { Port: 22, service: 'sysmon', kind: 'process_creation' }));
});

test('conditions may be turned round, and one of several kinds be enough', () => {
  const step = { type: 'field_name_prefix', prefix: 'x.' };
  const isFor = (scope: Step): boolean => matches({ ...step, ...scope }, { 'x.Port': 22 });
  assert.not.ok(isFor({ rule_conditions: [{ type: 'logsource', product: 'windows' }], rule_cond_not: true }));
  assert.ok(isFor({ rule_conditions: [{ type: 'logsource', product: 'linux' }], rule_cond_not: true }));
  const mixed = [{ type: 'logsource', product: 'linux' }, { type: 'tag', tag: 'attack.t1059' }];
  assert.not.ok(isFor({ rule_conditions: mixed }));
  assert.ok(isFor({ rule_conditions: mixed, rule_cond_op: 'or' }));
  assert.not.ok(isFor({ field_name_conditions: [{ type: 'include_fields', fields: ['Port'] }], field_name_cond_not: true }));
  assert.ok(isFor({ field_name_conditions: [{ type: 'include_fields', fields: ['Image'] }], field_name_cond_not: true }));
});

test('may hang on the values of an item', () => {
  const text = ruleText({ sel: { a: ['x1', 'y'], b: 'x2' }, condition: 'sel' });
  const step = (condition: Step): Step => ({ type: 'field_name_prefix', prefix: 'p.', detection_item_conditions: [condition] });
  assert.ok(matches(step({ type: 'match_string', pattern: 'x\\d', cond: 'any' }), { 'p.a': 'y', 'p.b': 'x2' }, text));
  assert.ok(matches(step({ type: 'match_string', pattern: 'x\\d', cond: 'all' }), { a: 'y', 'p.b': 'x2' }, text));
  assert.ok(matches(step({ type: 'match_string', pattern: 'x', cond: 'all', negate: true }), { a: 'y', b: 'x2' }, text));
  assert.ok(matches(step({ type: 'is_null', cond: 'any' }), { 'a': 'y', b: 'x2' }, text));
});

test('set_value, case and nest', () => {
  assert.ok(matches({ type: 'set_value', value: 23, field_name_conditions: [{ type: 'include_fields', fields: ['Port'] }] }, { Port: 23 }));
  assert.ok(matches({ type: 'case', method: 'upper' }, { a: 'EVE' }, ruleText({ sel: { 'a|cased': 'eve' }, condition: 'sel' })));
  const nest = { type: 'nest', items: [{ type: 'field_name_prefix', prefix: 'x.' }, { type: 'field_name_suffix', suffix: '_s' }], rule_conditions: [{ type: 'logsource', product: 'windows' }] };
  assert.ok(matches(nest, { 'x.Port_s': 22 }));
  assert.ok(matches({ ...nest, rule_conditions: [{ type: 'logsource', product: 'linux' }] }, { Port: 22 }));
});

test('what is for queries alone changes nothing', () => {
  for (const type of ['set_state', 'set_custom_attribute', 'convert_type', 'regex', 'add_field', 'remove_field', 'set_field']) assert.ok(matches({ type }, { Port: 22 }), type);
});

test('a pipeline may refuse rules, and says why', () => {
  const problems = (step: Step): readonly string[] => problemsOf([rule], { pipelines: [{ name: 'p.yml', text: JSON.stringify({ name: 'p', transformations: [step] }) }] });
  assert.equal(problems({ type: 'rule_failure', message: 'there are no such logs' }), ['1 SIGMA_BAD_RULE: a pipeline refuses it: there are no such logs']);
  assert.equal(problems({ type: 'rule_failure', message: 'no', rule_conditions: [{ type: 'logsource', product: 'linux' }] }), []);
  const field = (name: string): Step => ({ type: 'detection_item_failure', message: 'no owner', field_name_conditions: [{ type: 'include_fields', fields: [name] }] });
  assert.equal(problems(field('User')), ['1 SIGMA_BAD_RULE: a pipeline refuses it: no owner']);
  assert.equal(problems(field('Host')), []);
});

test('steps are done one after the other', () => {
  const steps = [{ type: 'change_logsource', product: 'edr' }, { type: 'add_condition', conditions: { Source: '$product' } }, { type: 'field_name_mapping', mapping: { Source: 'src' } }];
  assert.ok(matches(steps, { Port: 22, src: 'edr' }));
  assert.not.ok(matches(steps, { Port: 22, src: 'windows' }));
});

test('replace_string and map_string change values', () => {
  const text = ruleText({ sel: { path: ['C:\\Windows\\x', 'D:\\y'] }, condition: 'sel' });
  assert.ok(matches({ type: 'replace_string', regex: '^([A-Z]):', replacement: '/\\1' }, { path: '/C\\Windows\\x' }, text));
  assert.ok(matches({ type: 'map_string', mapping: { 'D:\\y': ['/mnt/y', '/media/y'] } }, { path: '/media/y' }, text));
});

test('placeholders stand for values of the pipeline, or for anything', () => {
  const text = ruleText({ sel: { 'User|expand': 'x-%admins%', 'Host|expand': '%hosts%' }, condition: 'sel' });
  const pipeline = (transformations: readonly Step[]) => ({ lists: { hosts: ['h1'] }, pipelines: [{ name: 'p.yml', text: JSON.stringify({ name: 'p', vars: { admins: ['eve', 'bob'], hosts: ['h0'] }, transformations }) }] });
  assert.equal(met([text], { User: 'x-bob', Host: 'h1' }, pipeline([{ type: 'value_placeholders' }])), ['rule-1'], 'lists go before the vars of pipelines');
  assert.equal(met([text], { User: 'x-mallory', Host: 'h1' }, pipeline([{ type: 'value_placeholders' }])), []);
  assert.equal(met([text], { User: 'x-mallory', Host: 'any' }, pipeline([{ type: 'wildcard_placeholders' }])), ['rule-1']);
});

test('leaves keywords as they are', () => {
  assert.ok(matches({ type: 'field_name_prefix', prefix: 'x.' }, { m: 'it was denied' }, ruleText({ sel: ['denied'], condition: 'sel' })));
});

test.run();
