import { didYouMean } from './closest.js';
import { INSTANCE_SECTIONS, type InstanceSection } from './instance-schema.js';
import type { Problem } from './schema-problems.js';
import { childOf, isMap, type Path, type Value, type ValueMap } from './value.js';

/** Checks that every name stands for something: the sinks and sources of routes and modules. */
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

function namesAt(path: Path, value: unknown): readonly { readonly path: Path; readonly name: unknown }[] {
  return Array.isArray(value) ? value.map((name: unknown, index) => ({ path: [...path, index], name })) : [{ path, name: value }];
}

function itemsOf(section: Value | undefined): readonly Value[] {
  return Array.isArray(section) ? section : [];
}
