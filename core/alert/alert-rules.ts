import type { AlertSettings, EscalateSettings, GroupSettings, MuteSettings, RouteSettings } from '../../schemas/alerts.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import { compileCondition, type Condition } from '../condition/condition.js';
import { ALERT_SEVERITIES, type AlertSeverity } from '../contract/alert.js';
import { HushpipeError } from '../contract/errors.js';
import type { EscalationLevel } from './escalation.js';
import type { IncidentPolicy } from './incident-flow.js';
import type { InhibitRule } from './inhibition.js';
import { planNotice, type NoticePlan } from './notice.js';
import { parseInterval, type StatedInterval } from './parse-interval.js';
import type { RouteNode } from './route.js';
import { LONGEST_SILENCE, type SilenceLimits } from './silence.js';
import type { TimeInterval } from './time-interval.js';
import { endsItself } from './transition-input.js';
import type { UndeliveredRule } from './undelivered.js';

export interface MuteRule {
  readonly name: string;
  readonly match: Condition | undefined;
  readonly interval: TimeInterval;
}

export interface QuietRule {
  readonly interval: TimeInterval;
  /** Undefined: at all actions. */
  readonly to: ReadonlySet<string> | undefined;
  readonly pass: ReadonlySet<AlertSeverity>;
}

export interface GroupRule {
  readonly match: Condition | undefined;
  readonly by: readonly string[];
  /** Milliseconds. */
  readonly wait: number;
  readonly interval: number;
  /** Milliseconds after which what still fires is told again. */
  readonly repeat?: number;
  readonly tell: 'all' | 'firing';
  readonly maxLines: number;
}

/** Everything that the config says about alerts, ready to be used. */
export interface AlertRules {
  readonly plans: ReadonlyMap<string, NoticePlan>;
  readonly policies: ReadonlyMap<string, IncidentPolicy>;
  readonly routes: readonly RouteNode<RouteTarget>[];
  readonly inhibit: readonly InhibitRule[];
  readonly mute: readonly MuteRule[];
  readonly quiet: readonly QuietRule[];
  readonly groups: readonly GroupRule[];
  readonly silences: SilenceLimits;
  /** Milliseconds. */
  readonly reopenWithin: number;
  readonly noise: { readonly budget: number; readonly per: number };
  readonly undelivered?: UndeliveredRule;
}

export interface RouteTarget {
  readonly to: readonly string[];
}

export interface AlertConfig {
  readonly triggers: readonly TriggerConfig[];
  readonly alerts: AlertSettings;
  readonly mute: readonly MuteSettings[];
  readonly group: readonly GroupSettings[];
}

/** Throws at what the check of the config would have found. */
export function compileAlertRules({ triggers, alerts, mute, group }: AlertConfig): AlertRules {
  const plans = new Map(triggers.map((trigger) => [trigger.name, planNotice(trigger)]));
  const policies = new Map(triggers.map((trigger): [string, IncidentPolicy] => [trigger.name, {
    levels: levelsOf(trigger.escalate),
    // A trigger that may say something only so often is heard of no more often.
    quietAfter: endsItself(trigger) ? undefined : Math.max(alerts.resolve_after, 2 * (trigger.throttle?.every ?? 0)),
  }]));
  return {
    plans,
    policies,
    routes: alerts.route.map((route) => routeOf(route as RouteSettings)),
    inhibit: alerts.inhibit.map(({ source, target, equal }) => ({ source: conditionOf(source), target: conditionOf(target), equal })),
    mute: mute.map((each) => ({ name: each.name, match: optional(each.match), interval: intervalOf(each) })),
    quiet: alerts.quiet_hours.map((each) => ({ interval: intervalOf(each), to: each.to === undefined ? undefined : new Set(listOf(each.to)), pass: new Set(each.pass) })),
    groups: group.map(({ match, by, wait, interval, repeat, tell, max_lines: maxLines }) => ({ match: optional(match), by, wait, interval, ...(repeat === undefined ? {} : { repeat }), tell, maxLines })),
    silences: { default: alerts.silences.default, max: Math.min(alerts.silences.max, LONGEST_SILENCE) },
    reopenWithin: alerts.reopen_within,
    noise: alerts.noise,
    ...(alerts.undelivered === undefined ? {} : { undelivered: { ...alerts.undelivered, to: listOf(alerts.undelivered.to) } }),
  };
}

function levelsOf(escalate: EscalateSettings): readonly EscalationLevel[] {
  return escalate.map(({ after, unless, to, mention, severity, repeat }) => ({
    after,
    unlessAcked: listOf(unless).includes('acked'),
    to: listOf(to),
    ...(mention === undefined ? {} : { mention }),
    ...(severity === undefined ? {} : { severity: ALERT_SEVERITIES.find((each) => each === severity) ?? 'critical' }),
    ...(repeat === undefined ? {} : { repeat }),
  }));
}

function routeOf({ match, to, continue: goesOn, routes = [] }: RouteSettings): RouteNode<RouteTarget> {
  return { match: optional(match), settings: to === undefined ? {} : { to: listOf(to) }, goesOn, routes: routes.map(routeOf) };
}

function intervalOf({ weekdays, times, days_of_month, months, years, timezone }: StatedInterval): TimeInterval {
  const { interval, problems } = parseInterval({
    ...(weekdays && { weekdays }), ...(times && { times }), ...(days_of_month && { days_of_month }), ...(months && { months }), ...(years && { years }), ...(timezone === undefined ? {} : { timezone }),
  });
  if (interval === undefined) throw new HushpipeError('ALERT_BAD_INTERVAL', problems[0]?.message ?? 'the interval cannot be read');
  return interval;
}

function optional(match: unknown): Condition | undefined {
  return match === undefined ? undefined : conditionOf(match);
}

function conditionOf(match: unknown): Condition {
  const { condition, problems } = compileCondition(match);
  if (condition === undefined) throw new HushpipeError(problems[0]?.code ?? 'CONDITION_BAD_FORM', problems[0]?.message ?? 'a condition cannot be compiled');
  return condition;
}

const listOf = <T extends string>(names: T | readonly T[]): readonly T[] => (typeof names === 'string' ? [names] : names);
