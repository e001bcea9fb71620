import type { ConditionNode, FieldTest } from './node.js';
import { literalOf } from './pattern.js';
import { chance, type Witness } from './witness.js';

/**
 * What a condition costs for an event, in about nanoseconds: what its tests take for a text of some 200 characters, times
 * how often an index has to look at it. Good for comparing conditions with each other, not for planning capacity.
 */
export function costOf(node: ConditionNode, witnesses: readonly Witness[] | undefined): number {
  return Math.round(costOfNode(node) * (witnesses === undefined ? 1 : Math.min(1, chance(witnesses))) * 10) / 10;
}

function costOfNode(node: ConditionNode): number {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.nodes.reduce((sum, child) => sum + costOfNode(child), 0);
    case 'not':
      return costOfNode(node.node);
    case 'field':
      return 10 + costOfTest(node.test);
    case 'fields':
      return 40;
    case 'anywhere':
      // An event has some twenty values.
      return 20 * (10 + costOfTest(node.test));
  }
}

function costOfTest(test: FieldTest): number {
  switch (test.kind) {
    case 'text': {
      const wildcards = test.patterns.filter((pattern) => literalOf(pattern) === undefined).length;
      return 20 + 30 * wildcards;
    }
    case 'regex':
      return test.literals === undefined ? 2000 : 100 + 30 * test.literals.length;
    case 'cidr':
      return 100 + 10 * test.ranges.length;
    case 'compare':
    case 'between':
      return test.part === undefined ? 10 : 300;
    case 'exists':
    case 'null':
      return 2;
  }
}
