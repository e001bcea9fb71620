import { compileNode, type FieldReader, type Matcher } from './compile.js';
import { costOf } from './cost.js';
import type { ConditionOptions } from './field-node.js';
import type { ConditionNode } from './node.js';
import { parseCondition, type ConditionProblem } from './parse.js';
import { planWitnesses, type Witness } from './witness.js';

/** A compiled `when`. Pure: it may be shared, and used again and again. */
export interface Condition {
  matches(event: FieldReader): boolean;
  /** Whether it holds for an event for which one of `witnesses` and one of `further`, where there are such, hold. */
  confirms(event: FieldReader): boolean;
  /** The fields it reads, each once; '' stands for all of them. */
  readonly fields: readonly string[];
  /** Of these at least one holds for every event that matches; undefined where nothing of the kind can be told. */
  readonly witnesses: readonly Witness[] | undefined;
  /** Of these one holds besides; undefined where none are worth looking for. */
  readonly further: readonly Witness[] | undefined;
  /** About nanoseconds an event, where an index of the witnesses is used. */
  readonly cost: number;
}

export interface CompiledCondition {
  /** Missing where there are problems. */
  readonly condition?: Condition;
  readonly problems: readonly ConditionProblem[];
}

/**
 * Compiles the one condition language: triggers, routes, classification and transforms use it. A map holds when all of its
 * entries do, a list of maps when one does, `not` turns either round. `field|modifier: value` compares as Sigma does:
 * the case of letters does not matter, `*` and `?` are wildcards, a list means any of its values, of an array any element.
 */
export function compileCondition(when: unknown, options?: ConditionOptions): CompiledCondition {
  const { node, problems } = parseCondition(when, options);
  return problems.length > 0 ? { problems } : { condition: conditionOf(node), problems };
}

/** Makes a condition of a tree without problems. */
export function conditionOf(node: ConditionNode): Condition {
  const { witnesses, further, rest } = planWitnesses(node);
  // Of thousands of conditions few are ever looked at.
  let matches: Matcher | undefined;
  let confirms: Matcher | undefined;
  return {
    matches: (event) => (matches ??= compileNode(node))(event),
    confirms: (event) => (confirms ??= compileNode(rest))(event),
    fields: [...new Set(fieldsOf(node))],
    witnesses,
    further,
    cost: costOf(node, witnesses),
  };
}

function fieldsOf(node: ConditionNode): readonly string[] {
  switch (node.kind) {
    case 'field':
      return [node.field];
    case 'fields':
      return [node.field, node.other];
    case 'anywhere':
      return [''];
    case 'not':
      return fieldsOf(node.node);
    case 'and':
    case 'or':
      return node.nodes.flatMap(fieldsOf);
  }
}
