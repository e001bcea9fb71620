import { onlyChar } from '../condition/char-set.js';
import { regexProblem } from '../condition/regex-graph.js';
import { parseRegex, UnsafeSyntax, type RegexNode } from '../condition/regex-syntax.js';
import type { Action } from './rule.js';

/** A regular expression of the config. */
export interface UserPattern {
  readonly name: string;
  readonly action: Action;
  /** A lower-case literal of three characters or more that each match holds; undefined where there is none, so that every text is searched. */
  readonly anchor: string | undefined;
  findAll(text: string, found: (start: number, end: number) => void): void;
}

/** Long texts are searched in windows, so that the cost stays in proportion to their length. A match may begin anywhere. */
const WINDOW = 2048;
const OVERLAP = 512;
/** Twice the square of a window: enough for one unbounded repeat that something follows. */
const MAX_STEPS = 2 * WINDOW * WINDOW;
const SHORTEST_ANCHOR = 3;

/** Compiles a pattern in JavaScript's syntax, or says why it is refused: not valid, or its time could grow faster than the square of a window. */
export function compileUserPattern(name: string, pattern: string, action: Action): UserPattern | { readonly problem: string } {
  let search: RegExp;
  let node: RegexNode;
  try {
    search = new RegExp(pattern, 'g');
    node = parseRegex(pattern, '');
  } catch (error) {
    if (error instanceof UnsafeSyntax || error instanceof SyntaxError) return { problem: error.message };
    throw error;
  }
  const problem = regexProblem(node, WINDOW, MAX_STEPS);
  if (problem !== undefined) return { problem };
  if (new RegExp(`^(?:${pattern})$`).test('')) return { problem: 'it matches the empty text' };
  const literal = requiredText(node);
  const at = new RegExp(pattern, 'y');
  return {
    name,
    action,
    anchor: literal.length >= SHORTEST_ANCHOR && !SURROGATE.test(literal) ? foldCase(literal) : undefined,
    findAll(text, found) {
      let from = 0;
      for (let begin = 0; begin === 0 || begin + OVERLAP < text.length; begin += WINDOW - OVERLAP) {
        const window = text.length <= WINDOW ? text : text.slice(begin, begin + WINDOW);
        search.lastIndex = Math.max(0, from - begin);
        for (let match = search.exec(window); match !== null; match = search.exec(window)) {
          const start = begin + match.index;
          // What reaches the window's end may go on behind it.
          at.lastIndex = start;
          from = search.lastIndex === window.length && at.test(text) ? at.lastIndex : begin + search.lastIndex;
          found(start, from);
          search.lastIndex = Math.max(search.lastIndex + (match[0] === '' ? 1 : 0), from - begin);
        }
      }
    },
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
