import { lintTriggers, type LintOptions as TriggerLintOptions } from '../trigger/lint.js';
import { lintRedaction } from './lint-redaction.js';
import type { Problem } from './schema-problems.js';
import { childOf, isMap, type Value, type ValueMap } from './value.js';

export type LintOptions = TriggerLintOptions;

/** What is allowed in a config and most likely not meant: warnings about triggers, what redaction leaves them, and routes. */
export function lintConfig(root: ValueMap, options: LintOptions): readonly Problem[] {
  const triggers = Array.isArray(root['triggers']) ? root['triggers'] : [];
  return [
    ...lintTriggers(triggers, options).map(({ path, grade, code, message, hint }): Problem => ({
      path: ['triggers', ...path], part: code === 'CONDITION_FIELD_UNSEEN' ? 'key' : 'value', severity: grade, code, message, hint,
    })),
    ...lintRedaction(root),
    ...lintRoutes(root),
  ];
}

interface Route {
  /** Undefined for all sources. */
  readonly from: readonly string[] | undefined;
  readonly to: readonly string[];
  readonly isOpen: boolean;
}

function lintRoutes({ routes, sinks }: ValueMap): readonly Problem[] {
  if (!Array.isArray(routes) || routes.length === 0) return [];
  const read = routes.map(routeOf);
  const dead = read.flatMap((route, index): readonly Problem[] => {
    const isGiven = (sink: string): boolean => read.slice(0, index).some((before) => before.isOpen && before.to.includes(sink) && coversSources(before, route));
    if (route.to.length === 0 || !route.to.every(isGiven)) return [];
    return [{ path: ['routes', index], part: 'key', severity: 'warning', code: 'CONFIG_DEAD_ROUTE', message: `the route changes nothing: all that it leads to ${route.to.join(', ')} goes there already` }];
  });
  const reached = new Set(read.flatMap(({ to }) => to));
  const unreached = Object.keys(isMap(sinks) ? sinks : {}).filter((name) => !reached.has(name));
  return [...dead, ...unreached.map((name): Problem => ({ path: ['sinks', name], part: 'key', severity: 'warning', code: 'CONFIG_DEAD_ROUTE', message: `no route leads to "${name}", so it gets nothing` }))];
}

function routeOf(route: Value): Route {
  return { from: childOf(route, 'from') === undefined ? undefined : textsOf(childOf(route, 'from')), to: textsOf(childOf(route, 'to')), isOpen: childOf(route, 'when') === undefined };
}

function coversSources(before: Route, route: Route): boolean {
  return before.from === undefined || (route.from !== undefined && route.from.every((source) => before.from?.includes(source)));
}

function textsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
}
