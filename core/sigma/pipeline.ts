import type { ValueLists } from '../condition/placeholders.js';
import { compileRegex } from '../condition/regex.js';
import { isMap, type SigmaDocument } from './documents.js';
import type { LogSource } from './log-source.js';
import type { Report } from './problem.js';
import type { Scope, Step, Transformation, ValueTest } from './transformation.js';

/** Steps that make rules fit the names and values of the events here. */
export interface Pipeline {
  readonly name: string;
  /** Lower ones come first. */
  readonly priority: number;
  readonly steps: readonly Step[];
  /** What `%name%` stands for. */
  readonly lists: ValueLists;
}

type Map_ = Readonly<Record<string, unknown>>;

/** Reads a pipeline in the form of pySigma's: name, priority, vars, transformations. */
export function readPipeline({ value }: SigmaDocument, report: Report): Pipeline {
  return {
    name: typeof value['name'] === 'string' ? value['name'] : '',
    priority: typeof value['priority'] === 'number' ? value['priority'] : 0,
    steps: readSteps(value['transformations'], (path, ...rest) => report(['transformations', ...path], ...rest)),
    lists: isMap(value['vars']) ? Object.fromEntries(Object.entries(value['vars']).map(([name, values]) => [name, scalars(values)])) : {},
  };
}

function readSteps(stated: unknown, report: Report): readonly Step[] {
  const items: readonly unknown[] = Array.isArray(stated) ? stated : [];
  return items.flatMap((item, index) => {
    const here: Report = (path, ...rest) => report([index, ...path], ...rest);
    const transformation = isMap(item) ? readTransformation(item, here) : undefined;
    return transformation === undefined || !isMap(item) ? [] : [{ transformation, scope: readScope(item, here) }];
  });
}

function readTransformation(item: Map_, report: Report): Transformation | undefined {
  const text = (key: string): string => {
    if (typeof item[key] === 'string') return item[key];
    report([], 'SIGMA_BAD_PIPELINE', `"${key}" must be a text`);
    return '';
  };
  const { type } = item;
  switch (type) {
    case 'field_name_mapping':
    case 'field_name_prefix_mapping':
    case 'map_string':
      return { type, mapping: readMapping(item['mapping'], report) };
    case 'field_name_prefix':
      return { type, prefix: text('prefix') };
    case 'field_name_suffix':
      return { type, suffix: text('suffix') };
    case 'drop_detection_item':
    case 'value_placeholders':
    case 'wildcard_placeholders':
      return { type };
    case 'set_state':
    case 'set_custom_attribute':
    case 'convert_type':
    case 'regex':
    case 'add_field':
    case 'remove_field':
    case 'set_field':
      return { type: 'about_queries' };
    case 'set_value':
      if (item['value'] === undefined) report([], 'SIGMA_BAD_PIPELINE', '"value" is missing');
      return { type, value: item['value'] };
    case 'case': {
      const { method = 'lower' } = item;
      if (method === 'lower' || method === 'upper') return { type, method };
      report([], 'SIGMA_BAD_PIPELINE', '"method" must be lower or upper');
      return undefined;
    }
    case 'rule_failure':
    case 'detection_item_failure':
      return { type, message: text('message') };
    case 'nest':
      return { type, steps: readSteps(item['items'], (path, ...rest) => report(['items', ...path], ...rest)) };
    case 'add_condition':
      if (!isMap(item['conditions'])) report([], 'SIGMA_BAD_PIPELINE', '"conditions" must be a map of fields to values');
      return { type, conditions: item['conditions'], negated: item['negated'] === true };
    case 'change_logsource':
      return { type, logsource: readSource(item) };
    case 'replace_string': {
      const source = text('regex');
      const result = compileRegex(source, '');
      if ('test' in result) return { type, regex: new RegExp(source, 'g'), replacement: text('replacement').replace(/\\(\d)/g, '$$$1') };
      report(['regex'], 'SIGMA_BAD_PIPELINE', 'invalid' in result ? `not a regular expression: ${result.invalid}` : `the regular expression could take too long: ${result.unsafe}`);
      return undefined;
    }
    default:
      report([], 'SIGMA_BAD_PIPELINE', `the transformation ${typeof type === 'string' ? `"${type}"` : 'without a type'} is not known`, `Use one of ${TYPES.join(', ')}.`);
      return undefined;
  }
}

