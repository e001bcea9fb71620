import { definePlugin, type AnyPlugin } from '../../core/contract/plugin.js';
import { createRegistry, type Registry } from '../../core/plugin-host/registry.js';

const nothing = { type: 'object', additionalProperties: false, properties: {} } as const;
const receiver = { deliver: (): Promise<void> => Promise.resolve() };

export const tail = definePlugin({
  apiVersion: 1, kind: 'source', name: 'tail', summary: 'Reads files.', examples: [],
  schema: {
    type: 'object', additionalProperties: false, required: ['paths'],
    properties: {
      paths: { type: 'array', items: { type: 'string', format: 'path' }, minItems: 1, uniqueItems: true, description: 'Files to read.' },
      from: { enum: ['start', 'end'], default: 'end' },
    },
  },
  create: () => ({ run: () => Promise.resolve() }),
});

export const drop = definePlugin({
  apiVersion: 1, kind: 'transform', name: 'drop', summary: 'Drops events.', examples: [], schema: nothing, create: () => ({ apply: () => [] }),
});

export const set = definePlugin({
  apiVersion: 1, kind: 'transform', name: 'set', summary: 'Sets fields.', examples: [],
  schema: { type: 'object', additionalProperties: false, required: ['fields'], properties: { fields: { type: 'object', additionalProperties: {} } } },
  *check(config) {
    for (const name of Object.keys(config.fields)) if (name.includes('id')) yield { path: `fields.${name}`, message: 'An id cannot be set.' };
  },
  create: () => ({ apply: (batch) => batch }),
});

export const store = definePlugin({
  apiVersion: 1, kind: 'sink', name: 'store', summary: 'Writes lines to a file.', examples: [],
  schema: {
    type: 'object', additionalProperties: false, required: ['path'],
    properties: {
      path: { type: 'string', format: 'path', description: 'The file.' },
      rotate: {
        anyOf: [
          { enum: ['never', 'daily'] },
          { type: 'object', additionalProperties: false, required: ['size'], properties: { size: { type: 'string', format: 'size' }, keep: { type: 'integer', minimum: 1, default: 7 } } },
        ],
        default: 'never',
      },
    },
  },
  claims: (config) => [`file:${config.path}`],
  create: () => receiver,
});

export const memory = definePlugin({
  apiVersion: 1, kind: 'sink', name: 'memory', summary: 'Keeps events.', examples: [], schema: nothing, create: () => receiver,
});

export const chat = definePlugin({
  apiVersion: 1, kind: 'action', name: 'chat', summary: 'Posts alerts.', examples: [],
  schema: {
    type: 'object', additionalProperties: false, required: ['webhook_url'],
    properties: {
      webhook_url: { type: 'string', format: 'secret', description: 'Where to post.' },
      headers: { type: 'object', additionalProperties: { type: 'string', format: 'secret' } },
      pause: { type: 'string', format: 'duration', default: '10s' },
    },
  },
  create: () => receiver,
});

/** A registry of small plugins with schemas of every form, for tests of configs. */
export function testRegistry(...more: readonly AnyPlugin[]): Registry {
  const registry = createRegistry();
  for (const plugin of [tail, drop, set, store, memory, chat, ...more]) registry.add(plugin);
  return registry;
}
