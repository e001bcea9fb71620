import { transformCommonSchema } from '../../schemas/config.js';
import { deliverySchema } from '../../schemas/delivery.js';
import { sourceSchema } from '../../schemas/source.js';
import type { AnyPlugin, PluginKind } from '../contract/plugin.js';
import type { JsonSchema } from '../contract/schema.js';

/** The sections that hold instances, and the kind of plugin that each names. */
export const SECTION_KINDS = { sources: 'source', transforms: 'transform', sinks: 'sink', actions: 'action' } as const satisfies Record<string, PluginKind>;
export type InstanceSection = keyof typeof SECTION_KINDS;
export const INSTANCE_SECTIONS = Object.keys(SECTION_KINDS) as readonly InstanceSection[];

/** What core owns for each kind, beside `type` and the plugin's own keys. */
export const COMMON_SCHEMAS: Readonly<Record<PluginKind, JsonSchema>> = {
  source: sourceSchema,
  transform: transformCommonSchema,
  sink: deliverySchema,
  action: deliverySchema,
};

const composed = new WeakMap<AnyPlugin, JsonSchema>();

/** The schema of one instance as it stands in the file: `type`, the plugin's keys, then core's. */
export function instanceSchema(plugin: AnyPlugin): JsonSchema {
  const known = composed.get(plugin);
  if (known) return known;
  const own = plugin.schema as JsonSchema;
  const schema: JsonSchema = {
    type: 'object',
    description: plugin.summary,
    additionalProperties: false,
    required: ['type', ...(own.required ?? [])],
    properties: { type: { const: plugin.name, description: plugin.summary }, ...own.properties, ...COMMON_SCHEMAS[plugin.kind].properties },
  };
  composed.set(plugin, schema);
  return schema;
}

/** Keys that a plugin of this kind cannot have. */
export function reservedKeys(kind: PluginKind): readonly string[] {
  return ['type', ...Object.keys(COMMON_SCHEMAS[kind].properties ?? {})];
}
