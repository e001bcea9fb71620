import { resolve } from 'node:path';
import type { JsonSchema } from '../contract/schema.js';
import { Secret } from '../contract/secret.js';
import { selectBranch } from './select-branch.js';
import { parseDuration, parseSize } from './units.js';
import { childOf, isMap, setOwn } from './value.js';

export interface ConvertContext {
  /** Where relative paths start. */
  readonly folder: string;
}

/**
 * The value that a plugin gets: defaults filled in, durations as milliseconds, sizes as bytes, secrets as `Secret`, paths
 * absolute; frozen throughout. The value must have passed the schema; it is not altered.
 */
export function convertValue(schema: JsonSchema, value: unknown, context: ConvertContext): unknown {
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return convertValue(selectBranch(branches, value), value, context);
  if (Array.isArray(value)) {
    const { items } = schema;
    return Object.freeze(value.map((item: unknown) => convertValue(items ?? {}, item, context)));
  }
  if (isMap(value)) return convertMap(schema, value, context);
  return typeof value === 'string' ? convertText(schema, value, context) : value;
}

function convertMap(schema: JsonSchema, value: Readonly<Record<string, unknown>>, context: ConvertContext): unknown {
  const properties = schema.properties ?? {};
  const rest = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    setOwn(result, key, convertValue(Object.hasOwn(properties, key) ? (properties[key] ?? rest) : rest, item, context));
  }
  for (const [key, property] of Object.entries(properties)) {
    if (property.default !== undefined && childOf(value, key) === undefined) setOwn(result, key, convertValue(property, property.default, context));
  }
  return Object.freeze(result);
}

function convertText(schema: JsonSchema, text: string, context: ConvertContext): unknown {
  switch (schema.format) {
    case 'duration': return parseDuration(text) ?? text;
    case 'size': return parseSize(text) ?? text;
    case 'path': return resolve(context.folder, text);
    case 'secret': return new Secret(text);
    default: return text;
  }
}
