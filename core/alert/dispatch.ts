import type { TriggerConfig } from '../../schemas/trigger.js';
import type { AlertDelivery } from '../contract/alert.js';
import type { Transition } from '../trigger/transition.js';
import { makeNotice, planNotice } from './notice.js';

export interface Dispatched {
  /** Name of the action as `actions:` has it. */
  readonly action: string;
  readonly delivery: AlertDelivery;
}

/**
 * Makes the deliveries of transitions: one for each action that the trigger names, in the order of both. An end is no
 * notice of its own. Throws TEMPLATE_SYNTAX where a trigger's templates can't be read.
 */
export function createDispatcher(triggers: readonly TriggerConfig[]): (transitions: readonly Transition[]) => readonly Dispatched[] {
  const plans = new Map(triggers.map((trigger) => [trigger.name, planNotice(trigger)]));
  return (transitions) => transitions.flatMap((transition) => {
    const plan = plans.get(transition.trigger);
    if (plan === undefined || transition.kind !== 'fired' || transition.withheld !== undefined) return [];
    const delivery = makeNotice(plan, transition);
    return plan.to.map((action) => ({ action, delivery }));
  });
}
