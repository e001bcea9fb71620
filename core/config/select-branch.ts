import type { JsonSchema } from '../contract/schema.js';
import { isFormat } from './formats.js';
import { childOf, isMap } from './value.js';

/** The branch of an `anyOf` or `oneOf` that a valid value is meant by: the first that it fits. */
export function selectBranch(branches: readonly JsonSchema[], value: unknown): JsonSchema {
  return branches.find((branch) => fits(branch, value)) ?? branches.find((branch) => fitsType(branch, value)) ?? {};
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

function fits(schema: JsonSchema, value: unknown): boolean {
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return branches.some((branch) => fits(branch, value));
  if (schema.enum) return schema.enum.includes(value);
  if (schema.const !== undefined) return schema.const === value;
  if (!fitsType(schema, value)) return false;
  if (typeof value === 'string') return fitsText(schema, value);
  if (typeof value === 'number') return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity) && value > (schema.exclusiveMinimum ?? -Infinity);
  if (Array.isArray(value)) return value.length >= (schema.minItems ?? 0) && value.length <= (schema.maxItems ?? Infinity) && value.every((item) => fits(schema.items ?? {}, item));
  return isMap(value) ? fitsMap(schema, value) : true;
}

function fitsText(schema: JsonSchema, text: string): boolean {
  return (schema.format === undefined || isFormat(schema.format, text))
    && (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(text))
    && text.length >= (schema.minLength ?? 0) && text.length <= (schema.maxLength ?? Infinity);
}

function fitsMap(schema: JsonSchema, value: Readonly<Record<string, unknown>>): boolean {
  const properties = schema.properties ?? {};
  const rest = schema.additionalProperties ?? true;
  if (schema.required?.some((key) => childOf(value, key) === undefined)) return false;
  return Object.entries(value).every(([key, item]) => {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property) return fits(property, item);
    return typeof rest === 'boolean' ? rest : fits(rest, item);
  });
}
