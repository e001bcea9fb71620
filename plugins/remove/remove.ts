import { definePlugin } from '../../core/contract/plugin.js';

export default definePlugin({
  apiVersion: 1,
  kind: 'transform',
  name: 'remove',
  summary: 'Removes fields.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['fields'],
    properties: {
      fields: {
        type: 'array',
        items: { type: 'string', minLength: 1 },
        minItems: 1,
        uniqueItems: true,
        description: 'Paths of the fields to remove; a dotted name is first a literal key, then a path.',
      },
    },
  },
  examples: [{ title: 'Two fields', config: { fields: ['http.headers', 'debug_info'] } }],
  create(config) {
    // One object for all events: core prepares the same changes once. Built from entries, so that `__proto__` is a key.
    const changes = Object.freeze(Object.fromEntries(config.fields.map((path) => [path, undefined])));
    return { apply: (batch) => batch.map((event) => event.with(changes)) };
  },
});
