import { compileCondition, type Condition } from '../condition/condition.js';
import { HushpipeError } from '../contract/errors.js';

/** Compiles a condition of a trigger. Throws with its place where it has a problem. */
export function conditionOf(trigger: string, path: readonly (string | number)[], when: unknown): Condition {
  const { condition, problems } = compileCondition(when);
  const [problem] = problems;
  if (condition !== undefined) return condition;
  const place = [...path, ...(problem?.path ?? [])].join('.');
  throw new HushpipeError(problem?.code ?? 'CONDITION_BAD_FORM', `Trigger "${trigger}", ${place}: ${problem?.message ?? ''}`, problem?.hint === undefined ? {} : { hint: problem.hint });
}
