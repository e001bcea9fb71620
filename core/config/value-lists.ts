import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expandPlaceholders, type ValueLists } from '../condition/placeholders.js';
import { reasonOf } from './build-value.js';
import type { Problem } from './schema-problems.js';
import { isMap, setOwn, type Value, type ValueMap } from './value.js';

/** The sections whose items hold conditions. */
const WITH_CONDITIONS = ['triggers', 'routes', 'classify', 'transforms'] as const;

/** Most values that one condition may come to. */
const MOST_VALUES = 100_000;

/** What the section `lists` leads to. */
export interface ReadLists {
  readonly problems: readonly Problem[];
  /** Absolute paths of the files behind lists. */
  readonly files: readonly string[];
}

/**
 * Puts the values of the section `lists` in the place of `%name%`, in all values under a key with `in` or `expand`. A name that
 * there is no list of is left, for the condition's own check to report.
 */
export async function expandLists(root: ValueMap, folder: string): Promise<ReadLists> {
  const { lists: stated } = root;
  if (!isMap(stated)) return { problems: [], files: [] };
  const problems: Problem[] = [];
  const files: string[] = [];
  const lists: Record<string, ValueLists[string]> = {};
  for (const [name, value] of Object.entries(stated)) {
    if (Array.isArray(value)) setOwn(lists, name, value.filter((item) => typeof item === 'string' || typeof item === 'number'));
    else if (isMap(value) && typeof value['file'] === 'string') {
      const file = resolve(folder, value['file']);
      files.push(file);
      try {
        setOwn(lists, name, linesOf(await readFile(file, 'utf8')));
      } catch (error) {
        problems.push({ path: ['lists', name, 'file'], part: 'value', code: 'CONFIG_NOT_FOUND', message: `the list "${name}" cannot be read: ${reasonOf(error)}` });
        setOwn(lists, name, []);
      }
    }
  }
  for (const section of WITH_CONDITIONS) expandIn(root[section] ?? null, lists);
  return { problems, files };
}

/** One value a line; empty lines and those that begin with # are none. */
function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

function expandIn(value: Value, lists: ValueLists): void {
  if (Array.isArray(value)) {
    for (const item of value) expandIn(item, lists);
    return;
  }
  if (!isMap(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if (/\|(?:in|expand)(?:\||$)/.test(key)) setOwn(value, key, expanded(item, lists));
    else expandIn(item, lists);
  }
}

function expanded(value: Value, lists: ValueLists): Value {
  if (!(Array.isArray(value) ? value : [value]).some((item) => typeof item === 'string' && /%\w+%/.test(item))) return value;
  const values = (Array.isArray(value) ? value : [value]).flatMap((item): Value[] => {
    if (typeof item !== 'string') return [item];
    const texts = expandPlaceholders(item, lists, MOST_VALUES);
    return Array.isArray(texts) ? [...(texts as readonly string[])] : [item];
  });
  // A list of which nothing is left would be no condition: nothing is in it.
  return values.length === 0 ? [''] : values;
}
