import type { JsonSchema } from '../contract/schema.js';
import { Secret } from '../contract/secret.js';
import { hashOf } from './canonical.js';
import { convertValue } from './convert.js';
import type { KnownInstance } from './diagnose.js';
import { COMMON_SCHEMAS, instanceSchema } from './instance-schema.js';
import type { LoadedTree } from './load.js';
import type { InstanceConfig } from './loaded-config.js';
import { secretPaths } from './secret-paths.js';
import type { Place } from './source-text.js';
import { isMap, setOwn, type Path, type Value, type ValueMap } from './value.js';

/** Makes what the pipeline needs of an instance that passed its schema. */
export function makeInstance(instance: KnownInstance, tree: LoadedTree, folder: string): InstanceConfig {
  const { kind, id, name, plugin, value, path } = instance;
  const common = COMMON_SCHEMAS[kind];
  const own: ValueMap = {};
  const shared: ValueMap = {};
  for (const [key, item] of Object.entries(value)) {
    if (key !== 'type') setOwn(Object.hasOwn(common.properties ?? {}, key) ? shared : own, key, item);
  }
  const options = convertValue(plugin.schema as JsonSchema, own, { folder });
  const settings = convertValue(common, shared, { folder });
  const stated = hideSecrets(value, secretPaths(instanceSchema(plugin), value));
  // The kind decides which settings these are, and `COMMON_SCHEMAS` gave them that form.
  return { id, name, kind, type: plugin.name, plugin, options, settings, stated, hash: hashOf({ type: plugin.name, options, settings }), place: placeOf(tree, path) } as InstanceConfig;
}

/** A copy in which each value at one of the paths is a `Secret`. */
export function hideSecrets(value: Value, secrets: readonly Path[]): unknown {
  if (secrets.some((path) => path.length === 0)) return new Secret(typeof value === 'string' ? value : JSON.stringify(value));
  const below = (key: string | number): readonly Path[] => secrets.filter((path) => path[0] === key).map((path) => path.slice(1));
  if (Array.isArray(value)) return value.map((item, index) => hideSecrets(item, below(index)));
  if (!isMap(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) setOwn(copy, key, hideSecrets(item, below(key)));
  return copy;
}

/** Where a part of the config begins. */
export function placeOf(tree: LoadedTree, path: Path): Place {
  const span = tree.origins.locate(tree.root, path, 'key');
  return span ? span.source.placeOf(span.start) : { file: '', line: 1, column: 1 };
}
