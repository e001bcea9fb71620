import type { AnomalyConfig } from '../../../schemas/aggregation.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { fieldsKeyReader, listOf } from '../key-reader.js';
import type { Match } from '../trigger-state.js';
import { AnomalyWindow } from './anomaly-windows.js';
import { GroupWindows } from './group-windows.js';
import { numberIn } from './number-field.js';
import type { AggregationPlan } from './plan.js';

/** `anomaly: { field, fn, zscore, within, baseline, by }`: a window's figure against those of the windows before. */
export function planAnomaly(config: AnomalyConfig, { by_missing: missing }: TriggerConfig): AggregationPlan {
  const { field, fn, within, baseline } = config;
  const by = listOf(config.by);
  const read = ({ fields }: Match): number | undefined => (field === undefined || fn === 'count' ? 1 : numberIn(fields.get(field)));
  return {
    kind: 'anomaly',
    keys: fieldsKeyReader(by, missing),
    fields: field === undefined ? [] : [field],
    span: within,
    shaping: ['anomaly', [...by], field ?? null, fn, within, baseline],
    makeWindows: () => new GroupWindows(within, (saved) => new AnomalyWindow({ config, read }, saved)),
  };
}
