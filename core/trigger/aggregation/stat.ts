import type { StatConfig } from '../../../schemas/aggregation.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { fieldsKeyReader, listOf } from '../key-reader.js';
import type { Match } from '../trigger-state.js';
import { boundOf } from './bounds.js';
import { isRank, RankFigure, RANKS, SumFigure, SUMS } from './figures.js';
import { GroupWindows } from './group-windows.js';
import { numberIn } from './number-field.js';
import type { AggregationPlan } from './plan.js';
import { StatWindow } from './stat-windows.js';

/** `stat: { fn, field, gt | gte | lt | lte, within, min_events, by }`: a figure of a field over a window. */
export function planStat(config: StatConfig, { by_missing: missing, window }: TriggerConfig): AggregationPlan {
  const { fn, field, within } = config;
  const by = listOf(config.by);
  const bound = boundOf(config);
  const shared = {
    minEvents: config.min_events,
    span: within,
    length: window === 'sliding' ? within : Infinity,
    read: ({ fields }: Match) => numberIn(fields.get(field)),
  };
  return {
    kind: 'stat',
    keys: fieldsKeyReader(by, missing),
    fields: [field],
    span: within,
    shaping: ['stat', [...by], within, field, isRank(fn) ? 'rank' : 'sum'],
    makeWindows: () => new GroupWindows(within, (saved) => (isRank(fn)
      ? new StatWindow({ ...shared, content: RANKS, makeFigure: () => new RankFigure(fn, bound) }, saved)
      : new StatWindow({ ...shared, content: SUMS, makeFigure: () => new SumFigure(fn, bound) }, saved))),
  };
}
