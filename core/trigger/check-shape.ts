import { AGGREGATION_KINDS } from '../../schemas/aggregation.js';
import { checkFigures } from './check-figures.js';
import type { TriggerProblem } from './check.js';
import { checkSteps } from './check-steps.js';
import { isAboutTriggers } from './transition-match.js';
import { regexOptions } from './trigger-condition.js';

/** A problem, and where in the trigger it is. */
export type ShapeProblem = Omit<TriggerProblem, 'path' | 'grade'> & { readonly at: readonly (string | number)[] };

const BOUNDS = ['gt', 'gte', 'lt', 'lte'];
const WITH_WINDOW: readonly string[] = ['count', 'distinct', 'stat', 'ratio'];

/** What of a trigger's keys does not go together, or is missing: what a schema of single keys can't state. */
export function* checkShape(trigger: Readonly<Record<string, unknown>>): Iterable<ShapeProblem> {
  const bad = (at: ShapeProblem['at'], message: string, hint?: string): ShapeProblem => ({ at, code: 'TRIGGER_BAD_SHAPE', message, ...(hint === undefined ? {} : { hint }) });
  const [kind, second] = AGGREGATION_KINDS.filter((key) => trigger[key] !== undefined);
  if (second !== undefined) yield bad([second], `"${kind}" and "${second}" do not go together`, 'Make two triggers of it, and a third on both of them where they must come together.');
  if (kind !== 'sequence' && trigger['when'] === undefined) yield bad(['name'], 'there is no "when"', 'State which events the trigger is about.');
  if (trigger['alert'] === undefined && trigger['suppress'] === undefined) yield bad(['name'], 'there is no "alert"', 'Name an action, or several.');
  if (kind !== undefined && trigger['suppress'] !== undefined) yield bad(['suppress'], `"suppress" and "${kind}" do not go together`, 'Put "suppress" into a trigger on this one: when: { trigger: its-name, state: firing }.');
  if (kind === 'stat' || kind === 'ratio') yield* checkBounds(kind, trigger[kind], bad);
  if (kind !== undefined) yield* checkFigures(kind, trigger, bad);
  if (kind === 'sequence' && isMap(trigger[kind])) yield* checkSteps(trigger[kind], regexOptions(trigger['regex']));
  if (kind === 'absent') yield* checkExpected(trigger[kind], bad);
  if (trigger['window'] === 'session' && trigger['gap'] === undefined) yield bad(['window'], 'a session needs "gap"', 'Add gap: 5m, the longest pause in a session.');
  for (const key of ['window', 'gap', 'timezone']) {
    if (trigger[key] !== undefined && (kind === undefined || !WITH_WINDOW.includes(kind))) yield bad([key], `"${key}" goes with ${WITH_WINDOW.join(', ')}`);
  }
  if (isMap(trigger['count']) && trigger['count']['distinct_of'] !== undefined && !isAboutTriggers(trigger['when'])) {
    yield bad(['count', 'distinct_of'], '"distinct_of" is for triggers on other triggers', 'Use distinct: { field, gte, within }.');
  }
  for (const key of ['for', 'keep_firing_for', 'check_every', 'on_match']) {
    if (trigger[key] !== undefined && kind === undefined) yield bad([key], `"${key}" needs a condition that lasts`, 'Add count: { gte: 1, within: 5m }, say.');
  }
}

function* checkBounds(kind: string, config: unknown, bad: (at: ShapeProblem['at'], message: string) => ShapeProblem): Iterable<ShapeProblem> {
  if (!isMap(config)) return;
  const stated = BOUNDS.filter((bound) => config[bound] !== undefined);
  if (stated.length !== 1) yield bad([kind], `"${kind}" takes one of ${BOUNDS.join(', ')}`);
}

function* checkExpected(config: unknown, bad: (at: ShapeProblem['at'], message: string, hint?: string) => ShapeProblem): Iterable<ShapeProblem> {
  if (!isMap(config) || !Array.isArray(config['expect'])) return;
  const { by, expect } = config;
  const fields = Array.isArray(by) ? by.length : by === undefined ? 0 : 1;
  for (const [index, values] of (expect as readonly unknown[]).entries()) {
    const count = Array.isArray(values) ? values.length : 1;
    if (count !== fields) yield bad(['absent', 'expect', index], `"by" has ${fields} fields, but here are ${count} values`, 'Give the value of each field of "by", as a list where it has several.');
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
