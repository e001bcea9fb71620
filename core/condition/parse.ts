import type { ErrorCode } from '../contract/errors.js';
import { parseRange } from './cidr.js';
import { parseFieldKey, type FieldKey } from './modifiers.js';
import type { ConditionNode, FieldTest } from './node.js';
import { ANY, parsePattern, type Pattern } from './pattern.js';
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
  const nodes: ConditionNode[] = [];
  for (const [index, item] of values.entries()) {
    const at = isList ? [...path, index] : path;
    const found = parseValue(key, item, (code, message, hint) => report(at, code, message, hint));
    if (found === undefined) bad(at, EXPECTED[operator], item);
    else if (found.kind === 'text' && !key.all) patterns.push(...found.patterns);
    else nodes.push({ kind: 'field', field, test: found });
  }
  // One test for all patterns, however many: a long list costs one look into a set.
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
function parseValue(key: FieldKey, value: unknown, report: (code: ErrorCode, message: string, hint?: string) => void): FieldTest | undefined {
  const { operator, cased } = key;
  switch (operator) {
    case 'exists':
      return typeof value === 'boolean' ? { kind: 'exists', expected: value } : undefined;
    case 'gt': case 'gte': case 'lt': case 'lte':
      return typeof value === 'number' && !Number.isNaN(value) ? { kind: 'compare', operator, bound: value } : undefined;
    case 'cidr': {
      const range = typeof value === 'string' ? parseRange(value) : undefined;
      return range && { kind: 'cidr', ranges: [range] };
    }
    case 're':
      return typeof value === 'string' ? parseRegexTest(value, key.flags, report) : undefined;
    default: {
      if (value === null) return operator === 'equals' || operator === 'neq' || operator === 'in' ? { kind: 'null' } : undefined;
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
      const text = String(value);
      const pattern = operator === 'in' ? (text === '' ? [] : [text]) : parsePattern(text);
      const before = operator === 'contains' || operator === 'endswith' ? [ANY] : [];
      const after = operator === 'contains' || operator === 'startswith' ? [ANY] : [];
      return { kind: 'text', patterns: [[...before, ...pattern, ...after]], cased };
    }
  }
}

function parseRegexTest(source: string, flags: string, report: (code: ErrorCode, message: string, hint?: string) => void): FieldTest {
  const result = compileRegex(source, flags);
  if ('test' in result) return { kind: 'regex', source, test: result.test };
  if ('invalid' in result) report('CONDITION_BAD_VALUE', `not a regular expression: ${result.invalid}`);
  else report('CONDITION_UNSAFE_REGEX', `the regular expression could take too long: ${result.unsafe}`, 'Begin with ^, write [^ ]* or .{0,50} for .*, or use contains|all.');
  return { kind: 'regex', source, test: () => false };
}

function join(kind: 'and' | 'or', nodes: readonly ConditionNode[]): ConditionNode {
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? only : { kind, nodes };
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"` : String(value);
}
