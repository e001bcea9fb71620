import { RegexAutomaton, type WorkBudget } from '../condition/regex-automaton.js';
import { regexProblem } from '../condition/regex-graph.js';
import { leastLength } from '../condition/regex-literals.js';
import { compileProgram } from '../condition/regex-program.js';
import type { RegexNode } from '../condition/regex-syntax.js';

/** Reports all matches, each with one character at least, in order. Throws where the budget does not last. */
export type PatternSearch = (text: string, found: (start: number, end: number) => void, budget: WorkBudget) => void;

/** By an automaton, in linear time as a rule; or why there can be none. `most`: steps that it may have. */
export function automatonSearch(node: RegexNode, most: number): PatternSearch | string {
  if (repeatsEmpty(node)) return 'it repeats what may be empty, such as (?:a?|b)*';
  const forward = compileProgram(node, most);
  const backward = compileProgram(node, most, { isReversed: true });
  if (forward === undefined || backward === undefined) return `it is too large when its repeats are written out (more than ${most} steps)`;
  const ends = new RegexAutomaton(forward, false);
  const beginnings = new RegexAutomaton(backward, true);
  return (text, found, budget) => {
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
  };
}

/** Where something goes before the empty choice of a repeat, a backtracking search comes back for what follows that, and an automaton does not. */
function repeatsEmpty(node: RegexNode): boolean {
  if (node.kind === 'repeat') return (leastLength(node.node) === 0 && !isGreedy(node.node)) || repeatsEmpty(node.node);
  return 'nodes' in node && node.nodes.some(repeatsEmpty);
}

/** Whether it is empty only where it can be nothing else. */
function isGreedy(node: RegexNode): boolean {
  if (node.kind === 'repeat') return node.lazy === undefined && isGreedy(node.node);
  return node.kind === 'chars' || (node.kind === 'sequence' && node.nodes.every(isGreedy));
}

/** Of a text as long as this, V8's engine may go so many ways from each character, and so far. */
const LENGTH = 65_536;
const MOST_WAYS = 8;
const FARTHEST = 32;
const NEVER: RegexNode = { kind: 'chars', set: [], end: 0 };

/** By V8's engine, which is faster; undefined where it could take longer than a linear search in a text made for it. */
export function backtrackingSearch(pattern: string, node: RegexNode): PatternSearch | undefined {
  // Each search of many may fail after all of the expression but its last step, so nothing of it is left out.
  const nodes = node.kind === 'sequence' ? node.nodes : [node];
  const whole: RegexNode = { kind: 'sequence', nodes: [...withoutLastRepeat(nodes), NEVER], end: node.end };
  if (reach(whole) > FARTHEST || regexProblem(whole, LENGTH, MOST_WAYS * LENGTH) !== undefined) return undefined;
  const regex = new RegExp(pattern, 'g');
  return (text, found, budget) => {
    budget.spend(text.length);
    regex.lastIndex = 0;
    for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
      if (match[0] === '') regex.lastIndex++;
      else found(match.index, regex.lastIndex);
    }
  };
}

/** Whatever a repeat of one character at the end goes over, is in the match. */
function withoutLastRepeat(nodes: readonly RegexNode[]): readonly RegexNode[] {
  const last = nodes.at(-1);
  return last?.kind === 'repeat' && last.node.kind === 'chars' ? [...nodes.slice(0, -1), { ...last, max: last.min }] : nodes;
}

/** How many characters it can go over, unbounded repeats left aside. */
function reach(node: RegexNode): number {
  switch (node.kind) {
    case 'chars': return 1;
    case 'assertion': return 0;
    case 'sequence': return node.nodes.reduce((sum, child) => sum + reach(child), 0);
    case 'choice': return Math.max(...node.nodes.map(reach));
    case 'repeat': return (node.max === Infinity ? node.min + 1 : node.max) * reach(node.node);
  }
}
