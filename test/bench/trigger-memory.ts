/**
 * What a trigger takes for each of its groups, by its way of counting:
 *
 *   node dist/test/bench/trigger-memory.js
 *
 * Exits with 1 where 100,000 groups of `count: { gte: 5 }` take more than 20 MB, or 40 MB when all of them fire.
 */
import type { TriggerConfig } from '../../schemas/trigger.js';
import { bytesFor } from '../support/trigger-memory.js';

const MOST = 20e6;
const MOST_FIRING = 40e6;

const by = 'user';
const within = 3_600_000;
const cases: readonly (readonly [name: string, trigger: Partial<TriggerConfig>, groups: number, events: number])[] = [
  ['count gte 5, 4 events', { count: { gte: 5, within, by } }, 100_000, 4],
  ['count gte 5, firing', { count: { gte: 5, within, by } }, 100_000, 5],
  ['count gte 5, one event', { count: { gte: 5, within, by } }, 100_000, 1],
  ['distinct, 5 values', { distinct: { field: 'n', gte: 100, within, by } }, 8_000, 5],
  ['stat p95, 5 events', { stat: { fn: 'p95', field: 'n', gt: 1e9, within, min_events: 100, by } }, 8_000, 5],
  ['spike, 5 events', { spike: { factor: 3, direction: 'up', within, reference: within, min_reference: 1, min_events: 0, by } }, 8_000, 5],
  ['anomaly, 5 events', { anomaly: { fn: 'count', zscore: 3, direction: 'both', within, baseline: 24 * within, min_windows: 10, by } }, 8_000, 5],
  ['new, 5 values', { new: { field: 'n', learn: within, max: 1000, by } }, 8_000, 5],
  ['change', { change: { field: 'n', missing: 'skip', by } }, 8_000, 1],
];
for (const [name, trigger, groups, events] of cases) {
  const bytes = await bytesFor(trigger, groups, events);
  if (name.startsWith('count') && bytes > (name.endsWith('firing') ? MOST_FIRING : MOST)) process.exitCode = 1;
  console.log(`${name.padEnd(24)} ${String(groups).padStart(7)} groups  ${(bytes / 1e6).toFixed(1).padStart(6)} MB  ${Math.round(bytes / groups).toString().padStart(6)} bytes a group`);
}
