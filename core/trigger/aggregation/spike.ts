import type { SpikeConfig } from '../../../schemas/aggregation.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { fieldsKeyReader, listOf } from '../key-reader.js';
import { GroupWindows } from './group-windows.js';
import type { AggregationPlan } from './plan.js';
import { SpikeWindow } from './spike-windows.js';

/** `spike: { factor, direction, within, reference, by }`: the number of events against that of the time before. */
export function planSpike(config: SpikeConfig, { by_missing: missing, check_every: checkEvery }: TriggerConfig): AggregationPlan {
  const { within, reference } = config;
  const by = listOf(config.by);
  const span = within + reference;
  return {
    kind: 'spike',
    keys: fieldsKeyReader(by, missing),
    span,
    shaping: ['spike', [...by], within, reference, config.reference_ends ?? 'window'],
    makeWindows: () => new GroupWindows(span, (saved) => new SpikeWindow(config, checkEvery, saved)),
  };
}
