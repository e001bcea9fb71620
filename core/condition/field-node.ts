import type { ErrorCode } from '../contract/errors.js';
import { parseRange, type AddressRange } from './cidr.js';
import { encode } from './encodings.js';
import { levelTest } from './level-value.js';
import type { FieldKey } from './modifiers.js';
import { join, type ConditionNode, type FieldTest } from './node.js';
import { ANY, literalOf, parsePattern, type Pattern } from './pattern.js';
import { expandPlaceholders, type ValueLists } from './placeholders.js';
import { compileRegex, type RegexPolicy } from './regex.js';
import { dashVariants } from './windash.js';

/** Most texts that one value may stand for through `expand` and `windash`. */
const MOST_VARIANTS = 3125;

export interface ConditionOptions {
  /** What becomes of regular expressions that V8 could take too long for; without it they are refused. */
  readonly regex?: RegexPolicy;
  /** What `%name%` stands for under `expand`. */
  readonly lists?: ValueLists;
  /** Fields and values as Sigma rules mean them: `level` is a field as any other, `all` may have one value, no value is null. */
  readonly sigma?: boolean;
}

export type Path = readonly (string | number)[];
export type Report = (path: Path, code: ErrorCode, message: string, hint?: string) => void;

/** The node for `field|modifiers: value`. Reports every problem; the node is of use only without problems. */
export function fieldNode(key: FieldKey, value: unknown, path: Path, report: Report, options: ConditionOptions): ConditionNode {
  const node = new FieldNode(key, report, options).build(value, path);
  return key.negated ? { kind: 'not', node } : node;
}

class FieldNode {
  readonly #key: FieldKey;
  readonly #report: Report;
  readonly #options: ConditionOptions;

  constructor(key: FieldKey, report: Report, options: ConditionOptions) {
    this.#key = key;
    this.#report = report;
    this.#options = options;
  }

  build(value: unknown, path: Path): ConditionNode {
    const { operator, all, part } = this.#key;
    const { sigma = false } = this.#options;
    const isList = Array.isArray(value);
    if (operator === 'between') {
      const [low, high, ...more]: unknown[] = isList ? value : [];
      if (typeof low !== 'number' || typeof high !== 'number' || low > high || more.length > 0) return this.#bad(path, 'a list of two numbers, the lower one first', value);
      return this.#node({ kind: 'between', low, high, part });
    }
    if (isList && value.length === 0) return sigma && operator === 'equals' && this.#key.field !== '' ? this.#node({ kind: 'null' }) : this.#bad(path, 'at least one value', value);
    if (!isList && !sigma && (all || operator === 'in')) return this.#bad(path, all ? 'a list because of "all"' : 'a list', value);
    if (isList && (operator === 'exists' || (!sigma && isOrdered(operator)))) return this.#bad(path, 'a single value', value);
    return this.#join((isList ? value : [value]).map((item: unknown, index) => ({ item, at: isList ? [...path, index] : path })));
  }

  /** One test for all texts and one for all ranges, however many: a long list costs one look into a set. */
  #join(values: readonly { readonly item: unknown; readonly at: Path }[]): ConditionNode {
    const { all, cased, reference, field } = this.#key;
    const patterns: Pattern[] = [];
    const ranges: AddressRange[] = [];
    const nodes: ConditionNode[] = [];
    for (const { item, at } of values) {
      if (reference) {
        nodes.push(this.#fields(item, at));
        continue;
      }
      const test = this.#test(item, at);
      if (test === undefined) this.#bad(at, EXPECTED[this.#key.operator], item);
      else if (test.kind === 'text' && !all) patterns.push(...test.patterns);
      else if (test.kind === 'cidr' && !all) ranges.push(...test.ranges);
      else nodes.push(this.#node(test));
    }
    if (ranges.length > 0) nodes.unshift({ kind: 'field', field, test: { kind: 'cidr', ranges } });
    if (patterns.length > 0) nodes.unshift(this.#node({ kind: 'text', patterns, cased }));
    return join(all ? 'and' : 'or', nodes);
  }

  #node(test: FieldTest): ConditionNode {
    const { field } = this.#key;
    return field === '' && (test.kind === 'text' || test.kind === 'regex') ? { kind: 'anywhere', test } : { kind: 'field', field, test };
  }

  #fields(other: unknown, at: Path): ConditionNode {
    const { field, operator, cased } = this.#key;
    if (typeof other !== 'string' || other === '') return this.#bad(at, 'the name of a field', other);
    return { kind: 'fields', field, other, comparison: operator === 'contains' || operator === 'startswith' || operator === 'endswith' ? operator : 'equals', cased };
  }

