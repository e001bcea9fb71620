import { compileNode, type FieldReader } from './compile.js';
import type { ConditionNode } from './node.js';
import { parseCondition, type ConditionProblem } from './parse.js';
import { witnesses, type Witness } from './witness.js';

/** A compiled `when`. Pure: it may be shared, and used again and again. */
export interface Condition {
  matches(event: FieldReader): boolean;
  /** The fields it reads, each once. */
  readonly fields: readonly string[];
  /** Of these at least one holds for every event that matches; undefined where nothing of the kind can be told. */
  readonly witnesses: readonly Witness[] | undefined;
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
export function compileCondition(when: unknown): CompiledCondition {
  const { node, problems } = parseCondition(when);
  if (problems.length > 0) return { problems };
  return { condition: { matches: compileNode(node), fields: [...new Set(fieldsOf(node))], witnesses: witnesses(node) }, problems };
}

function fieldsOf(node: ConditionNode): readonly string[] {
  if (node.kind === 'field') return [node.field];
  return node.kind === 'not' ? fieldsOf(node.node) : node.nodes.flatMap(fieldsOf);
}
