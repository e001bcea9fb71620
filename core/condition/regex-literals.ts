import { onlyChar, type CharSet } from './char-set.js';
import type { RegexNode } from './regex-syntax.js';

const MOST_LITERALS = 64;

/**
 * Texts of which every match holds one: what has to be in a text before the expression is worth running over it. The set
 * whose shortest text is longest; undefined where there is none. With `folded`, letters of both cases are the small one.
 */
export function requiredLiterals(root: RegexNode, folded: boolean): readonly string[] | undefined {
  const charOf = folded ? foldedChar : onlyChar;
  let best: readonly string[] = [];
  const offer = (texts: readonly string[] | undefined): void => {
    if (texts !== undefined && texts.length <= MOST_LITERALS && shortest(texts) > shortest(best)) best = texts;
  };
  let run = '';
  const endRun = (): void => {
    offer([run]);
    run = '';
  };
  const visit = (node: RegexNode): void => {
    if (node.kind === 'sequence') {
      for (const child of node.nodes) visit(child);
      return;
    }
    if (node.kind === 'assertion') return;
    const char = node.kind === 'chars' ? charOf(node.set) : undefined;
    if (char !== undefined) {
      run += char;
      return;
    }
    endRun();
    if (node.kind === 'repeat' && node.min > 0) offer(requiredLiterals(node.node, folded));
    else if (node.kind === 'choice') offer(unionOf(node.nodes.map((child) => requiredLiterals(child, folded))));
  };
  visit(root);
  endRun();
  return shortest(best) === 0 ? undefined : best;
}

/**
 * Texts that every match holds one behind the other: a cheap look before the expression is run. Those that stand alone at
 * the top of the expression; none where it has no such.
 */
export function literalsInOrder(root: RegexNode, folded: boolean): readonly string[] {
  const charOf = folded ? foldedChar : onlyChar;
  const runs = [''];
  const visit = (node: RegexNode): void => {
    if (node.kind === 'sequence') {
      for (const child of node.nodes) visit(child);
      return;
    }
    if (node.kind === 'assertion') return;
    const char = node.kind === 'chars' ? charOf(node.set) : undefined;
    if (char === undefined) runs.push('');
    else runs.push((runs.pop() ?? '') + char);
  };
  visit(root);
  return runs.filter((run) => run !== '');
}

/** Length of the shortest match. */
export function leastLength(node: RegexNode): number {
  switch (node.kind) {
    case 'chars': return 1;
    case 'assertion': return 0;
    case 'sequence': return node.nodes.reduce((sum, child) => sum + leastLength(child), 0);
    case 'choice': return Math.min(...node.nodes.map(leastLength));
    case 'repeat': return node.min * leastLength(node.node);
  }
}

function unionOf(sets: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  return sets.every((set) => set !== undefined) ? [...new Set(sets.flat())] : undefined;
}

function shortest(texts: readonly string[]): number {
  return texts.length === 0 ? 0 : Math.min(...texts.map((text) => text.length));
}

/** The one ASCII character of the set, or the small one of a letter in both cases. What else becomes of case under the flag i, a set does not say. */
function foldedChar(set: CharSet): string | undefined {
  const [first, second, more] = set;
  if (second === undefined) {
    const only = onlyChar(set)?.toLowerCase();
    return only !== undefined && only <= '\u007f' ? only : undefined;
  }
  if (more !== undefined || first === undefined || first[0] !== first[1] || second[0] !== second[1]) return undefined;
  const [upper, lower] = [String.fromCharCode(first[0]), String.fromCharCode(second[0])];
  return /[A-Z]/.test(upper) && upper.toLowerCase() === lower ? lower : undefined;
}
