import { didYouMean } from './closest.js';
import { INSTANCE_SECTIONS, type InstanceSection } from './instance-schema.js';
import type { Problem } from './schema-problems.js';
import { childOf, isMap, type Path, type Value, type ValueMap } from './value.js';

/** Checks that every name stands for something: the sinks and sources of routes and modules, the actions of triggers. */
export function checkReferences(root: ValueMap): readonly Problem[] {
  const problems: Problem[] = [];
  const need = (path: Path, section: InstanceSection, name: unknown, what: string): void => {
    if (typeof name === 'string' && !isDefined(root, section, name)) problems.push(unknownName(root, path, section, name, what));
  };
  for (const [index, route] of itemsOf(root['routes']).entries()) {
    for (const { path, name } of namesAt(['routes', index, 'from'], childOf(route, 'from'))) need(path, 'sources', name, 'the route takes from');
    for (const { path, name } of namesAt(['routes', index, 'to'], childOf(route, 'to'))) need(path, 'sinks', name, 'the route leads to');
  }
  const modules = isMap(root['modules']) ? root['modules'] : {};
  for (const [pattern, settings] of Object.entries(modules)) {
    for (const { path, name } of namesAt(['modules', pattern, 'sinks'], childOf(settings, 'sinks'))) need(path, 'sinks', name, 'the module names');
  }
  for (const [index, trigger] of itemsOf(root['triggers']).entries()) {
    for (const { path, name } of alertTargets(trigger, ['triggers', index, 'alert'])) {
      if (typeof name !== 'string' || isDefined(root, 'actions', name)) continue;
      problems.push({ ...unknownName(root, path, 'actions', name, 'the trigger alerts'), code: 'TRIGGER_UNKNOWN_TARGET' });
    }
  }
  return problems;
}

/** Checks that no two triggers share a name. */
export function checkTriggerNames(root: ValueMap): readonly Problem[] {
  const seen = new Set<unknown>();
  const problems: Problem[] = [];
  for (const [index, trigger] of itemsOf(root['triggers']).entries()) {
    const name = childOf(trigger, 'name');
    if (typeof name === 'string' && seen.has(name)) {
      problems.push({ path: ['triggers', index, 'name'], part: 'value', code: 'TRIGGER_DUPLICATE', message: `there is a trigger called "${name}" before this one` });
    }
    seen.add(name);
  }
  return problems;
}

function unknownName(root: ValueMap, path: Path, section: InstanceSection, name: string, what: string): Problem {
  const singular = section.slice(0, -1);
  const known = isMap(root[section]) ? Object.keys(root[section]) : [];
  const elsewhere = INSTANCE_SECTIONS.find((other) => isDefined(root, other, name));
  const hint = didYouMean(name, known)
    ?? (elsewhere ? `${elsewhere}.${name} is no ${singular}.` : known.length === 0 ? `There is nothing under ${section}:.` : `Known: ${known.join(', ')}.`);
  return { path, part: 'value', code: 'CONFIG_UNKNOWN_REFERENCE', message: `${what} "${name}", which is not under ${section}:`, hint };
}

function isDefined(root: ValueMap, section: InstanceSection, name: string): boolean {
  return isMap(root[section]) && Object.hasOwn(root[section], name);
}

/** What a trigger alerts: a name, a list of them, or either behind `to`. */
function alertTargets(trigger: Value, path: Path): readonly { readonly path: Path; readonly name: unknown }[] {
  const alert = childOf(trigger, 'alert');
  return isMap(alert) ? namesAt([...path, 'to'], alert['to']) : namesAt(path, alert);
}

function namesAt(path: Path, value: unknown): readonly { readonly path: Path; readonly name: unknown }[] {
  return Array.isArray(value) ? value.map((name: unknown, index) => ({ path: [...path, index], name })) : [{ path, name: value }];
}

function itemsOf(section: Value | undefined): readonly Value[] {
  return Array.isArray(section) ? section : [];
}
