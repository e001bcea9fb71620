import type { TriggerConfig } from '../../schemas/trigger.js';
import { compileCondition, type Condition } from '../condition/condition.js';
import { HushpipeError } from '../contract/errors.js';
import type { JsonValue } from '../contract/json.js';
import { hash } from './transition.js';

/** A trigger made ready to run. */
export interface TriggerPlan {
  readonly name: string;
  readonly condition: Condition;
  readonly by: readonly string[];
  readonly count: { readonly gte: number; readonly within: number } | undefined;
  readonly throttle: TriggerConfig['throttle'];
  /** Digest of what its windows depend on: while it is the same, a reload keeps them. */
  readonly shape: string;
}

/**
 * Makes plans of the triggers that are enabled, in their order. Throws on the first that cannot be used; `checkTriggers`
 * names all of them, with their places.
 */
export function planTriggers(triggers: readonly TriggerConfig[]): readonly TriggerPlan[] {
  const names = new Set<string>();
  return triggers.filter((trigger) => trigger.enabled).map((trigger) => {
    if (names.has(trigger.name)) throw new HushpipeError('TRIGGER_DUPLICATE', `Two triggers are named "${trigger.name}".`);
    names.add(trigger.name);
    return planTrigger(trigger);
  });
}

function planTrigger({ name, when, count, throttle }: TriggerConfig): TriggerPlan {
  const { condition, problems } = compileCondition(when);
  const [problem] = problems;
  if (condition === undefined) {
    const place = ['when', ...(problem?.path ?? [])].join('.');
    throw new HushpipeError(problem?.code ?? 'CONDITION_BAD_FORM', `Trigger "${name}", ${place}: ${problem?.message ?? ''}`, problem?.hint === undefined ? {} : { hint: problem.hint });
  }
  const by = count?.by === undefined ? [] : typeof count.by === 'string' ? [count.by] : count.by;
  const shape = hash(sorted([when, by, count === undefined ? null : count.within]));
  return { name, condition, by, count: count && { gte: count.gte, within: count.within }, throttle, shape };
}

/** The value with the keys of all its maps in order: they may stand in any order without meaning something else. */
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}
