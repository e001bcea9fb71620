import { fold } from './fold.js';

/** `*` stands for any characters, `?` for exactly one UTF-16 unit. */
export type PatternPart = string | { readonly wildcard: 'any' | 'one' };
export type Pattern = readonly PatternPart[];

export const ANY: PatternPart = { wildcard: 'any' };
const ONE: PatternPart = { wildcard: 'one' };

/**
 * Reads a Sigma string: `*` and `?` are wildcards; a backslash takes the special meaning from a `*`, `?` or backslash that
 * follows it, and is itself everywhere else. So `\*` is a star, `\\*` a backslash before anything, `C:\Users` needs no escape.
 */
export function parsePattern(source: string): Pattern {
  const parts: PatternPart[] = [];
  let literal = '';
  const wildcard = (part: PatternPart): void => {
    if (literal !== '') parts.push(literal);
    literal = '';
    if (part !== ANY || parts.at(-1) !== ANY) parts.push(part);
  };
  for (let i = 0; i < source.length; i++) {
    const char = source.charAt(i);
    const next = source.charAt(i + 1);
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next;
      i++;
    } else if (char === '*') {
      wildcard(ANY);
    } else if (char === '?') {
      wildcard(ONE);
    } else {
      literal += char;
    }
  }
  if (literal !== '') parts.push(literal);
  return parts;
}

/** The text that the pattern equals, or undefined where it has wildcards. */
export function literalOf(pattern: Pattern): string | undefined {
  if (pattern.length === 0) return '';
  const [only] = pattern;
  return pattern.length === 1 && typeof only === 'string' ? only : undefined;
}

export type TextTest = (text: string) => boolean;

/** A test for a text that matches any of the patterns; without `cased`, the case of letters does not matter. Linear in the text. */
export function compilePatterns(patterns: readonly Pattern[], cased: boolean): TextTest {
  const forms: Record<Form, string[]> = { equals: [], prefix: [], suffix: [], contains: [] };
  const tests: TextTest[] = [];
  for (const pattern of patterns) {
    const parts = cased ? pattern : pattern.map((part) => (typeof part === 'string' ? fold(part) : part));
    const simple = simpleForm(parts);
    if (simple === undefined) tests.push(compileWildcards(parts));
    else forms[simple.form].push(simple.literal);
  }
  for (const form of FORMS) if (forms[form].length > 0) tests.unshift(TESTS[form](forms[form]));
  const [first, second] = tests;
  const test = second === undefined && first !== undefined ? first : (text: string) => tests.some((one) => one(text));
  return cased ? test : (text) => test(fold(text));
}

type Form = 'equals' | 'prefix' | 'suffix' | 'contains';
/** The cheapest last: each is put before the others. */
const FORMS: readonly Form[] = ['contains', 'suffix', 'prefix', 'equals'];

/** One literal, with `*` at its ends or without: what nearly all patterns are. */
export function simpleForm(pattern: Pattern): { readonly form: Form; readonly literal: string } | undefined {
  const before = pattern[0] === ANY ? 1 : 0;
  const after = pattern.length > 1 && pattern.at(-1) === ANY ? 1 : 0;
  const literal = literalOf(pattern.slice(before, pattern.length - after));
  return literal === undefined || (literal === '' && pattern.length > 0) ? undefined : { form: before === 1 ? (after === 1 ? 'contains' : 'suffix') : after === 1 ? 'prefix' : 'equals', literal };
}

/** Loops of their own, since a call for each of a hundred literals costs more than the comparison. */
const TESTS: Readonly<Record<Form, (literals: readonly string[]) => TextTest>> = {
  equals(literals) {
    const [only] = literals;
    const all = new Set(literals);
    return all.size === 1 ? (text) => text === only : (text) => all.has(text);
  },
  prefix: (literals) => (text) => {
    for (const literal of literals) if (text.startsWith(literal)) return true;
    return false;
  },
  suffix: (literals) => (text) => {
    for (const literal of literals) if (text.endsWith(literal)) return true;
    return false;
  },
  contains: (literals) => (text) => {
    for (const literal of literals) if (text.includes(literal)) return true;
    return false;
  },
};

function compileWildcards(parts: Pattern): TextTest {
  const segments: PatternPart[][] = [[]];
  for (const part of parts) {
    if (part === ANY) segments.push([]);
    else segments.at(-1)?.push(part);
  }
  const [first, ...rest] = segments.map(compileSegment);
  const last = rest.pop();
  if (first === undefined) return () => false;
  if (last === undefined) return (text) => text.length === first.length && first.at(text, 0);
  const middle = rest.filter((segment) => segment.length > 0);
  const least = [first, last, ...middle].reduce((sum, segment) => sum + segment.length, 0);
  return (text) => {
    if (text.length < least || !first.at(text, 0) || !last.at(text, text.length - last.length)) return false;
    // Taking the leftmost place for each segment leaves the most room for the rest, so nothing is ever tried again.
    let from = first.length;
    for (const segment of middle) {
      const found = segment.find(text, from);
      if (found < 0) return false;
      from = found + segment.length;
    }
    return from <= text.length - last.length;
  };
}

interface Segment {
  readonly length: number;
  at(text: string, index: number): boolean;
  find(text: string, from: number): number;
}

function compileSegment(parts: readonly PatternPart[]): Segment {
  const literal = literalOf(parts);
  if (literal !== undefined) {
    return { length: literal.length, at: (text, index) => text.startsWith(literal, index), find: (text, from) => text.indexOf(literal, from) };
  }
  const units = parts.flatMap((part) => (typeof part === 'string' ? part.split('') : [undefined]));
  const at = (text: string, index: number): boolean =>
    index + units.length <= text.length && units.every((unit, offset) => unit === undefined || text[index + offset] === unit);
  const find = (text: string, from: number): number => {
    for (let index = from; index + units.length <= text.length; index++) if (at(text, index)) return index;
    return -1;
  };
  return { length: units.length, at, find };
}
