import { parseInterval, type StatedInterval } from '../alert/parse-interval.js';
import { LONGEST_SILENCE } from '../alert/silence.js';
import { parseCondition } from '../condition/parse.js';
import { didYouMean } from './closest.js';
import type { Problem } from './schema-problems.js';
import { parseDuration } from './units.js';
import { childOf, isMap, type Path, type ValueMap } from './value.js';

/** As many characters as a secret has that nobody guesses. */
const SHORTEST_SECRET = 32;

/**
 * Finds what a schema can't in `alerts:`, `mute:`, `group:` and the `escalate:` of triggers: targets that don't exist, conditions and
 * intervals that can't be read, routes and levels that nothing ever reaches, silences that last too long. What has the wrong
 * type is passed over, for the schema to report. `isUnknown` where a variable or file in a value is not there.
 */
export function checkAlerts(root: ValueMap, isUnknown: (value: unknown) => boolean = () => false): readonly Problem[] {
  const alerts = root['alerts'];
  const actions = isMap(root['actions']) ? Object.keys(root['actions']) : [];
  return [
    ...checkRoutes(childOf(alerts, 'route'), ['alerts', 'route'], actions),
    ...items(childOf(alerts, 'inhibit')).flatMap((rule, index) => ['source', 'target'].flatMap((side) => checkMatch(childOf(rule, side), ['alerts', 'inhibit', index, side]))),
    ...items(childOf(alerts, 'quiet_hours')).flatMap((rule, index) => [...checkInterval(rule, ['alerts', 'quiet_hours', index]), ...checkTargets(childOf(rule, 'to'), ['alerts', 'quiet_hours', index, 'to'], actions)]),
    ...items(root['mute']).flatMap((rule, index) => [...checkInterval(rule, ['mute', index]), ...checkMatch(childOf(rule, 'match'), ['mute', index, 'match'])]),
    ...items(root['group']).flatMap((rule, index) => checkMatch(childOf(rule, 'match'), ['group', index, 'match'])),
    ...checkTargets(childOf(childOf(alerts, 'undelivered'), 'to'), ['alerts', 'undelivered', 'to'], actions),
    ...checkSilences(childOf(alerts, 'silences')),
    ...checkLinks(childOf(alerts, 'links'), isUnknown),
    ...items(root['triggers']).flatMap((trigger, index) => checkLevels(childOf(trigger, 'escalate'), ['triggers', index, 'escalate'], actions)),
  ];
}

function checkRoutes(routes: unknown, path: Path, actions: readonly string[]): readonly Problem[] {
  let taken: number | undefined;
  return items(routes).flatMap((route, index) => {
    const at = [...path, index];
    const problems: Problem[] = [
      ...checkMatch(childOf(route, 'match'), [...at, 'match']),
      ...checkTargets(childOf(route, 'to'), [...at, 'to'], actions),
      ...checkRoutes(childOf(route, 'routes'), [...at, 'routes'], actions),
    ];
    if (taken !== undefined) problems.push({ path: at, part: 'value', severity: 'warning', code: 'ALERT_DEAD_ROUTE', message: `no alert comes to this route: route ${taken + 1} before it takes all of them` });
    if (isMap(route) && childOf(route, 'match') === undefined && childOf(route, 'continue') !== true) taken ??= index;
    return problems;
  });
}

function checkLevels(levels: unknown, path: Path, actions: readonly string[]): readonly Problem[] {
  let latest = -1;
  return items(levels).flatMap((level, index) => {
    const stated = childOf(level, 'after');
    const after = typeof stated === 'string' ? parseDuration(stated) : undefined;
    const problems = [...checkTargets(childOf(level, 'to'), [...path, index, 'to'], actions)];
    if (after !== undefined && after <= latest) problems.push({ path: [...path, index, 'after'], part: 'value', severity: 'warning', code: 'ALERT_UNREACHABLE_LEVEL', message: `the level before it is called no sooner than after ${stated as string}: this one adds nothing to it` });
    latest = Math.max(latest, after ?? latest);
    return problems;
  });
}

function checkTargets(to: unknown, path: Path, actions: readonly string[]): readonly Problem[] {
  if (Array.isArray(to)) return to.flatMap((name: unknown, index) => checkTargets(name, [...path, index], actions));
  if (typeof to !== 'string' || actions.includes(to)) return [];
  return [{ path, part: 'value', code: 'CONFIG_UNKNOWN_REFERENCE', message: `there is no action "${to}"`, hint: didYouMean(to, actions) ?? `Known: ${actions.join(', ') || 'none'}.` }];
}

function checkMatch(match: unknown, at: Path): readonly Problem[] {
  if (!isMap(match) && !Array.isArray(match)) return [];
  return parseCondition(match).problems.map(({ path, code, message, hint }) => ({ path: [...at, ...path], part: code === 'CONDITION_UNKNOWN_MODIFIER' ? 'key' : 'value', code, message, hint }));
}

function checkInterval(rule: unknown, at: Path): readonly Problem[] {
  if (!isMap(rule)) return [];
  const stated: Record<string, unknown> = {};
  for (const key of ['weekdays', 'times', 'days_of_month', 'months', 'years']) {
    const list = childOf(rule, key);
    if (Array.isArray(list)) stated[key] = list.map(String);
  }
  const timezone = childOf(rule, 'timezone');
  if (typeof timezone === 'string') stated['timezone'] = timezone;
  return (parseInterval(stated as StatedInterval).problems ?? []).map(({ path, message }) => ({ path: [...at, ...path], part: 'value', code: 'ALERT_BAD_INTERVAL', message }));
}

function checkSilences(silences: unknown): readonly Problem[] {
  const length = (key: string): number | undefined => {
    const stated = childOf(silences, key);
    return typeof stated === 'string' ? parseDuration(stated) : undefined;
  };
  const max = length('max') ?? LONGEST_SILENCE;
  const bad = (key: string, message: string): readonly Problem[] => [{ path: ['alerts', 'silences', key], part: 'value', code: 'CONFIG_BAD_VALUE', message }];
  return [
    ...(max > LONGEST_SILENCE ? bad('max', 'a silence lasts at most 7d') : []),
    ...((length('default') ?? 0) > max ? bad('default', 'a silence lasts no longer than alerts.silences.max') : []),
  ];
}

function checkLinks(links: unknown, isUnknown: (value: unknown) => boolean): readonly Problem[] {
  const secret = childOf(links, 'secret');
  if (typeof secret !== 'string' || isUnknown(links) || secret.length >= SHORTEST_SECRET) return [];
  return [{ path: ['alerts', 'links', 'secret'], part: 'value', code: 'CONFIG_BAD_VALUE', message: `the secret of the links must have at least ${SHORTEST_SECRET} characters` }];
}

function items(section: unknown): readonly unknown[] {
  return Array.isArray(section) ? section : [];
}
