import { fieldKey } from './key-text.js';
import { ValueWriter } from './value-writer.js';

/** Fields that many lines share, written once. */
export interface BoundFields {
  /** Members of an object, each with a comma before it. */
  readonly text: string;
  /** The same, one by one, by the name that was given. */
  readonly parts: ReadonlyMap<string, string>;
}

export const NO_FIELDS: BoundFields = { text: '', parts: new Map() };

/** These fields but `left`, after those of `base`, whose fields of the same name they replace. Later changes of a value do not show. */
export function bindFields(fields: object, base: BoundFields, left?: string): BoundFields {
  const writer = new ValueWriter();
  const parts = new Map(base.parts);
  for (const name of namesOf(fields)) {
    const value = name === left ? undefined : writer.member(fields, name, 1);
    if (value === undefined) continue;
    parts.delete(name);
    parts.set(name, `,${fieldKey(name)}${value}`);
  }
  return { text: [...parts.values()].join(''), parts };
}

/** The text of bound fields without those of these names. */
export function textWithout(bound: BoundFields, names: readonly string[]): string {
  if (bound.parts.size === 0 || !names.some((name) => bound.parts.has(name))) return bound.text;
  let text = '';
  for (const [name, part] of bound.parts) if (!names.includes(name)) text += part;
  return text;
}

/** Names of an object's own fields; none where even asking for them throws. */
export function namesOf(fields: object): readonly string[] {
  try {
    return Object.keys(fields);
  } catch {
    return [];
  }
}
