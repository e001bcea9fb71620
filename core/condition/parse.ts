import type { ErrorCode } from '../contract/errors.js';
import { describe, fieldNode, type ConditionOptions, type Path, type Report } from './field-node.js';
import { parseFieldKey } from './modifiers.js';
import { Memo } from './memo.js';
import { join, type ConditionNode } from './node.js';

/** What is wrong with a condition, and where within its value. */
export interface ConditionProblem {
  readonly path: readonly (string | number)[];
  readonly code: ErrorCode;
  readonly message: string;
  /** What to do about it here; without one, the remedy of the table of errors. */
  readonly hint?: string;
}

/** Reads a `when` as YAML gives it. Reports every problem, not only the first; the node is of use only without problems. */
export function parseCondition(when: unknown, options?: ConditionOptions): ParsedCondition {
  return options === undefined ? parsed.get(when, () => parse(when, {})) : parse(when, options);
}

interface ParsedCondition {
  readonly node: ConditionNode;
  readonly problems: readonly ConditionProblem[];
}

/** A trigger's condition is asked for when it is checked, planned and planned anew by a reload that leaves it as it was. */
const parsed = new Memo<ParsedCondition>(8192);

function parse(when: unknown, options: ConditionOptions): ParsedCondition {
  const problems: ConditionProblem[] = [];
  const report: Report = (path, code, message, hint) => {
    problems.push({ path, code, message, ...(hint === undefined ? {} : { hint }) });
  };
  return { node: parseBlock(when, [], report, options), problems };
}

/** A map, or a list of maps of which one must hold. */
function parseBlock(value: unknown, path: Path, report: Report, options: ConditionOptions): ConditionNode {
  if (!Array.isArray(value)) return parseMap(value, path, report, options);
  if (value.length === 0) report(path, 'CONDITION_BAD_FORM', 'an empty list of conditions never holds');
  return join('or', value.map((item: unknown, index) => parseMap(item, [...path, index], report, options)));
}

function parseMap(value: unknown, path: Path, report: Report, options: ConditionOptions): ConditionNode {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    report(path, 'CONDITION_BAD_FORM', `expected a map of fields to values, got ${describe(value)}`);
    return join('and', []);
  }
  const entries = Object.entries(value);
  if (entries.length === 0) report(path, 'CONDITION_BAD_FORM', 'an empty condition would hold for every event', 'Name a field; `level|exists: true` holds for every event.');
  return join('and', entries.map(([key, item]) => parseEntry(key, item, [...path, key], report, options)));
}

function parseEntry(key: string, value: unknown, path: Path, report: Report, options: ConditionOptions): ConditionNode {
  if (key === 'not') return { kind: 'not', node: parseBlock(value, path, report, options) };
  const parsed = parseFieldKey(key);
  if (!('code' in parsed)) return fieldNode(parsed, value, path, report, options);
  report(path, parsed.code, parsed.message, parsed.hint);
  return join('and', []);
}
