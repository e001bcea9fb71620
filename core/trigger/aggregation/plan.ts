import { AGGREGATION_KINDS, type AggregationKind } from '../../../schemas/aggregation.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import type { Condition } from '../../condition/condition.js';
import type { JsonValue } from '../../contract/json.js';
import type { KeyReader } from '../key-reader.js';
import { planAbsent } from './absent.js';
import { planAnomaly } from './anomaly.js';
import { planChange } from './change.js';
import { planCount } from './count.js';
import { planDistinct } from './distinct.js';
import { planNew } from './new.js';
import { planRatio } from './ratio.js';
import { planSpike } from './spike.js';
import { planStat } from './stat.js';
import { planSequence } from './sequence.js';
import type { Windows } from './windows.js';

/** How a trigger counts, made ready to run. */
export interface AggregationPlan {
  readonly kind: AggregationKind;
  /** Where it is not `when` alone that says which events matter. */
  readonly condition?: Condition;
  /** Whether that is about what other triggers do. */
  readonly isAboutTriggers?: boolean;
  readonly keys: KeyReader;
  /** Fields that its windows read of the events. */
  readonly fields?: readonly string[];
  /** Stated where each event that it fires for is an alert of its own, whatever the trigger says. */
  readonly onMatch?: TriggerConfig['on_match'];
  /** Encoded keys of the groups that are there without any event. */
  readonly expected?: readonly string[];
  /** Milliseconds that an event matters for. */
  readonly span: number;
  /** What windows depend on: all but the bounds that their figure is held against. */
  readonly shaping: JsonValue;
  makeWindows(): Windows;
}

type Planner<K extends AggregationKind> = (config: NonNullable<TriggerConfig[K]>, trigger: TriggerConfig) => AggregationPlan;

const PLANNERS: { readonly [K in AggregationKind]?: Planner<K> } = {
  count: planCount,
  distinct: planDistinct,
  absent: planAbsent,
  stat: planStat,
  ratio: planRatio,
  sequence: planSequence,
  spike: planSpike,
  anomaly: planAnomaly,
  new: planNew,
  change: planChange,
};

/** The plan of the way of counting that a trigger states; undefined where it states none. Throws where it cannot be used. */
export function planAggregation(trigger: TriggerConfig): AggregationPlan | undefined {
  const kind = AGGREGATION_KINDS.find((one) => trigger[one] !== undefined);
  return kind === undefined ? undefined : planAs(kind, trigger);
}

function planAs<K extends AggregationKind>(kind: K, trigger: TriggerConfig): AggregationPlan | undefined {
  const config = trigger[kind];
  const planner: Planner<K> | undefined = PLANNERS[kind];
  return config === undefined || planner === undefined ? undefined : planner(config, trigger);
}
