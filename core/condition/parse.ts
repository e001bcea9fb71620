import type { ErrorCode } from '../contract/errors.js';
import { LEVELS } from '../contract/event.js';
import { parseRange, type AddressRange } from './cidr.js';
import { levelsOf } from './level-value.js';
import { parseFieldKey, type FieldKey } from './modifiers.js';
import { nearest } from './nearest.js';
import type { ConditionNode, FieldTest } from './node.js';
import { ANY, literalOf, parsePattern, type Pattern } from './pattern.js';
import { compileRegex } from './regex.js';

/** What is wrong with a condition, and where within its value. */
export interface ConditionProblem {
  readonly path: readonly (string | number)[];
  readonly code: ErrorCode;
  readonly message: string;
  /** What to do about it here; without one, the remedy of the table of errors. */
  readonly hint?: string;
}

type Path = readonly (string | number)[];
type Report = (path: Path, code: ErrorCode, message: string, hint?: string) => void;
type ReportHere = (code: ErrorCode, message: string, hint?: string) => void;

/** Reads a `when` as YAML gives it. Reports every problem, not only the first; the node is of use only without problems. */
export function parseCondition(when: unknown): { readonly node: ConditionNode; readonly problems: readonly ConditionProblem[] } {
  const problems: ConditionProblem[] = [];
  const report: Report = (path, code, message, hint) => {
    problems.push({ path, code, message, ...(hint === undefined ? {} : { hint }) });
  };
  const node = parseBlock(when, [], report);
  return { node, problems };
}

/** A map, or a list of maps of which one must hold. */
function parseBlock(value: unknown, path: Path, report: Report): ConditionNode {
  if (!Array.isArray(value)) return parseMap(value, path, report);
  if (value.length === 0) report(path, 'CONDITION_BAD_FORM', 'an empty list of conditions never holds');
  return join('or', value.map((item: unknown, index) => parseMap(item, [...path, index], report)));
}

function parseMap(value: unknown, path: Path, report: Report): ConditionNode {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    report(path, 'CONDITION_BAD_FORM', `expected a map of fields to values, got ${describe(value)}`);
    return join('and', []);
  }
  const entries = Object.entries(value);
  if (entries.length === 0) report(path, 'CONDITION_BAD_FORM', 'an empty condition would hold for every event', 'Name a field; `level|exists: true` holds for every event.');
  return join('and', entries.map(([key, item]) => parseEntry(key, item, [...path, key], report)));
}

function parseEntry(key: string, value: unknown, path: Path, report: Report): ConditionNode {
  if (key === 'not') return { kind: 'not', node: parseBlock(value, path, report) };
  const parsed = parseFieldKey(key);
  if ('code' in parsed) {
    report(path, parsed.code, parsed.message, parsed.hint);
    return join('and', []);
  }
  return parseField(parsed, value, path, report);
}

function parseField(key: FieldKey, value: unknown, path: Path, report: Report): ConditionNode {
  const { field, operator } = key;
  const bad = (at: Path, expected: string, got: unknown): ConditionNode => {
    report(at, 'CONDITION_BAD_VALUE', `"${field}" ${operator === 'equals' ? 'takes' : `with "${operator}" takes`} ${expected}, got ${describe(got)}`);
    return join('and', []);
  };
  const isList = Array.isArray(value);
  if (operator === 'between') {
    const [low, high, ...more]: unknown[] = isList ? value : [];
    if (typeof low !== 'number' || typeof high !== 'number' || low > high || more.length > 0) return bad(path, 'a list of two numbers, the lower one first', value);
    return { kind: 'field', field, test: { kind: 'between', low, high } };
  }
  if (isList && value.length === 0) return bad(path, 'at least one value', value);
  if (!isList && (key.all || operator === 'in')) return bad(path, key.all ? 'a list because of "all"' : 'a list', value);
  if (isList && (operator === 'exists' || operator.startsWith('g') || operator.startsWith('l'))) return bad(path, 'a single value', value);

  const values: readonly unknown[] = isList ? value : [value];
  const patterns: Pattern[] = [];
  const ranges: AddressRange[] = [];
  const nodes: ConditionNode[] = [];
  for (const [index, item] of values.entries()) {
    const at = isList ? [...path, index] : path;
    const found = parseValue(key, item, (code, message, hint) => report(at, code, message, hint));
    if (found === undefined) bad(at, EXPECTED[operator], item);
    else if (found.kind === 'text' && !key.all) patterns.push(...found.patterns);
    else if (found.kind === 'cidr' && !key.all) ranges.push(...found.ranges);
    else nodes.push({ kind: 'field', field, test: found });
  }
  // One test for all values, however many: a long list costs one look into a set.
  if (ranges.length > 0) nodes.unshift({ kind: 'field', field, test: { kind: 'cidr', ranges } });
  if (patterns.length > 0) nodes.unshift({ kind: 'field', field, test: { kind: 'text', patterns, cased: key.cased } });
  const node = join(key.all ? 'and' : 'or', nodes);
  return operator === 'neq' ? { kind: 'not', node } : node;
}

