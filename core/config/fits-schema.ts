import type { JsonSchema } from '../contract/schema.js';
import { canonicalText } from './canonical.js';
import { isFormat } from './formats.js';
import { childOf, isMap } from './value.js';

/**
 * Whether a value is valid against a schema: never where ajv says no, and where ajv says yes for all that configs hold. It compiles
 * nothing, so what is right costs no validator.
 */
export function fitsSchema(schema: JsonSchema, value: unknown): boolean {
  return fitsType(schema, value)
    && (schema.const === undefined || schema.const === value)
    && (schema.enum === undefined || schema.enum.includes(value))
    && (schema.anyOf === undefined || schema.anyOf.some((branch) => fitsSchema(branch, value)))
    && (schema.oneOf === undefined || schema.oneOf.filter((branch) => fitsSchema(branch, value)).length === 1)
    && fitsContent(schema, value);
}

function fitsType({ type }: JsonSchema, value: unknown): boolean {
  switch (type) {
    case undefined: return true;
    case 'null': return value === null;
    case 'array': return Array.isArray(value);
    case 'object': return isMap(value);
    case 'integer': return Number.isInteger(value);
    case 'number': return Number.isFinite(value);
    default: return typeof value === type;
  }
}

function fitsContent(schema: JsonSchema, value: unknown): boolean {
  if (typeof value === 'string') return fitsText(schema, value);
  if (typeof value === 'number') return fitsNumber(schema, value);
  if (Array.isArray(value)) return fitsList(schema, value);
  return !isMap(value) || fitsMap(schema, value);
}

function fitsNumber({ minimum, maximum, exclusiveMinimum }: JsonSchema, value: number): boolean {
  return (minimum === undefined || value >= minimum) && (maximum === undefined || value <= maximum) && (exclusiveMinimum === undefined || value > exclusiveMinimum);
}

function fitsText({ format, pattern, minLength, maxLength }: JsonSchema, text: string): boolean {
  if (format !== undefined && !isFormat(format, text)) return false;
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(text)) return false;
  if (minLength === undefined && maxLength === undefined) return true;
  const length = [...text].length;
  return length >= (minLength ?? 0) && length <= (maxLength ?? Infinity);
}

function fitsList({ items, minItems = 0, maxItems = Infinity, uniqueItems = false }: JsonSchema, list: readonly unknown[]): boolean {
  return list.length >= minItems && list.length <= maxItems
    && (items === undefined || list.every((item) => fitsSchema(items, item)))
    && (!uniqueItems || new Set(list.map(canonicalText)).size === list.length);
}

function fitsMap({ properties = {}, required, additionalProperties: rest = true, propertyNames, minProperties = 0 }: JsonSchema, map: Readonly<Record<string, unknown>>): boolean {
  const entries = Object.entries(map);
  if (entries.length < minProperties || required?.some((key) => childOf(map, key) === undefined)) return false;
  return entries.every(([key, item]) => {
    if (propertyNames !== undefined && !fitsSchema(propertyNames, key)) return false;
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property !== undefined) return fitsSchema(property, item);
    return typeof rest === 'boolean' ? rest : fitsSchema(rest, item);
  });
}
