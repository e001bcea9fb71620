import type { AddressRange } from './cidr.js';
import type { Pattern, TextTest } from './pattern.js';

/** What one field must satisfy; where its value is an array, one of the elements must. */
export type FieldTest =
  /** The value as text matches one of the patterns. */
  | { readonly kind: 'text'; readonly patterns: readonly Pattern[]; readonly cased: boolean }
  /** The field is missing or null. */
  | { readonly kind: 'null' }
  /** The field is there, null included, or is not. */
  | { readonly kind: 'exists'; readonly expected: boolean }
  | { readonly kind: 'regex'; readonly source: string; readonly test: TextTest }
  /** A number, or a text that states one. */
  | { readonly kind: 'compare'; readonly operator: 'gt' | 'gte' | 'lt' | 'lte'; readonly bound: number }
  | { readonly kind: 'between'; readonly low: number; readonly high: number }
  | { readonly kind: 'cidr'; readonly ranges: readonly AddressRange[] };

/** A condition as a tree: what closures, indexes and explanations are made from. */
export type ConditionNode =
  | { readonly kind: 'and' | 'or'; readonly nodes: readonly ConditionNode[] }
  | { readonly kind: 'not'; readonly node: ConditionNode }
  | { readonly kind: 'field'; readonly field: string; readonly test: FieldTest };
