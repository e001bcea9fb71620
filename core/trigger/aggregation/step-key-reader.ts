import type { FieldReader, Matcher } from '../../condition/compile.js';
import { encodeKey } from '../group-key.js';
import type { KeyReader, Reading } from '../key-reader.js';

/** The role of an event that begins the sequence anew; any other role has a bit for each step that the event may be. */
export const FORBIDDEN = -1;

export interface StepKeys {
  /** Names of the key's parts. */
  readonly names: readonly string[];
  /** For each step, the fields that hold them. */
  readonly steps: readonly { readonly matches: Matcher; readonly fields: readonly string[] }[];
  /** What begins the sequence anew. Without fields of its own, it does so for every group that it has all fields of. */
  readonly unless: { readonly matches: Matcher; readonly fields: readonly string[] | undefined } | undefined;
  readonly missing: 'group' | 'skip';
}

/** Finds the groups of an event where each step may name the fields of the key in its own way. */
export function stepKeyReader({ names, steps, unless, missing }: StepKeys): KeyReader {
  const tuples = new Map<string, { readonly fields: readonly string[]; readonly steps: { readonly matches: Matcher; readonly bit: number }[] }>();
  for (const [index, { matches, fields }] of steps.entries()) {
    const id = JSON.stringify(fields);
    const tuple = tuples.get(id) ?? { fields, steps: [] };
    tuples.set(id, tuple);
    tuple.steps.push({ matches, bit: 2 ** index });
  }
  const all = [...tuples.values()];
  const isWhole = (fields: readonly string[], event: FieldReader): boolean => fields.every((field) => (event.get(field) ?? null) !== null);

  const forbidden = (event: FieldReader, own: readonly string[] | undefined): readonly Reading[] => {
    const lists = own === undefined ? all.map(({ fields }) => fields).filter((fields) => isWhole(fields, event)) : missing === 'skip' && !isWhole(own, event) ? [] : [own];
    return [...new Set(lists.map((fields) => encodeKey(fields, event)))].map((key) => ({ key, role: FORBIDDEN }));
  };

  return {
    names,
    fields: [...new Set([...all.flatMap(({ fields }) => fields), ...(unless?.fields ?? [])])],
    read(event) {
      if (unless?.matches(event) === true) return forbidden(event, unless.fields);
      const roles = new Map<string, number>();
      for (const { fields, steps: own } of all) {
        const role = own.reduce((bits, { matches, bit }) => (matches(event) ? bits + bit : bits), 0);
        if (role === 0 || (missing === 'skip' && !isWhole(fields, event))) continue;
        const key = encodeKey(fields, event);
        roles.set(key, (roles.get(key) ?? 0) + role);
      }
      return [...roles].map(([key, role]) => ({ key, role }));
    },
  };
}
