import { LEVELS, type Level } from '../contract/event.js';
import type { JsonValue } from '../contract/json.js';
import { severity, toLevel } from '../event/level.js';
import type { FieldKey } from './modifiers.js';

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
