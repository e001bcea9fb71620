import type { Condition } from '../condition/condition.js';
import type { FieldReader } from '../condition/compile.js';

/** While a source fires, targets that are equal to it in these fields are not told of. */
export interface InhibitRule {
  readonly source: Condition;
  readonly target: Condition;
  readonly equal: readonly string[];
}

/**
 * Whether any of what fires keeps this one back. What matches both sides of a rule is kept back by no other that does, as in
 * Alertmanager: else two would silence each other.
 */
export function isInhibited(rules: readonly InhibitRule[], target: FieldReader, firing: Iterable<FieldReader>): boolean {
  const open = rules.filter((rule) => rule.target.matches(target));
  if (open.length === 0) return false;
  const sources = [...firing];
  return open.some((rule) => {
    const isBoth = rule.source.matches(target);
    return sources.some((source) => rule.source.matches(source) && !(isBoth && rule.target.matches(source)) && rule.equal.every((field) => same(source.get(field), target.get(field))));
  });
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? '') === JSON.stringify(other ?? '');
}