const EXPECTED: Readonly<Record<FieldKey['operator'], string>> = {
  equals: 'text, a number, true, false or null', neq: 'text, a number, true, false or null', in: 'text, numbers, true, false or null',
  contains: 'text', startswith: 'text', endswith: 'text', re: 'a regular expression', exists: 'true or false',
  cidr: 'an address range such as 10.0.0.0/8', gt: 'a number', gte: 'a number', lt: 'a number', lte: 'a number', between: 'two numbers',
};

/** The test for one value, or undefined where the value has the wrong type. */
function parseValue(key: FieldKey, value: unknown, report: ReportHere): FieldTest | undefined {
  const { operator, cased } = key;
  if (key.field === 'level' && (typeof value === 'string' || typeof value === 'number')) {
    const test = parseLevel(key, value, report);
    if (test !== undefined) return test;
  }
  if (operator === 'exists') return typeof value === 'boolean' ? { kind: 'exists', expected: value } : undefined;
  if (operator === 're') return typeof value === 'string' ? parseRegexTest(value, key.flags, report) : undefined;
  if (operator === 'gt' || operator === 'gte' || operator === 'lt' || operator === 'lte') {
    return typeof value === 'number' && !Number.isNaN(value) ? { kind: 'compare', operator, bound: value } : undefined;
  }
  if (operator === 'cidr') {
    const range = typeof value === 'string' ? parseRange(value) : undefined;
    return range && { kind: 'cidr', ranges: [range] };
  }
  if (value === null) return operator === 'equals' || operator === 'neq' || operator === 'in' ? { kind: 'null' } : undefined;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value);
  const pattern = operator !== 'in' ? parsePattern(text) : text === '' ? [] : [text];
  const before = operator === 'contains' || operator === 'endswith' ? [ANY] : [];
  const after = operator === 'contains' || operator === 'startswith' ? [ANY] : [];
  return { kind: 'text', patterns: [[...before, ...pattern, ...after]], cased };
}

/** A test on the normalised level, or undefined where the value is a pattern or the operator is one for text. */
function parseLevel(key: FieldKey, value: string | number, report: ReportHere): FieldTest | undefined {
  const isOrdered = key.operator.startsWith('g') || key.operator.startsWith('l');
  if (!isOrdered && key.operator !== 'equals' && key.operator !== 'neq' && key.operator !== 'in') return undefined;
  if (!isOrdered && literalOf(parsePattern(String(value))) === undefined) return undefined;
  const levels = levelsOf(key.operator, value);
  if (levels === undefined) {
    const meant = typeof value === 'string' ? nearest(value, LEVELS) : undefined;
    report('CONDITION_BAD_VALUE', `"${value}" is no level: no event has it`, meant === undefined ? `Use one of ${LEVELS.join(', ')}.` : `Did you mean "${meant}"?`);
  }
  return { kind: 'text', patterns: (levels ?? []).map((level) => [level]), cased: key.cased };
}

function parseRegexTest(source: string, flags: string, report: ReportHere): FieldTest {
  const result = compileRegex(source, flags);
  if ('test' in result) return { kind: 'regex', source, test: result.test };
  if ('invalid' in result) report('CONDITION_BAD_VALUE', `not a regular expression: ${result.invalid}`);
  else report('CONDITION_UNSAFE_REGEX', `the regular expression could take too long: ${result.unsafe}`);
  return { kind: 'regex', source, test: () => false };
}

function join(kind: 'and' | 'or', nodes: readonly ConditionNode[]): ConditionNode {
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? only : { kind, nodes };
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"` : 'a map';
}
