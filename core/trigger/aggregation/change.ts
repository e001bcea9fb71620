import type { ChangeConfig } from '../../../schemas/aggregation.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { encodeKey } from '../group-key.js';
import { fieldsKeyReader, listOf } from '../key-reader.js';
import { ChangeWindow } from './change-windows.js';
import { GroupWindows } from './group-windows.js';
import type { AggregationPlan } from './plan.js';
import { tupleReader, type TupleReader } from './tuple-reader.js';

/** What is older changes nothing anyway. */
const DAY = 86_400_000;

/** `change: { field, by, within }`: another value than in the event before. Each is an alert of its own: none of them lasts. */
export function planChange(config: ChangeConfig, { by_missing: missing }: TriggerConfig): AggregationPlan {
  const { within = Infinity, missing: absent } = config;
  const by = listOf(config.by);
  const fields = listOf(config.field);
  const whole: TupleReader = (event) => encodeKey(fields, event);
  const options = { fields, within, read: absent === 'skip' ? tupleReader(fields) : whole };
  const span = Math.min(within, DAY);
  return {
    kind: 'change',
    onMatch: 'every',
    keys: fieldsKeyReader(by, missing),
    fields,
    span,
    shaping: ['change', [...by], [...fields], absent],
    makeWindows: () => new GroupWindows(span, (saved) => new ChangeWindow(options, saved)),
  };
}
