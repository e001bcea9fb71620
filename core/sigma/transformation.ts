import { itemsOf, mapItems, NOTHING, readDetection, together, type Detection, type DetectionItem } from './detection.js';
import { covers, type LogSource } from './log-source.js';
import type { RuleDraft } from './rule.js';

/** Which rules and fields a transformation is for. */
export interface Scope {
  /** Of these one must hold; without any, all rules. */
  readonly logsources: readonly LogSource[];
  readonly tags: readonly string[];
  /** A field that the rule must ask for. */
  readonly fields: readonly string[];
  readonly include: readonly string[] | undefined;
  readonly exclude: readonly string[];
  /** One of the conditions for rules is enough, where there are several kinds. */
  readonly isAnyRule?: boolean;
  /** The rules for which the conditions do not hold. */
  readonly isOtherRules?: boolean;
  /** The fields for which the conditions do not hold. */
  readonly isOtherFields?: boolean;
  /** All of which the values of an item must meet. */
  readonly values?: readonly ValueTest[];
}

/** What is asked of the values of an item: of one of them, or of all. */
export interface ValueTest {
  readonly ofAll: boolean;
  readonly holds: (value: unknown) => boolean;
}

/** One step of a pipeline, as plain data. */
export type Transformation =
  | { readonly type: 'field_name_mapping'; readonly mapping: ReadonlyMap<string, readonly string[]> }
  | { readonly type: 'field_name_prefix_mapping'; readonly mapping: ReadonlyMap<string, readonly string[]> }
  | { readonly type: 'field_name_prefix'; readonly prefix: string }
  | { readonly type: 'field_name_suffix'; readonly suffix: string }
  | { readonly type: 'drop_detection_item' }
  | { readonly type: 'add_condition'; readonly conditions: unknown; readonly negated: boolean }
  | { readonly type: 'change_logsource'; readonly logsource: LogSource }
  | { readonly type: 'replace_string'; readonly regex: RegExp; readonly replacement: string }
  | { readonly type: 'map_string'; readonly mapping: ReadonlyMap<string, readonly string[]> }
  | { readonly type: 'value_placeholders' }
  | { readonly type: 'wildcard_placeholders' }
  | { readonly type: 'set_value'; readonly value: unknown }
  | { readonly type: 'case'; readonly method: 'lower' | 'upper' }
  | { readonly type: 'rule_failure' | 'detection_item_failure'; readonly message: string }
  | { readonly type: 'nest'; readonly steps: readonly Step[] }
  /** Changes only the query that a rule becomes elsewhere, not what it matches. */
  | { readonly type: 'about_queries' };

export interface Step {
  readonly transformation: Transformation;
  readonly scope: Scope;
}

/** The rule as a step of a pipeline leaves it. */
export function transform(rule: RuleDraft, { transformation, scope }: Step): RuleDraft {
  if (!isFor(rule, scope)) return rule;
  switch (transformation.type) {
    case 'add_condition': {
      const { conditions, negated } = transformation;
      return { ...rule, added: [...rule.added, { detection: readDetection(fillIn(conditions, rule.logsource), [], () => undefined), negated }] };
    }
    case 'change_logsource':
      return { ...rule, logsource: transformation.logsource };
    case 'nest':
      return transformation.steps.reduce(transform, rule);
    case 'rule_failure':
      return { ...rule, refusal: transformation.message };
    case 'detection_item_failure':
      return [...rule.detections.values()].flatMap(itemsOf).some((item) => isInScope(item, scope)) ? { ...rule, refusal: transformation.message } : rule;
    case 'value_placeholders':
    case 'about_queries':
      return rule;
    default:
      return changed(rule, (item) => (isInScope(item, scope) ? changeItem(item, transformation) : item));
  }
}

function isFor(rule: RuleDraft, { logsources, tags, fields, isAnyRule = false, isOtherRules = false }: Scope): boolean {
  const answers = [
    ...(logsources.length === 0 ? [] : [logsources.some((wanted) => covers(wanted, rule.logsource))]),
    ...(tags.length === 0 ? [] : [tags.some((tag) => rule.tags.includes(tag))]),
    ...(fields.length === 0 ? [] : [[...rule.detections.values()].flatMap(itemsOf).some(({ field }) => fields.includes(field))]),
  ];
  if (answers.length === 0) return true;
  return (isAnyRule ? answers.includes(true) : !answers.includes(false)) !== isOtherRules;
}

