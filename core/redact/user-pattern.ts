import { onlyChar } from '../condition/char-set.js';
import { RegexAutomaton, WorkBudget } from '../condition/regex-automaton.js';
import { leastLength } from '../condition/regex-literals.js';
import { compileProgram } from '../condition/regex-program.js';
import { parseRegex, UnsafeSyntax, type RegexNode } from '../condition/regex-syntax.js';
import type { Action } from './rule.js';

/** A regular expression of the config. */
export interface UserPattern {
  readonly name: string;
  readonly action: Action;
  /** A lower-case literal of three characters or more that each match holds; undefined where there is none, so that every text is searched. */
  readonly anchor: string | undefined;
  /** Throws where the budget does not last: what else there is to find is then unknown, and nothing of the text may be shown. */
  findAll(text: string, found: (start: number, end: number) => void, budget: WorkBudget): void;
}

/** Steps of a pattern whose repeats are written out. */
const MOST_STEPS = 5000;
const SHORTEST_ANCHOR = 3;
/** What all patterns together may cost beyond a pass each: some 20 ms for 64 kB. */
const WORK_PER_CHARACTER = 24;
const LEAST_WORK = 300_000;

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
  if (repeatsEmpty(node)) return { problem: 'it repeats what may be empty, such as (?:a?b?)*' };
  const forward = compileProgram(node, MOST_STEPS);
  const backward = compileProgram(node, MOST_STEPS, { isReversed: true });
  if (forward === undefined || backward === undefined) return { problem: `it is too large when its repeats are written out (more than ${MOST_STEPS} steps)` };
  const ends = new RegexAutomaton(forward, false);
  const beginnings = new RegexAutomaton(backward, true);
  const literal = requiredText(node);
  return {
    name,
    action,
    anchor: literal.length >= SHORTEST_ANCHOR && !SURROGATE.test(literal) ? foldCase(literal) : undefined,
    findAll(text, found, budget) {
      const places = beginnings.matchPlaces(text, budget);
      let end = 0;
      for (let index = places.length - 1; index >= 0; index--) {
        const start = places[index] as number;
        if (start < end) continue;
        const matched = ends.matchEnd(text, start, budget);
        if (matched <= start) continue;
        end = matched;
        found(start, end);
      }
    },
  };
}

/** What a backtracking search makes of such a repeat, an automaton does not follow. */
function repeatsEmpty(node: RegexNode): boolean {
  if (node.kind === 'repeat') return (node.max > 1 && leastLength(node.node) === 0) || repeatsEmpty(node.node);
  return 'nodes' in node && node.nodes.some(repeatsEmpty);
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
