import { LEVELS, type Level } from '../contract/event.js';
import type { JsonValue } from '../contract/json.js';
import { severity, toLevel } from '../event/level.js';
import type { FieldKey } from './modifiers.js';
import { nearest } from './nearest.js';
import type { FieldTest } from './node.js';
import { literalOf, parsePattern } from './pattern.js';

const ORDERED: readonly FieldKey['operator'][] = ['gt', 'gte', 'lt', 'lte'];

/**
 * The levels for which `level|operator: value` holds. Events have normalised levels, so the value is read as a log's own
 * would be (`warning`, `fatal`, 50), and levels are compared by severity. Undefined where the value is no level.
 */
export function levelsOf(operator: FieldKey['operator'], value: JsonValue): readonly Level[] | undefined {
  const level = toLevel(value);
  if (level === undefined) return undefined;
  const place = severity(level);
  if (operator === 'gt' || operator === 'gte') return LEVELS.slice(operator === 'gt' ? place + 1 : place);
  if (operator === 'lt' || operator === 'lte') return LEVELS.slice(0, operator === 'lt' ? place : place + 1);
  return [level];
}

/** A test on the normalised level, or undefined where the value is a pattern or the operator is one for text. */
export function levelTest(key: FieldKey, value: string | number, report: (message: string, hint: string) => void): FieldTest | undefined {
  const isOrdered = ORDERED.includes(key.operator);
  const isPlain = !key.expand && !key.windash && key.encodings.length === 0 && key.part === undefined;
  if (!isPlain || (!isOrdered && key.operator !== 'equals' && key.operator !== 'in')) return undefined;
  if (!isOrdered && literalOf(parsePattern(String(value))) === undefined) return undefined;
  const levels = levelsOf(key.operator, value);
  if (levels === undefined) {
    const meant = typeof value === 'string' ? nearest(value, LEVELS) : undefined;
    report(`"${value}" is no level: no event has it`, meant === undefined ? `Use one of ${LEVELS.join(', ')}.` : `Did you mean "${meant}"?`);
  }
  return { kind: 'text', patterns: (levels ?? []).map((level) => [level]), cased: key.cased };
}
