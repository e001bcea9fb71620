import { fold } from './fold.js';
import type { ConditionNode } from './node.js';
import { literalOf } from './pattern.js';

/** A field and a folded literal that it equals. */
export interface Witness {
  readonly field: string;
  readonly literal: string;
}

/**
 * A set of which one must hold for the condition to hold, the smallest that can be told from its form; undefined where it
 * has none. An index of witnesses finds the conditions worth looking at without looking at all of them.
 */
export function witnesses(node: ConditionNode): readonly Witness[] | undefined {
  switch (node.kind) {
    case 'not':
      return undefined;
    case 'and':
      return node.nodes.reduce<readonly Witness[] | undefined>((best, child) => {
        const found = witnesses(child);
        return found !== undefined && (best === undefined || found.length < best.length) ? found : best;
      }, undefined);
    case 'or': {
      const found = node.nodes.map(witnesses);
      return found.length > 0 && found.every((one) => one !== undefined) ? found.flat() : undefined;
    }
    case 'field': {
      if (node.test.kind !== 'text') return undefined;
      const literals = node.test.patterns.map(literalOf);
      return literals.every((literal) => literal !== undefined)
        ? literals.map((literal) => ({ field: node.field, literal: fold(literal) })) : undefined;
    }
  }
}
