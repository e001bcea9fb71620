import type { NewConfig } from '../../../schemas/aggregation.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { fieldsKeyReader, listOf } from '../key-reader.js';
import { GroupWindows } from './group-windows.js';
import { NewWindow } from './new-windows.js';
import type { AggregationPlan } from './plan.js';
import { tupleReader } from './tuple-reader.js';

/** `new: { field, learn, max, forget, by }`: values that were not seen before. Each is an alert of its own: none of them lasts. */
export function planNew(config: NewConfig, { by_missing: missing }: TriggerConfig): AggregationPlan {
  const { learn, max, forget = Infinity } = config;
  const by = listOf(config.by);
  const fields = listOf(config.field);
  const options = { fields, read: tupleReader(fields), learn, max, forget };
  return {
    kind: 'new',
    onMatch: 'every',
    keys: fieldsKeyReader(by, missing),
    fields,
    span: forget,
    shaping: ['new', [...by], [...fields]],
    makeWindows: () => new GroupWindows(forget, (saved) => new NewWindow(options, saved)),
  };
}
