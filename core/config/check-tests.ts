import { didYouMean } from './closest.js';
import type { Problem } from './schema-problems.js';
import { childOf, isMap, type Path, type ValueMap } from './value.js';

/** What an expectation is about, and what may stand beside that. */
const SUBJECTS: Readonly<Record<string, readonly string[]>> = {
  fired: ['by', 'at', 'before', 'after', 'times'],
  resolved: ['by', 'at', 'before', 'after', 'times'],
  never: ['by'],
  sink: ['posts', 'edits', 'replies', 'events', 'text'],
  absent_everywhere: [],
};

/** Finds what a schema can't in `tests:`: expectations about nothing or about two things, and names that stand for nothing. */
export function checkTests(root: ValueMap): readonly Problem[] {
  const { tests } = root as { readonly tests?: unknown };
  return itemsOf(tests).flatMap((test, index) => {
    const path: Path = ['tests', index];
    return [
      ...checkStart(path, childOf(test, 'start')),
      ...itemsOf(childOf(test, 'given')).flatMap((given, at) => checkGiven(root, [...path, 'given', at], given)),
      ...itemsOf(childOf(test, 'expect')).flatMap((expected, at) => checkExpected(root, [...path, 'expect', at], expected)),
    ];
  });
}

function checkStart(path: Path, start: unknown): readonly Problem[] {
  if (typeof start !== 'string' || !Number.isNaN(Date.parse(start))) return [];
  return [{ path: [...path, 'start'], part: 'value', code: 'CONFIG_BAD_VALUE', message: `${JSON.stringify(start)} is no time such as 2025-01-01T00:00:00Z` }];
}

function checkGiven(root: ValueMap, path: Path, given: unknown): readonly Problem[] {
  const source = childOf(given, 'source');
  const known = namesOf(root, 'sources');
  return typeof source !== 'string' || known.includes(source) ? [] : [unknown([...path, 'source'], `there is no source "${source}"`, source, known)];
}

function checkExpected(root: ValueMap, path: Path, expected: unknown): readonly Problem[] {
  if (!isMap(expected)) return [];
  const [subject, ...others] = Object.keys(SUBJECTS).filter((key) => Object.hasOwn(expected, key));
  if (subject === undefined) return [bad(path, 'key', `an expectation names one of ${Object.keys(SUBJECTS).join(', ')}`)];
  if (others.length > 0) return [bad([...path, others[0] ?? ''], 'key', `an expectation is about one thing: "${subject}" stands there too`)];
  const misplaced = Object.keys(expected).filter((key) => key !== subject && !SUBJECTS[subject]?.includes(key));
  return [...misplaced.map((key) => bad([...path, key], 'key', `"${key}" says nothing of "${subject}"`)), ...checkName(root, [...path, subject], subject, expected[subject])];
}

function checkName(root: ValueMap, path: Path, subject: string, name: unknown): readonly Problem[] {
  if (typeof name !== 'string' || subject === 'absent_everywhere') return [];
  if (subject === 'sink') {
    const known = [...namesOf(root, 'actions'), ...namesOf(root, 'sinks')];
    return known.includes(name) || typesOf(root).includes(name) ? [] : [unknown(path, `there is no action or sink "${name}", and none of this type`, name, known)];
  }
  const known = itemsOf(root['triggers']).map((trigger) => childOf(trigger, 'name')).filter((each) => typeof each === 'string');
  return known.includes(name) ? [] : [unknown(path, `there is no trigger "${name}"`, name, known)];
}

function unknown(path: Path, message: string, name: string, known: readonly string[]): Problem {
  return { path, part: 'value', code: 'CONFIG_UNKNOWN_REFERENCE', message, hint: didYouMean(name, known) };
}

function bad(path: Path, part: Problem['part'], message: string): Problem {
  return { path, part, code: 'CONFIG_BAD_VALUE', message };
}

function namesOf(root: ValueMap, section: string): readonly string[] {
  return isMap(root[section]) ? Object.keys(root[section]) : [];
}

function typesOf(root: ValueMap): readonly string[] {
  return ['actions', 'sinks'].flatMap((section) => (isMap(root[section]) ? Object.values(root[section]) : [])).map((instance) => childOf(instance, 'type')).filter((type) => typeof type === 'string');
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
