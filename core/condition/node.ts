import type { AddressRange } from './cidr.js';
import type { TimePart } from './modifiers.js';
import type { Pattern, TextTest } from './pattern.js';

/** What one value must satisfy; where a field's value is an array, one of the elements must. */
export type FieldTest =
  /** The value as text matches one of the patterns. */
  | { readonly kind: 'text'; readonly patterns: readonly Pattern[]; readonly cased: boolean }
  /** The field is missing or null. */
  | { readonly kind: 'null' }
  /** The field is there, null included, or is not. */
  | { readonly kind: 'exists'; readonly expected: boolean }
  /** `literals` are folded; where there are any, what it matches holds one of them. */
  | { readonly kind: 'regex'; readonly source: string; readonly test: TextTest; readonly literals: readonly string[] | undefined }
  /** A number, or a text that states one; with `part`, that part of the time that the value states. */
  | { readonly kind: 'compare'; readonly operator: 'eq' | 'gt' | 'gte' | 'lt' | 'lte'; readonly bound: number; readonly part: TimePart | undefined }
  | { readonly kind: 'between'; readonly low: number; readonly high: number; readonly part: TimePart | undefined }
  | { readonly kind: 'cidr'; readonly ranges: readonly AddressRange[] };

/** How the text of one field is compared with that of another. */
export type Comparison = 'equals' | 'contains' | 'startswith' | 'endswith';

/** A condition as a tree: what closures, indexes and explanations are made from. */
export type ConditionNode =
  | { readonly kind: 'and' | 'or'; readonly nodes: readonly ConditionNode[] }
  | { readonly kind: 'not'; readonly node: ConditionNode }
  | { readonly kind: 'field'; readonly field: string; readonly test: FieldTest }
  /** The text of one field against that of another of the same event. */
  | { readonly kind: 'fields'; readonly field: string; readonly other: string; readonly comparison: Comparison; readonly cased: boolean }
  /** Any value of the event, however deep, satisfies the test. */
  | { readonly kind: 'anywhere'; readonly test: Extract<FieldTest, { kind: 'text' | 'regex' }> };

/** Joins nodes; one alone stands for itself. */
export function join(kind: 'and' | 'or', nodes: readonly ConditionNode[]): ConditionNode {
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? only : { kind, nodes };
}
