import { AGGREGATION_KINDS } from '../../schemas/aggregation.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import type { ResolveReason } from '../contract/alert.js';
import type { Transition } from '../trigger/transition.js';
import type { Firing } from './incident-flow.js';
import { makeNotice, type NoticePlan } from './notice.js';

/** What a transition is to people: a firing, the end of one, or nothing that they are told of. */
export type TransitionInput =
  | { readonly kind: 'fired'; readonly firing: Firing }
  | { readonly kind: 'resolved'; readonly id: string; readonly at: number; readonly reason: ResolveReason }
  | undefined;

/** The one place that knows what transitions mean. An end is let through whatever it says: whether it was announced is known here. */
export function inputOf(plan: NoticePlan | undefined, transition: Transition): TransitionInput {
  const { id, trigger, kind, key, since, at, count, heldBack, repeat, withheld, ended } = transition;
  if (kind === 'resolved') return { kind, id, at, reason: ended === 'removed' || plan === undefined ? 'removed' : 'quiet' };
  if (kind !== 'fired' || withheld !== undefined || plan === undefined || plan.config.dry_run) return undefined;
  const { severity, tags, owner } = plan.config;
  const isAlone = standsAlone(plan.config, transition);
  return {
    kind,
    firing: {
      id, repeat, trigger, severity, key, tags, since, at, heldBack, drill: false,
      count: isAlone || endsItself(plan.config) ? count : undefined,
      ...(isAlone ? { isAlone } : {}),
      ...(transition.measure.top === undefined ? {} : { top: transition.measure.top }),
      ...makeNotice(plan, transition),
      ...(owner === undefined ? {} : { owner }),
      ...(plan.runbook === undefined ? {} : { runbook: plan.runbook }),
      ...(plan.mention === undefined ? {} : { mention: plan.mention }),
    },
  };
}

/** Whether the trigger says when it is over: those that fire at every match do not. */
export function endsItself(config: TriggerConfig): boolean {
  return config.on_match === 'keep' && config.new === undefined && config.change === undefined && AGGREGATION_KINDS.some((kind) => config[kind] !== undefined);
}

/** A value that is new, one that changed, and the account of what was suppressed: the next one is something else. */
function standsAlone(config: TriggerConfig, { measure }: Transition): boolean {
  return config.new !== undefined || config.change !== undefined || measure.details?.['suppressed'] !== undefined;
}
