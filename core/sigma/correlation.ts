import { isMap, type SigmaDocument } from './documents.js';
import { parseExpression, type Expression } from './expression.js';
import type { Report } from './problem.js';
import { readHead, type RuleHead } from './rule.js';

export const CORRELATION_TYPES = ['event_count', 'value_count', 'temporal', 'temporal_ordered', 'value_sum', 'value_avg', 'value_percentile', 'value_median'] as const;
export type CorrelationType = (typeof CORRELATION_TYPES)[number];

const BOUNDS = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const;
/** Each bound that is given must hold for what is measured. */
export type CorrelationBounds = Readonly<Partial<Record<(typeof BOUNDS)[number], number>>>;

/** A correlation as plain data. */
export interface SigmaCorrelation extends RuleHead {
  readonly type: CorrelationType;
  /** Ids of rules and of other correlations; of `temporal_ordered`, in their order. */
  readonly rules: readonly string[];
  /** Fields, or names among the aliases, whose values are looked at apart. */
  readonly groupBy: readonly string[];
  /** Milliseconds. */
  readonly timespan: number;
  /** `sliding` unless the correlation says otherwise, which Sigma itself does not know. `gap`, in milliseconds, ends a session. */
  readonly window: { readonly kind: 'sliding' | 'tumbling' } | { readonly kind: 'session'; readonly gap: number };
  /** For the number of events, of values or of rules, or for what is made of the values. */
  readonly condition: CorrelationBounds;
  /** In place of the number of rules, which of them must have been met. */
  readonly expression: Expression | undefined;
  /** Of which the values are counted or summed up; several are counted as one tuple. */
  readonly field: readonly string[];
  /** 0 to 100; 50 where it is not stated. */
  readonly percentile: number;
  /** By alias and by rule, the field that the alias stands for. */
  readonly aliases: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The rules are alerts of their own too. */
  readonly generate: boolean;
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, M: 2_629_746_000, y: 31_556_952_000 };
const NEEDS_FIELD: readonly CorrelationType[] = ['value_count', 'value_sum', 'value_avg', 'value_percentile', 'value_median'];

/** Reads a correlation; `rules` and the rules of its aliases are as it states them, ids or names. */
export function readCorrelation(document: SigmaDocument, report: Report): SigmaCorrelation {
  const given = isMap(document.value['correlation']) ? document.value['correlation'] : {};
  const here: Report = (path, code, message, hint) => report(['correlation', ...path], code, message, hint);
  const type = CORRELATION_TYPES.find((word) => word === String(given['type']).replace(/_extended$/, ''));
  if (type === undefined) here(['type'], 'SIGMA_BAD_CORRELATION', `the type "${String(given['type'])}" is not one of ${CORRELATION_TYPES.join(', ')}`);
  const isTemporal = type === 'temporal' || type === 'temporal_ordered';
  const isExpression = isTemporal && typeof given['condition'] === 'string';
  const expression = isExpression ? readExpression(String(given['condition']), here) : undefined;
  const stated = texts(given['rules']);
  const rules = stated.length === 0 && expression !== undefined ? [...new Set(namesIn(expression))] : stated;
  if (rules.length === 0) here(['rules'], 'SIGMA_BAD_CORRELATION', 'a correlation needs rules: a list of ids or names');
  const field = isMap(given['condition']) ? texts(given['condition']['field']) : [];
  if (type !== undefined && NEEDS_FIELD.includes(type) && field.length === 0) here(['condition'], 'SIGMA_BAD_CORRELATION', `${type} needs the field whose values it looks at`);
  return {
    ...readHead(document, report),
    type: type ?? 'event_count',
    rules,
    groupBy: texts(given['group-by']),
    timespan: readSpan(given['timespan'] ?? given['timeframe'], 'timespan', here),
    window: readWindow(given, here),
    condition: isExpression ? {} : readBounds(given['condition'], isTemporal ? rules.length : undefined, here),
    expression,
    field,
    percentile: readPercentile(type, given['condition'], here),
    aliases: readAliases(given['aliases'], here),
    generate: given['generate'] === true,
  };
}

/** The names in an expression. */
export function namesIn(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'name':
      return [expression.name];
    case 'of':
      return [];
    case 'not':
      return namesIn(expression.inner);
    case 'and':
    case 'or':
      return expression.parts.flatMap(namesIn);
  }
}

function readExpression(text: string, report: Report): Expression | undefined {
  const expression = parseExpression(text);
  if (!('problem' in expression)) return expression;
  report(['condition'], 'SIGMA_BAD_CONDITION', expression.problem);
  return undefined;
}

/** @param rules how many there are, which a temporal correlation asks for where it does not say otherwise */
function readBounds(condition: unknown, rules: number | undefined, report: Report): CorrelationBounds {
  if (condition === undefined && rules !== undefined) return { gte: rules };
  const bounds = Object.entries(isMap(condition) ? condition : {}).filter(([key]) => key !== 'field' && key !== 'percentile');
  const wrong = bounds.find(([key, bound]) => !BOUNDS.some((word) => word === key) || typeof bound !== 'number');
  if (bounds.length === 0 || wrong !== undefined) report(['condition'], 'SIGMA_BAD_CORRELATION', wrong === undefined ? `a condition needs one of ${BOUNDS.join(', ')} with a number` : `"${wrong[0]}" is no bound with a number`);
  return Object.fromEntries(bounds);
}

function readPercentile(type: CorrelationType | undefined, condition: unknown, report: Report): number {
  const percentile = isMap(condition) ? condition['percentile'] : undefined;
  if (type !== 'value_percentile' || percentile === undefined) return 50;
  if (typeof percentile === 'number' && percentile >= 0 && percentile <= 100) return percentile;
  report(['condition'], 'SIGMA_BAD_CORRELATION', 'value_percentile needs a percentile from 0 to 100');
  return 50;
}

function readWindow(given: Readonly<Record<string, unknown>>, report: Report): SigmaCorrelation['window'] {
  const { window = 'sliding' } = given;
  if (window === 'sliding' || window === 'tumbling') return { kind: window };
  if (window === 'session') return { kind: 'session', gap: readSpan(given['gap'], 'gap', report) };
  report(['window'], 'SIGMA_BAD_CORRELATION', `the window "${String(window)}" is not one of sliding, tumbling, session`);
  return { kind: 'sliding' };
}

function readSpan(value: unknown, key: string, report: Report): number {
  const [, count = '', unit = ''] = /^(\d+)([smhdwMy])$/.exec(String(value)) ?? [];
  const span = Number(count) * (UNITS[unit] ?? 0);
  if (!(span > 0)) report([key], 'SIGMA_BAD_CORRELATION', `"${key}" must be a number with a unit (s, m, h, d, w, M, y), such as 15m`);
  return span;
}

function readAliases(value: unknown, report: Report): SigmaCorrelation['aliases'] {
  if (value === undefined || value === null) return {};
  const entries = Object.entries(isMap(value) ? value : { '': undefined });
  if (!entries.every(([, fields]) => isMap(fields))) report(['aliases'], 'SIGMA_BAD_CORRELATION', 'an alias is a map of rules to fields');
  return Object.fromEntries(entries.map(([alias, fields]) => [alias, Object.fromEntries(Object.entries(isMap(fields) ? fields : {}).map(([rule, field]) => [rule, String(field)]))]));
}

function texts(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string' || typeof item === 'number').map(String);
}
