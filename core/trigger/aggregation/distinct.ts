import type { DistinctConfig } from '../../../schemas/aggregation.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { fieldsKeyReader, listOf } from '../key-reader.js';
import { DistinctWindow } from './distinct-windows.js';
import { GroupWindows } from './group-windows.js';
import type { AggregationPlan } from './plan.js';
import { tupleReader } from './tuple-reader.js';

/** `distinct: { field, gte, within, by }`: so many different values in a window. */
export function planDistinct(config: DistinctConfig, { by_missing: missing, window }: TriggerConfig): AggregationPlan {
  const { gte, within } = config;
  const by = listOf(config.by);
  const fields = listOf(config.field);
  const options = { gte, span: within, length: window === 'sliding' ? within : Infinity, fields, read: tupleReader(fields) };
  return {
    kind: 'distinct',
    keys: fieldsKeyReader(by, missing),
    fields,
    span: within,
    shaping: ['distinct', [...by], within, [...fields]],
    makeWindows: () => new GroupWindows(within, (saved) => new DistinctWindow(options, saved)),
  };
}