const TYPES: readonly string[] = ['field_name_mapping', 'field_name_prefix_mapping', 'field_name_prefix', 'field_name_suffix', 'drop_detection_item', 'add_condition', 'change_logsource', 'replace_string', 'map_string', 'value_placeholders', 'wildcard_placeholders', 'set_value', 'case', 'rule_failure', 'detection_item_failure', 'nest', 'set_state', 'set_custom_attribute', 'convert_type', 'regex', 'add_field', 'remove_field', 'set_field'];

function readMapping(value: unknown, report: Report): ReadonlyMap<string, readonly string[]> {
  if (!isMap(value)) report([], 'SIGMA_BAD_PIPELINE', '"mapping" must be a map');
  return new Map(Object.entries(isMap(value) ? value : {}).map(([from, to]) => [from, scalars(to).map(String)]));
}

function readScope(item: Map_, report: Report): Scope {
  const lists = ['rule_conditions', 'field_name_conditions'].map((key) => (Array.isArray(item[key]) ? item[key].filter(isMap) : []));
  const [rules = [], fields = []] = lists;
  const unknown = [...rules, ...fields].find(({ type }) => !['logsource', 'tag', 'contains_field', 'include_fields', 'exclude_fields'].includes(String(type)));
  if (unknown !== undefined) report([], 'SIGMA_BAD_PIPELINE', `the condition "${String(unknown['type'])}" is not known`, 'Use one of logsource, tag, contains_field, include_fields, exclude_fields.');
  for (const key of ['rule_cond_expr', 'field_name_cond_expr', 'field_name_cond_op', 'detection_item_cond_expr', 'detection_item_cond_op', 'detection_item_cond_not']) {
    if (item[key] !== undefined) report([], 'SIGMA_BAD_PIPELINE', `"${key}" is not known`);
  }
  const of = (conditions: readonly Map_[], type: string): readonly Map_[] => conditions.filter((condition) => condition['type'] === type);
  const includes = of(fields, 'include_fields');
  return {
    logsources: of(rules, 'logsource').map(readSource),
    tags: of(rules, 'tag').flatMap(({ tag }) => scalars(tag).map(String)),
    fields: of(rules, 'contains_field').flatMap(({ field }) => scalars(field).map(String)),
    include: includes.length === 0 ? undefined : includes.flatMap(({ fields: names }) => scalars(names).map(String)),
    exclude: of(fields, 'exclude_fields').flatMap(({ fields: names }) => scalars(names).map(String)),
    isAnyRule: item['rule_cond_op'] === 'or',
    isOtherRules: item['rule_cond_not'] === true,
    isOtherFields: item['field_name_cond_not'] === true,
    values: readValueTests(item['detection_item_conditions'], report),
  };
}

function readValueTests(stated: unknown, report: Report): readonly ValueTest[] {
  const conditions: readonly unknown[] = Array.isArray(stated) ? stated : [];
  return conditions.filter(isMap).flatMap((condition): readonly ValueTest[] => {
    const ofAll = condition['cond'] === 'all';
    if (condition['type'] === 'is_null') return [{ ofAll, holds: (value) => value === null }];
    if (condition['type'] !== 'match_string') {
      report([], 'SIGMA_BAD_PIPELINE', `the condition "${String(condition['type'])}" is not known`, 'Use one of match_string, is_null.');
      return [];
    }
    const result = compileRegex(`^(?:${String(condition['pattern'])})`, '');
    if ('test' in result) return [{ ofAll, holds: (value) => typeof value === 'string' && result.test(value) !== (condition['negate'] === true) }];
    report([], 'SIGMA_BAD_PIPELINE', 'invalid' in result ? `not a regular expression: ${result.invalid}` : `the regular expression could take too long: ${result.unsafe}`);
    return [];
  });
}

function readSource(item: Map_): LogSource {
  return Object.fromEntries((['category', 'product', 'service'] as const).flatMap((key) => (typeof item[key] === 'string' ? [[key, item[key]]] : [])));
}

function scalars(value: unknown): readonly (string | number)[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string' || typeof item === 'number');
}
