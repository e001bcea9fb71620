import type { FieldReader } from '../condition/compile.js';
import { encodeKey } from './group-key.js';

/** A group that an event belongs to, and as what: `role` is the trigger's own affair (the steps of a sequence that it may be). */
export interface Reading {
  readonly key: string;
  readonly role: number;
}

/** Finds the groups of an event. */
export interface KeyReader {
  /** Names of the key's parts, as people are shown them. */
  readonly names: readonly string[];
  /** Fields that it reads. */
  readonly fields: readonly string[];
  /** The groups of an event, none where it is to be left out. The list is good until the next call. */
  read(fields: FieldReader): readonly Reading[];
}

/** One group for each tuple of the fields' values. With `skip`, events without one of the fields belong to none. */
export function fieldsKeyReader(by: readonly string[], missing: 'group' | 'skip'): KeyReader {
  const reading = { key: '', role: 0 };
  const one = [reading];
  return {
    names: by,
    fields: by,
    read(fields) {
      if (missing === 'skip' && by.some((field) => (fields.get(field) ?? null) === null)) return [];
      reading.key = encodeKey(by, fields);
      return one;
    },
  };
}

/** Fields as the config states them: none, one or a list. */
export function listOf(by: string | readonly string[] | undefined): readonly string[] {
  return by === undefined ? [] : typeof by === 'string' ? [by] : by;
}