function isInScope({ field, value }: DetectionItem, { include, exclude, isOtherFields = false, values = [] }: Scope): boolean {
  if (field === '') return false;
  const isConditional = include !== undefined || exclude.length > 0;
  if (isConditional && ((include === undefined || include.includes(field)) && !exclude.includes(field)) === isOtherFields) return false;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.every(({ ofAll, holds }) => (ofAll ? list.every(holds) : list.some(holds)));
}

function changed(rule: RuleDraft, change: (item: DetectionItem) => Detection | undefined): RuleDraft {
  return {
    ...rule,
    detections: new Map([...rule.detections].map(([name, detection]) => [name, mapItems(detection, change) ?? NOTHING])),
    added: rule.added.map(({ detection, negated }) => ({ detection: mapItems(detection, change) ?? NOTHING, negated })).filter(({ detection }) => detection !== NOTHING),
  };
}

type ItemChange = Extract<Transformation, { type: 'field_name_mapping' | 'field_name_prefix_mapping' | 'field_name_prefix' | 'field_name_suffix' | 'drop_detection_item' | 'replace_string' | 'map_string' | 'wildcard_placeholders' | 'set_value' | 'case' }>;

function changeItem(item: DetectionItem, change: ItemChange): Detection | undefined {
  switch (change.type) {
    case 'field_name_mapping':
      return renamed(item, change.mapping.get(item.field) ?? [item.field], (name) => (change.mapping.get(name) ?? [name])[0] ?? name);
    case 'field_name_prefix_mapping': {
      const rename = (name: string): readonly string[] => {
        const [prefix, targets] = [...change.mapping].find(([start]) => name.startsWith(start)) ?? ['', ['']];
        return targets.map((target) => target + name.slice(prefix.length));
      };
      return renamed(item, rename(item.field), (name) => rename(name)[0] ?? name);
    }
    case 'field_name_prefix':
      return renamed(item, [change.prefix + item.field], (name) => change.prefix + name);
    case 'field_name_suffix':
      return renamed(item, [item.field + change.suffix], (name) => name + change.suffix);
    case 'drop_detection_item':
      return undefined;
    case 'replace_string':
      return { ...item, value: mapTexts(item.value, (text) => [text.replace(change.regex, change.replacement)]) };
    case 'map_string':
      return { ...item, value: mapTexts(item.value, (text) => change.mapping.get(text) ?? [text]) };
    case 'set_value':
      return { ...item, value: change.value };
    case 'case':
      return { ...item, value: mapTexts(item.value, (text) => [change.method === 'lower' ? text.toLowerCase() : text.toUpperCase()]) };
    case 'wildcard_placeholders':
      return item.modifiers.includes('expand') ? { ...item, value: mapTexts(item.value, (text) => [text.replace(/(?<!\\)%\w+%/g, '*')]) } : item;
  }
}

/** The item under each of the names, of which one must hold; a field that the value names is renamed too. */
function renamed(item: DetectionItem, fields: readonly string[], rename: (name: string) => string): Detection {
  const value = item.modifiers.includes('fieldref') ? mapTexts(item.value, (name) => [rename(name)]) : item.value;
  return together('any', fields.map((field) => ({ ...item, field, value })));
}

function mapTexts(value: unknown, change: (text: string) => readonly string[]): unknown {
  if (Array.isArray(value)) return value.flatMap((item: unknown): readonly unknown[] => (typeof item === 'string' ? change(item) : [item]));
  if (typeof value !== 'string') return value;
  const texts = change(value);
  return texts.length === 1 ? texts[0] : texts;
}

/** `$category`, `$product` and `$service` in a value stand for what the rule's log source says. */
function fillIn(value: unknown, logsource: LogSource): unknown {
  if (typeof value === 'string') return value.replace(/\$(category|product|service)\b/g, (_, key: keyof LogSource) => logsource[key] ?? '');
  if (Array.isArray(value)) return value.map((item: unknown) => fillIn(item, logsource));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillIn(item, logsource)]));
}
