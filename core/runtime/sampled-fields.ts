import type { Clock } from '../contract/clock.js';
import { readStored } from './stored-events.js';

/** Events of a sample that are looked at, and names that are kept: enough for any log that somebody knows the fields of. */
const MOST_EVENTS = 200_000;
const MOST_NAMES = 50_000;
const DEEPEST = 8;

/** Dotted names of all fields that events of files have; of what stands in lists, with and without its place. */
export async function sampledFields(files: readonly string[], clock: Clock): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  let events = 0;
  for await (const batch of readStored({ files, parse: 'auto', multiline: 'none', clock })) {
    for (const event of batch.events) addNames(event.toJSON(), '', names, 0);
    events += batch.events.length;
    if (events >= MOST_EVENTS || names.size >= MOST_NAMES) break;
  }
  return names;
}

function addNames(value: unknown, prefix: string, names: Set<string>, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
  for (const [key, inner] of Object.entries(value)) {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    if (names.size >= MOST_NAMES) return;
    names.add(name);
    addNames(inner, name, names, depth + 1);
    if (Array.isArray(value)) addNames(inner, prefix, names, depth + 1);
  }
}
