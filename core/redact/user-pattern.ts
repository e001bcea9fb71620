import { onlyChar } from '../condition/char-set.js';
import { WorkBudget } from '../condition/regex-automaton.js';
import { parseRegex, UnsafeSyntax, type RegexNode } from '../condition/regex-syntax.js';
import { automatonSearch, backtrackingSearch, type PatternSearch } from './pattern-search.js';
import type { Action } from './rule.js';

/** A regular expression of the config. */
export interface UserPattern {
  readonly name: string;
  readonly action: Action;
  /** A lower-case literal of three characters or more that each match holds; undefined where there is none, so that every text is searched. */
  readonly anchor: string | undefined;
  /** Throws where the budget does not last: what else there is to find is then unknown, and nothing of the text may be shown. */
  readonly findAll: PatternSearch;
}

/** Steps of a pattern whose repeats are written out. */
const MOST_STEPS = 5000;
const SHORTEST_ANCHOR = 3;
/** What all patterns together may cost beyond a pass each: some 20 ms for 64 kB. */
const WORK_PER_CHARACTER = 12;
const LEAST_WORK = 800_000;

/** For so many patterns over one text. */
export function patternBudget(text: string, patterns: number): WorkBudget {
  return new WorkBudget(LEAST_WORK + (WORK_PER_CHARACTER + patterns) * text.length);
}

/**
 * Compiles a pattern in JavaScript's syntax, or says why it is refused: not valid, not what can be searched for in linear time, or
 * too large.
 */
export function compileUserPattern(name: string, pattern: string, action: Action): UserPattern | { readonly problem: string } {
  let node: RegexNode;
  try {
    node = parseRegex(new RegExp(pattern).source, '');
  } catch (error) {
    if (error instanceof UnsafeSyntax) return { problem: `${error.message} cannot be searched for in linear time${error.message === 'look-around' ? String.raw`; at the edge of a word, \b does without` : ''}` };
    if (error instanceof SyntaxError) return { problem: error.message };
    throw error;
  }
  if (new RegExp(`^(?:${pattern})$`).test('')) return { problem: 'it matches the empty text' };
  const slow = automatonSearch(node, MOST_STEPS);
  if (typeof slow === 'string') return { problem: slow };
  const literal = requiredText(node);
  return {
    name,
    action,
    anchor: literal.length >= SHORTEST_ANCHOR && !SURROGATE.test(literal) ? foldCase(literal) : undefined,
    findAll: backtrackingSearch(pattern, node) ?? slow,
  };
}

/** A pattern takes halves of characters beyond U+FFFF one by one: a literal could end in one, and no bytes hold that. */
const SURROGATE = /[\ud800-\udfff]/;
/** Anchors are looked for in any case of ASCII letters; all others stay as the pattern has them. */
const foldCase = (literal: string): string => literal.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** The longest text that every match contains, '' where there is none. */
function requiredText(node: RegexNode): string {
  if (node.kind !== 'sequence') return '';
  let longest = '';
  let run = '';
  for (const child of node.nodes) {
    if (child.kind === 'assertion') continue;
    const char = child.kind === 'chars' ? onlyChar(child.set) : undefined;
    run = char === undefined ? '' : run + char;
    const inner = char === undefined ? requiredText(child) : run;
    if (inner.length > longest.length) longest = inner;
  }
  return longest;
}
