import type { TriggerConfig } from '../../schemas/trigger.js';
import { conditionOf, type Condition } from '../condition/condition.js';
import { Memo } from '../condition/memo.js';
import { join } from '../condition/node.js';
import { HushpipeError } from '../contract/errors.js';
import type { JsonValue } from '../contract/json.js';
import { planAggregation, type AggregationPlan } from './aggregation/plan.js';
import type { Windows } from './aggregation/windows.js';
import { conditionFor, correlationFor } from './compiled.js';
import type { WindowShape } from './frame.js';
import { fieldsKeyReader, type KeyReader } from './key-reader.js';
import { isAboutTriggers } from './transition-match.js';
import { hash } from './transition.js';
import { nodeOf } from './trigger-condition.js';

/** A trigger made ready to run. */
export interface TriggerPlan {
  readonly name: string;
  readonly config: TriggerConfig;
  /** Holds for every event that the trigger has to see. */
  readonly condition: Condition;
  /** Whether that is about what other triggers do, not about events. */
  readonly isAboutTriggers: boolean;
  /** Whether it was made of a Sigma rule, whose names for fields are Sigma's. */
  readonly isOfSigma: boolean;
  readonly keys: KeyReader;
  /** Undefined for a trigger that fires for every match. */
  readonly aggregation: AggregationPlan | undefined;
  /** Encoded keys of the groups that are there without any event. */
  readonly expected: readonly string[];
  readonly windowShape: WindowShape;
  /** Milliseconds; 0 where nothing is stated. */
  readonly for: number;
  readonly keepFiringFor: number;
  /** Where nothing comes, its windows are looked at only at multiples of this; 0 for never, undefined for at any time. */
  readonly checkEvery: number | undefined;
  readonly onMatch: TriggerConfig['on_match'];
  readonly throttle: TriggerConfig['throttle'];
  /** Digest of what its windows depend on: while it is the same, a reload keeps them. */
  readonly shape: string;
  /** Windows for all of its groups. Throws for a trigger without an aggregation. */
  makeWindows(): Windows;
}

/**
 * Makes plans of the triggers that are enabled, in their order. Throws on the first that cannot be used; `checkTriggers`
 * names all of them, with their places.
 */
export function planTriggers(triggers: readonly TriggerConfig[]): readonly TriggerPlan[] {
  const names = new Set<string>();
  return triggers.filter((trigger) => trigger.enabled && correlationFor(trigger) === undefined).map((trigger) => {
    if (names.has(trigger.name)) throw new HushpipeError('TRIGGER_DUPLICATE', `Two triggers are named "${trigger.name}".`);
    names.add(trigger.name);
    // What another language compiled is no part of what the trigger states.
    return conditionFor(trigger) === undefined ? plans.get(trigger, () => planTrigger(trigger)) : planTrigger(trigger);
  });
}

/** A plan holds no state, so all engines share one for triggers that state the same: a reload makes those that changed. */
const plans = new Memo<TriggerPlan>(8192);

function planTrigger(config: TriggerConfig): TriggerPlan {
  const { name, throttle } = config;
  const aggregation = planAggregation(config);
  const condition = aggregation?.condition ?? conditionFor(config) ?? ownCondition(config);
  const keys = aggregation?.keys ?? fieldsKeyReader([], 'group');
  return {
    name,
    config,
    condition,
    isAboutTriggers: aggregation?.isAboutTriggers ?? isAboutTriggers(config.when),
    isOfSigma: conditionFor(config) !== undefined,
    keys,
    aggregation,
    expected: aggregation?.expected ?? [],
    windowShape: shapeOf(config, aggregation?.span ?? 0),
    for: config.for ?? 0,
    keepFiringFor: config.keep_firing_for ?? 0,
    checkEvery: config.check_every,
    onMatch: aggregation?.onMatch ?? config.on_match,
    throttle,
    shape: hash(sorted([config.when ?? null, config.window, config.gap ?? null, config.timezone, config.by_missing, aggregation?.shaping ?? null, ...(config.suppress === undefined ? [] : [config.suppress.by ?? null, config.suppress.until ?? null])] as JsonValue)),
    makeWindows() {
      if (aggregation === undefined) throw new TypeError('a trigger without windows');
      return aggregation.makeWindows();
    },
  };
}

/** What `when` says; of a trigger with `suppress`, what ends that too. */
function ownCondition(trigger: TriggerConfig): Condition {
  const { when, suppress } = trigger;
  const begins = nodeOf(trigger, ['when'], when);
  return conditionOf(suppress?.until === undefined ? begins : join('or', [begins, nodeOf(trigger, ['suppress', 'until'], suppress.until)]));
}

function shapeOf({ window, gap, timezone }: TriggerConfig, span: number): WindowShape {
  if (window === 'tumbling') return { kind: 'tumbling', length: span, zone: timezone };
  if (window === 'session') return { kind: 'session', gap: gap ?? span, longest: span };
  return { kind: 'sliding' };
}

/** The value with the keys of all its maps in order: they may stand in any order without meaning something else. */
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}
