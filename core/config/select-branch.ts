import type { JsonSchema } from '../contract/schema.js';
import { fitsSchema } from './fits-schema.js';
import { isMap } from './value.js';

/** The branch of an `anyOf` or `oneOf` that a valid value is meant by: the first that it fits. */
export function selectBranch(branches: readonly JsonSchema[], value: unknown): JsonSchema {
  return branches.find((branch) => fitsSchema(branch, value)) ?? branches.find((branch) => fitsType(branch, value)) ?? {};
}

/** Whether a value has the type that a schema asks for, whatever else it asks. */
export function fitsType(schema: JsonSchema, value: unknown): boolean {
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return branches.some((branch) => fitsType(branch, value));
  if (schema.enum) return schema.enum.some((allowed) => typeof allowed === typeof value);
  if (schema.const !== undefined) return typeof schema.const === typeof value;
  switch (schema.type) {
    case undefined: return true;
    case 'null': return value === null;
    case 'array': return Array.isArray(value);
    case 'object': return isMap(value);
    case 'integer': return Number.isInteger(value);
    default: return typeof value === schema.type;
  }
}
