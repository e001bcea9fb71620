import type { RatioConfig } from '../../../schemas/aggregation.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { fieldsKeyReader, listOf } from '../key-reader.js';
import { conditionOf } from '../trigger-condition.js';
import type { Match } from '../trigger-state.js';
import { boundOf } from './bounds.js';
import { SumFigure, SUMS } from './figures.js';
import { GroupWindows } from './group-windows.js';
import type { AggregationPlan } from './plan.js';
import { StatWindow } from './stat-windows.js';

/** `ratio: { of, gt | gte | lt | lte, within, min_events, by }`: the share of the events that meet a second condition. */
export function planRatio(config: RatioConfig, trigger: TriggerConfig): AggregationPlan {
  const { by_missing: missing, window } = trigger;
  const { within } = config;
  const by = listOf(config.by);
  const bound = boundOf(config);
  const of = conditionOf(trigger, ['ratio', 'of'], config.of);
  const options = {
    minEvents: config.min_events,
    span: within,
    length: window === 'sliding' ? within : Infinity,
    content: SUMS,
    makeFigure: () => new SumFigure('avg', bound),
    read: ({ fields }: Match) => (of.matches(fields) ? 1 : 0),
  };
  return {
    kind: 'ratio',
    keys: fieldsKeyReader(by, missing),
    fields: of.fields,
    span: within,
    shaping: ['ratio', [...by], within, config.of],
    makeWindows: () => new GroupWindows(within, (saved) => new StatWindow(options, saved)),
  };
}
