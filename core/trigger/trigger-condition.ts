import { conditionOf as compile, type Condition } from '../condition/condition.js';
import type { ConditionNode } from '../condition/node.js';
import { parseCondition } from '../condition/parse.js';
import { HushpipeError } from '../contract/errors.js';

/** Reads a condition of a trigger. Throws with its place where it has a problem. */
export function nodeOf(trigger: string, path: readonly (string | number)[], when: unknown): ConditionNode {
  const { node, problems } = parseCondition(when);
  const [problem] = problems;
  if (problem === undefined) return node;
  const place = [...path, ...problem.path].join('.');
  throw new HushpipeError(problem.code, `Trigger "${trigger}", ${place}: ${problem.message}`, problem.hint === undefined ? {} : { hint: problem.hint });
}

/** Compiles a condition of a trigger. Throws with its place where it has a problem. */
export function conditionOf(trigger: string, path: readonly (string | number)[], when: unknown): Condition {
  return compile(nodeOf(trigger, path, when));
}
