import { fold } from './fold.js';
import type { ConditionNode, FieldTest } from './node.js';
import { literalOf, type Pattern } from './pattern.js';

/** A field, and how its value holds a folded literal; `present`, without a literal, is any value, null included. */
export interface Witness {
  readonly field: string;
  readonly match: 'equals' | 'prefix' | 'suffix' | 'contains' | 'present';
  readonly literal: string;
}

/**
 * A set of which one must hold for the condition to hold, the most telling one that can be told from its form; undefined
 * where it has none. An index of witnesses finds the conditions worth looking at without looking at all of them.
 */
export function witnesses(node: ConditionNode): readonly Witness[] | undefined {
  switch (node.kind) {
    case 'and':
      return node.nodes.reduce<readonly Witness[] | undefined>((best, child) => {
        const found = witnesses(child);
        return found !== undefined && (best === undefined || chance(found) < chance(best)) ? found : best;
      }, undefined);
    case 'or': {
      const found = node.nodes.map(witnesses);
      return found.length > 0 && found.every((one) => one !== undefined) ? found.flat() : undefined;
    }
    case 'not':
      return witnessesOfNot(node.node);
    case 'field':
      return witnessesOfTest(node.field, node.test);
    case 'fields':
      return [present(node.field)];
    case 'anywhere':
      return undefined;
  }
}

function witnessesOfNot(node: ConditionNode): readonly Witness[] | undefined {
  if (node.kind === 'not') return witnesses(node.node);
  if (node.kind === 'or' || node.kind === 'and') {
    return witnesses({ kind: node.kind === 'or' ? 'and' : 'or', nodes: node.nodes.map((child) => ({ kind: 'not', node: child })) });
  }
  return node.kind === 'field' && node.test.kind === 'null' ? [present(node.field)] : undefined;
}

function witnessesOfTest(field: string, test: FieldTest): readonly Witness[] | undefined {
  switch (test.kind) {
    case 'text':
      return test.patterns.map((pattern) => witnessOfPattern(field, pattern));
    case 'regex':
      return test.literals?.map((literal) => ({ field, match: 'contains', literal })) ?? [present(field)];
    case 'compare':
    case 'between':
    case 'cidr':
      return [present(field)];
    case 'exists':
      return test.expected ? [present(field)] : undefined;
    case 'null':
      return undefined;
  }
}

function present(field: string): Witness {
  return { field, match: 'present', literal: '' };
}

/** The longest run of characters without a wildcard, and where it stands. */
function witnessOfPattern(field: string, pattern: Pattern): Witness {
  const whole = literalOf(pattern);
  if (whole !== undefined) return { field, match: 'equals', literal: fold(whole) };
  let best = present(field);
  for (const [index, part] of pattern.entries()) {
    if (typeof part !== 'string' || part.length <= best.literal.length) continue;
    const match = index === 0 ? 'prefix' : index === pattern.length - 1 ? 'suffix' : 'contains';
    best = { field, match, literal: fold(part) };
  }
  return best;
}

/**
 * How likely it is, roughly, that one of these holds for an event. It need not be right: a wrong guess costs time only.
 * Each character makes a literal half as likely; a whole value is as good as some characters more.
 */
export function chance(witnesses: readonly Witness[]): number {
  return witnesses.reduce((sum, { match, literal }) => sum + (match === 'present' ? 1 : 2 ** -Math.min(24, literal.length + (match === 'contains' ? 0 : 3))), 0);
}
