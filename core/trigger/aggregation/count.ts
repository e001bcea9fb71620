import type { CountConfig } from '../../../schemas/aggregation.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { fieldsKeyReader, listOf } from '../key-reader.js';
import { CountWindows } from './count-windows.js';
import { planDistinct } from './distinct.js';
import type { AggregationPlan } from './plan.js';

/** `count: { gte, within, by }`: so many events in a window; with `distinct_of`, so many values of a field. */
export function planCount({ gte, within, by, distinct_of: field }: CountConfig, trigger: TriggerConfig): AggregationPlan {
  if (field !== undefined) return { ...planDistinct({ field, gte, within, ...(by === undefined ? {} : { by }) }, trigger), kind: 'count' };
  const { by_missing: missing, window } = trigger;
  const fields = listOf(by);
  return {
    kind: 'count',
    keys: fieldsKeyReader(fields, missing),
    span: within,
    shaping: ['count', [...fields], within],
    makeWindows: () => new CountWindows(gte, within, window === 'sliding' ? within : Infinity),
  };
}
