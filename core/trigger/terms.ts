import type { TriggerConfig } from '../../schemas/trigger.js';
import { compileCondition } from '../condition/condition.js';
import type { FieldReader } from '../condition/compile.js';
import { asSigmaReads } from '../sigma/evtx-fields.js';
import { conditionFor, correlationFor } from './compiled.js';

/** One entry of a `when`, which can be asked by itself. */
export interface Term {
  /** Within the trigger: `['when', 'level|gte']`. */
  readonly path: readonly (string | number)[];
  /** As people would write it: `level|gte: error`. */
  readonly text: string;
  /** The fields that it reads. */
  readonly fields: readonly string[];
  matches(event: FieldReader): boolean;
}

/** Terms that must all hold. */
export type Alternative = readonly Term[];

/** Longest value that is shown of a term, in UTF-16 units. */
const LONGEST = 60;

/** The entries of a condition, by alternative: a map is one, a list has one for each of its maps. What is no condition has none. */
export function alternativesOf(when: unknown, path: Term['path'] = ['when']): readonly Alternative[] {
  if (Array.isArray(when)) return when.flatMap((item: unknown, index) => alternativesOf(item, [...path, index]));
  if (typeof when !== 'object' || when === null) return [];
  const terms = Object.entries(when).flatMap(([key, value]): readonly Term[] => {
    const { condition } = compileCondition({ [key]: value as unknown });
    return condition === undefined ? [] : [{ path: [...path, key], text: `${key}: ${shown(value)}`, fields: condition.fields, matches: (event) => condition.matches(event) }];
  });
  return terms.length === 0 ? [] : [terms];
}

/**
 * As `alternativesOf`, of what a trigger is for; a rule of another language is one term, and a correlation has an alternative for
 * each of its rules among `all`.
 */
export function alternativesFor(trigger: TriggerConfig, all: readonly TriggerConfig[] = []): readonly Alternative[] {
  const rules = correlationFor(trigger)?.rules;
  if (rules !== undefined) return all.filter(({ name }) => rules.includes(name)).flatMap((rule) => alternativesFor(rule, all));
  const compiled = conditionFor(trigger);
  if (compiled === undefined) return alternativesOf(trigger.when);
  return [[{ path: ['name'], text: `the rule ${trigger.name}`, fields: compiled.fields, matches: (event) => compiled.matches(asSigmaReads(event)) }]];
}

/** The terms of all alternatives, and those within `not`, which can hold or not without the whole changing. */
export function termsWithin(when: unknown, path: Term['path'] = ['when']): readonly Term[] {
  return alternativesOf(when, path).flat().flatMap((term) => {
    if (term.path.at(-1) !== 'not') return [term];
    const inner = termsWithin(valueAt(when, term.path.slice(path.length)), term.path);
    return inner.length > 1 ? inner : [term];
  });
}

function valueAt(value: unknown, path: Term['path']): unknown {
  return path.reduce((at: unknown, key) => (at as Readonly<Record<string | number, unknown>>)[key], value);
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value) ?? '';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
