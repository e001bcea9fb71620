import { compileCondition } from '../condition/condition.js';
import { nearest } from '../condition/nearest.js';
import type { TriggerProblem } from './check.js';
import { conditionsOf } from './outline.js';
import { isAboutTriggers } from './transition-match.js';

/** How many triggers may stand on each other. */
export const MOST_CHAINED = 8;

interface Link {
  readonly index: number;
  readonly name: string;
  /** Names of the triggers that it is about. */
  readonly on: readonly string[];
}

/**
 * What is wrong with how triggers stand on each other: one that comes back to itself, more above each other than are
 * followed, names that no trigger has. The triggers are as the file states them.
 */
export function* checkChain(triggers: readonly unknown[]): Iterable<TriggerProblem> {
  const named = triggers.flatMap((trigger, index) => (isMap(trigger) && typeof trigger['name'] === 'string' ? [{ trigger, index, name: trigger['name'] }] : []));
  const names = named.map(({ name }) => name);
  const known = new Set(names);
  const links = new Map<string, Link>();
  for (const { trigger, index, name } of named) {
    const about = aboutTriggers(trigger);
    for (const { path, given } of about.flatMap(({ path, maps }) => literalsOf(path, maps))) if (!known.has(given)) yield unknown([index, ...path], given, names);
    if (isMap(trigger['suppress'])) for (const { path, given } of literalsOf(['suppress'], [{ triggers: trigger['suppress']['triggers'] }])) if (!known.has(given)) yield unknown([index, ...path], given, names);
    // Of what it does itself, a trigger does not hear.
    const isAbout = about.flatMap(({ maps }) => maps.map(nameTest));
    const on = isAbout.length === 0 ? [] : names.filter((other) => other !== name && isAbout.some((test) => test(other)));
    if (on.length > 0) links.set(name, { index, name, on });
  }
  yield* checkDepth(links);
}

/** The conditions of a trigger that are about triggers, each as its maps. */
function aboutTriggers(trigger: Readonly<Record<string, unknown>>): readonly { readonly path: TriggerProblem['path']; readonly maps: readonly Readonly<Record<string, unknown>>[] }[] {
  return conditionsOf(trigger).filter(({ condition }) => isAboutTriggers(condition)).map(({ path, condition }) => ({ path, maps: (Array.isArray(condition) ? condition : [condition]).filter(isMap) }));
}

/** Whether what a map says of `trigger` holds for a name. */
function nameTest(map: Readonly<Record<string, unknown>>): (name: string) => boolean {
  const { condition } = compileCondition(Object.fromEntries(Object.entries(map).filter(([key]) => key.split('|', 1)[0] === 'trigger')));
  return (name) => condition?.matches({ get: (path) => (path === 'trigger' ? name : undefined) }) === true;
}

/** The names that are stated as such, without a wildcard, and where. */
function literalsOf(path: TriggerProblem['path'], maps: readonly Readonly<Record<string, unknown>>[]): readonly { readonly path: TriggerProblem['path']; readonly given: string }[] {
  return maps.flatMap((map, at) => ['trigger', 'trigger|in', 'triggers'].flatMap((key) => {
    const stated = map[key];
    const list: readonly unknown[] = Array.isArray(stated) ? stated : [stated];
    return list.flatMap((given, index) => (typeof given !== 'string' || /[*?%\\]/.test(given) ? [] : [{ path: [...path, ...(maps.length > 1 ? [at] : []), key, ...(Array.isArray(stated) ? [index] : [])], given }]));
  }));
}

/** Follows each chain down: the first trigger on each way that comes back to one above it is named, with the way. */
function* checkDepth(links: ReadonlyMap<string, Link>): Iterable<TriggerProblem> {
  const depths = new Map<string, number>();
  const problems: TriggerProblem[] = [];
  const depthOf = (name: string, above: readonly string[]): number => {
    const link = links.get(name);
    if (link === undefined) return 0;
    const known = depths.get(name);
    if (known !== undefined) return known;
    if (above.includes(name)) {
      const way = [...above.slice(above.indexOf(name)), name].map((one) => `"${one}"`).join(' → ');
      problems.push({ path: [link.index, 'name'], grade: 'error', code: 'TRIGGER_CYCLE', message: `it stands on itself: ${way}` });
      depths.set(name, 0);
      return 0;
    }
    const depth = 1 + Math.max(...link.on.map((other) => depthOf(other, [...above, name])));
    depths.set(name, depth);
    return depth;
  };
  for (const { index, name } of links.values()) {
    const depth = depthOf(name, []);
    if (depth > MOST_CHAINED) problems.push({ path: [index, 'name'], grade: 'error', code: 'TRIGGER_CYCLE', message: `it stands on ${depth} triggers above each other, of which ${MOST_CHAINED} are followed`, hint: 'Let it be about the triggers further down.' });
  }
  yield* problems;
}

function unknown(path: TriggerProblem['path'], given: string, names: readonly string[]): TriggerProblem {
  const meant = nearest(given, names);
  return { path, grade: 'warning', code: 'TRIGGER_UNKNOWN_TRIGGER', message: `there is no trigger "${given}"`, ...(meant === undefined ? {} : { hint: `Did you mean "${meant}"?` }) };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
