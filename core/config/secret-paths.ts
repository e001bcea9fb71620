import type { JsonSchema } from '../contract/schema.js';
import { isMap, type Path } from './value.js';

/**
 * Where secrets stand in a value, whether or not it passes its schema. Of several forms that a value may have, all count; and
 * what has no schema of its own within something that may hold secrets is taken for one: a key may be misspelt.
 */
export function secretPaths(schema: JsonSchema, value: unknown, path: Path = []): readonly Path[] {
  if (!holdsSecrets(schema)) return [];
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return branches.flatMap((branch) => secretPaths(branch, value, path));
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => secretPaths(schema.items ?? SECRET, item, [...path, index]));
  if (!isMap(value)) return [path];
  const rest = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : SECRET;
  const properties = schema.properties ?? {};
  return Object.entries(value).flatMap(([key, item]) => secretPaths((Object.hasOwn(properties, key) ? properties[key] : rest) ?? {}, item, [...path, key]));
}

const SECRET: JsonSchema = { type: 'string', format: 'secret' };

/** Whether a schema has the format `secret` anywhere in it. */
export function holdsSecrets(schema: JsonSchema): boolean {
  const { anyOf = [], oneOf = [], properties = {}, items, additionalProperties } = schema;
  const inner = [...anyOf, ...oneOf, ...Object.values(properties), ...(items ? [items] : []), ...(typeof additionalProperties === 'object' ? [additionalProperties] : [])];
  return schema.format === 'secret' || inner.some(holdsSecrets);
}
