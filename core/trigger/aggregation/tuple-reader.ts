import type { FieldReader } from '../../condition/compile.js';
import { encodeKey } from '../group-key.js';

/** Reads the values of some fields as one text that no other values have; undefined where one of them is missing or null. */
export type TupleReader = (fields: FieldReader) => string | undefined;

export function tupleReader(names: readonly string[]): TupleReader {
  return (fields) => (names.some((name) => (fields.get(name) ?? null) === null) ? undefined : encodeKey(names, fields));
}
