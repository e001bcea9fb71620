import type { Bounds, SpikeConfig } from '../../schemas/aggregation.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import type { Transition } from '../trigger/transition.js';
import { formatDuration } from './duration.js';

/** Why a trigger fired, in one line: the figure, over how long, and its limit. Holds nothing that came from an event. */
export function whyOf(config: TriggerConfig, transition: Transition): string {
  const why = wordsOf(config, transition);
  return transition.saturated ? `${why}; state saturated: groups were let go, so counts may be short` : why;
}

/** The figure of a trigger as it is shown: "912", "7.2 %", "~20,311". */
export function figureOf(config: TriggerConfig, { measure: { value, approximate } }: Transition): string {
  return `${approximate === true ? '~' : ''}${config.ratio === undefined ? figure(value) : percent(value)}`;
}

/** What that is held against, where it is no constant: the rate before a spike, the mean of a baseline. */
export function referenceOf({ measure: { reference } }: Transition): string | undefined {
  return reference === undefined ? undefined : figure(reference);
}

function wordsOf(config: TriggerConfig, transition: Transition): string {
  const { count, distinct, stat, ratio, spike, anomaly, new: fresh, change, absent, sequence } = config;
  const { measure } = transition;
  const value = figureOf(config, transition);
  if (count?.distinct_of !== undefined) return differentValues(value, { ...count, field: count.distinct_of });
  if (count !== undefined) return counted(count, transition);
  if (distinct !== undefined) return differentValues(value, distinct);
  if (stat !== undefined) return `${stat.fn} of ${stat.field} ${value} over ${formatDuration(stat.within)} (limit ${figure(limitOf(stat))})`;
  if (ratio !== undefined) return `${value} of ${figure(measure.count)} events in ${formatDuration(ratio.within)} (limit ${percent(limitOf(ratio))})`;
  if (spike !== undefined) return spiked(spike, transition, value);
  if (anomaly !== undefined) {
    const { fn, field, within, zscore } = anomaly;
    const name = field === undefined || fn === 'count' ? fn : `${fn} of ${field}`;
    const away = Number(measure.details?.['zscore'] ?? 0);
    return `${name} ${value} in ${formatDuration(within)}, ${figure(Math.abs(away))} deviations ${away < 0 ? 'below' : 'above'} the usual ${figure(measure.reference ?? 0)} (limit ${figure(zscore)})`;
  }
  if (fresh !== undefined) return `a new value of ${names(fresh.field)}`;
  if (change !== undefined) return `${names(change.field)} changed`;
  if (absent !== undefined) return `${measure.value === 0 ? 'nothing' : `only ${value}`} in ${formatDuration(absent.for)} (expected ${figure(absent.lt)})`;
  if (sequence !== undefined) return `${sequence.steps.length === 1 ? 'the step' : `all ${sequence.steps.length} steps`} within ${formatDuration(sequence.within)}`;
  return 'an event matched';
}

function counted({ gte, within }: NonNullable<TriggerConfig['count']>, { count, since }: Transition): string {
  const length = formatDuration(within);
  return count <= gte ? `${count} in ${length} (limit ${gte})` : `${count} since ${new Date(since).toISOString().slice(0, 19)}Z (limit ${gte} in ${length})`;
}

function differentValues(value: string, { field, within, gte }: NonNullable<TriggerConfig['distinct']>): string {
  return `${value} different values of ${names(field)} in ${formatDuration(within)} (limit ${figure(gte)})`;
}

function spiked({ factor, within, direction }: SpikeConfig, { measure: { value, reference = 0 } }: Transition, shown: string): string {
  const now = `${shown} in ${formatDuration(within)}`;
  const before = `the ${figure(reference)} before`;
  const limit = `(limit ${figure(factor)} x)`;
  const isFewer = direction === 'down' || (direction === 'both' && value < reference);
  if (value === 0 || reference === 0) return `${now} against ${before} ${limit}`;
  return isFewer ? `${now}, ${figure(reference / value)} x fewer than ${before} ${limit}` : `${now}, ${figure(value / reference)} x ${before} ${limit}`;
}

function limitOf({ gt, gte, lt, lte }: Bounds): number {
  return gt ?? gte ?? lt ?? lte ?? 0;
}

function names(field: string | readonly string[]): string {
  return typeof field === 'string' ? field : field.join(', ');
}

/** Whole from 100 on, else three digits. */
function figure(value: number): string {
  const { whole, precise } = formats();
  return (Math.abs(value) >= 100 ? whole : precise).format(value);
}

function percent(share: number): string {
  return `${formats().precise.format(share * 100)} %`;
}

let made: Readonly<Record<'whole' | 'precise', Intl.NumberFormat>> | undefined;

/** Made when the first figure is shown: it takes longer than loading all of the alerts. */
function formats(): NonNullable<typeof made> {
  return (made ??= { whole: new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 }), precise: new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 }) });
}
