import type { CountConfig } from '../../../schemas/aggregation.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { fieldsKeyReader, listOf } from '../key-reader.js';
import { CountWindows } from './count-windows.js';
import type { AggregationPlan } from './plan.js';

/** `count: { gte, within, by }`: so many events in a window. */
export function planCount({ gte, within, by }: CountConfig, { by_missing: missing, window }: TriggerConfig): AggregationPlan {
  const fields = listOf(by);
  return {
    kind: 'count',
    keys: fieldsKeyReader(fields, missing),
    span: within,
    shaping: ['count', [...fields], within],
    makeWindows: () => new CountWindows(gte, within, window === 'sliding' ? within : Infinity),
  };
}