  /** The test for one value, or undefined where the value has the wrong type. */
  #test(value: unknown, at: Path): FieldTest | undefined {
    const { field, operator, part } = this.#key;
    if (field === 'level' && this.#options.sigma !== true && (typeof value === 'string' || typeof value === 'number')) {
      const test = levelTest(this.#key, value, (message, hint) => this.#report(at, 'CONDITION_BAD_VALUE', message, hint));
      if (test !== undefined) return test;
    }
    if (operator === 'exists') return typeof value === 'boolean' ? { kind: 'exists', expected: value } : undefined;
    if (operator === 're') return typeof value === 'string' || (this.#options.sigma === true && typeof value === 'number') ? this.#regex(String(value), at) : undefined;
    if (isOrdered(operator) || part !== undefined) {
      return typeof value === 'number' && !Number.isNaN(value) ? { kind: 'compare', operator: isOrdered(operator) ? operator : 'eq', bound: value, part } : undefined;
    }
    if (value === null) return field !== '' && (operator === 'equals' || operator === 'in') ? { kind: 'null' } : undefined;
    if (operator === 'cidr') return typeof value === 'string' ? this.#ranges(value, at) : undefined;
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
    return { kind: 'text', patterns: this.#texts(String(value), at).flatMap((text) => this.#patterns(text, at)), cased: this.#key.cased };
  }

  #ranges(value: string, at: Path): FieldTest | undefined {
    const ranges = this.#texts(value, at).map(parseRange);
    return ranges.every((range) => range !== undefined) ? { kind: 'cidr', ranges } : undefined;
  }

  #regex(source: string, at: Path): FieldTest {
    const result = compileRegex(source, this.#key.flags, this.#options.regex);
    if ('test' in result) return { kind: 'regex', source, test: result.test, literals: result.literals };
    if ('invalid' in result) this.#report(at, 'CONDITION_BAD_VALUE', `not a regular expression: ${result.invalid}`);
    else this.#report(at, 'CONDITION_UNSAFE_REGEX', `the regular expression could take too long: ${result.unsafe}`);
    return { kind: 'regex', source, test: () => false, literals: undefined };
  }

  #texts(value: string, at: Path): readonly string[] {
    if (!this.#key.expand) return [value];
    const texts = expandPlaceholders(value, this.#options.lists ?? {}, MOST_VARIANTS);
    if ('missing' in texts) this.#report(at, 'CONDITION_UNKNOWN_LIST', `there is no list "${texts.missing}"`);
    else if ('count' in texts) this.#report(at, 'CONDITION_BAD_VALUE', `the placeholders make ${texts.count} values of one, more than ${MOST_VARIANTS}`);
    else return texts;
    return [];
  }

  #patterns(text: string, at: Path): readonly Pattern[] {
    const { operator, encodings, windash } = this.#key;
    let patterns: readonly Pattern[] = [operator !== 'in' ? parsePattern(text) : text === '' ? [] : [text]];
    if (windash) patterns = patterns.flatMap((pattern) => dashVariants(pattern, MOST_VARIANTS) ?? this.#tooMany(at));
    if (encodings.length > 0) patterns = patterns.flatMap((pattern) => this.#encoded(pattern, at));
    const anywhere = this.#key.field === '' && operator === 'equals';
    const before = anywhere || operator === 'contains' || operator === 'endswith' ? [ANY] : [];
    const after = anywhere || operator === 'contains' || operator === 'startswith' ? [ANY] : [];
    return patterns.map((pattern) => [...before, ...pattern, ...after]);
  }

  #encoded(pattern: Pattern, at: Path): readonly Pattern[] {
    const literal = literalOf(pattern);
    if (literal !== undefined) return encode(literal, this.#key.encodings).map((text) => [text]);
    this.#report(at, 'CONDITION_BAD_VALUE', 'a value with wildcards cannot be encoded', 'Write \\* and \\? for these characters themselves.');
    return [];
  }

  #tooMany(at: Path): readonly Pattern[] {
    this.#report(at, 'CONDITION_BAD_VALUE', `"windash" makes more than ${MOST_VARIANTS} values of this one`, 'Split it at its options: a list with contains, windash and all.');
    return [];
  }

  #bad(at: Path, expected: string, got: unknown): ConditionNode {
    const { field, operator } = this.#key;
    this.#report(at, 'CONDITION_BAD_VALUE', `"${field}" ${operator === 'equals' ? 'takes' : `with "${operator}" takes`} ${expected}, got ${describe(got)}`);
    return join('and', []);
  }
}

const EXPECTED: Readonly<Record<FieldKey['operator'], string>> = {
  equals: 'text, a number, true, false or null', in: 'text, numbers, true, false or null',
  contains: 'text', startswith: 'text', endswith: 'text', re: 'a regular expression', exists: 'true or false',
  cidr: 'an address range such as 10.0.0.0/8', gt: 'a number', gte: 'a number', lt: 'a number', lte: 'a number', between: 'two numbers',
};

function isOrdered(operator: FieldKey['operator']): operator is 'gt' | 'gte' | 'lt' | 'lte' {
  return operator === 'gt' || operator === 'gte' || operator === 'lt' || operator === 'lte';
}

/** What a value is, for an error. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"` : 'a map';
}
