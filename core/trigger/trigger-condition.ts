import { conditionOf as compile, type Condition } from '../condition/condition.js';
import type { ConditionOptions } from '../condition/field-node.js';
import type { ConditionNode } from '../condition/node.js';
import { parseCondition } from '../condition/parse.js';
import { HushpipeError } from '../contract/errors.js';
import type { TriggerConfig } from '../../schemas/trigger.js';

/** Whose condition it is, and what it says of regular expressions. */
type Owner = Pick<TriggerConfig, 'name' | 'regex'>;

/** Reads a condition of a trigger. Throws with its place where it has a problem. */
export function nodeOf(trigger: Owner, path: readonly (string | number)[], when: unknown): ConditionNode {
  const { node, problems } = parseCondition(when, regexOptions(trigger.regex));
  const [problem] = problems;
  if (problem === undefined) return node;
  const place = [...path, ...problem.path].join('.');
  throw new HushpipeError(problem.code, `Trigger "${trigger.name}", ${place}: ${problem.message}`, problem.hint === undefined ? {} : { hint: problem.hint });
}

/** Compiles a condition of a trigger. Throws with its place where it has a problem. */
export function conditionOf(trigger: Owner, path: readonly (string | number)[], when: unknown): Condition {
  return compile(nodeOf(trigger, path, when));
}

/** How a condition is read whose trigger says this of regular expressions; what is no such word is left for the schema to report. */
export function regexOptions(regex: unknown): ConditionOptions | undefined {
  return regex === 'linear' || regex === 'unsafe' ? { regex } : undefined;
}
