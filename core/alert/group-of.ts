import type { FieldReader } from '../condition/compile.js';
import type { JsonValue } from '../contract/json.js';
import type { GroupRule } from './alert-rules.js';

/** The group that takes an alert. */
export interface GroupPlace {
  readonly rule: GroupRule;
  /** Tells it from all other groups. */
  readonly key: string;
  /** In words: what its alerts have in common. */
  readonly name: string;
}

/** The first group that matches; undefined where none does. */
export function groupOf(rules: readonly GroupRule[], fields: FieldReader): GroupPlace | undefined {
  const index = rules.findIndex(({ match }) => match === undefined || match.matches(fields));
  const rule = rules[index];
  if (rule === undefined) return undefined;
  const values = rule.by.map((field) => fields.get(field) ?? '(none)');
  return { rule, key: JSON.stringify([index, ...values]), name: rule.by.map((field, at) => `${field}=${textOf(values[at])}`).join(', ') };
}

function textOf(value: JsonValue | undefined): string {
  return (typeof value === 'string' ? value : JSON.stringify(value ?? null)).slice(0, 100);
}
