import { sinkPlugin, sinkSchema } from './right-sink.js';
import type { WrongSink } from './wrong-sink.js';

const DESCRIBES = 'describes itself';

export const wrongDescriptions: readonly WrongSink[] = [
  {
    what: 'takes keys that it does not know',
    caughtBy: DESCRIBES,
    says: 'additionalProperties: false',
    plugin: sinkPlugin(undefined, { schema: { ...sinkSchema, additionalProperties: true } as unknown as typeof sinkSchema }),
  },
  {
    what: 'has an example that is not valid',
    caughtBy: DESCRIBES,
    says: "must have required property 'token'",
    plugin: sinkPlugin(undefined, { examples: [{ title: 'Half', config: { url: 'http://127.0.0.1' } }] }),
  },
  {
    what: 'has a key that core reads',
    caughtBy: DESCRIBES,
    says: 'has the key "retry" in its schema',
    plugin: sinkPlugin(undefined, { schema: { ...sinkSchema, properties: { ...sinkSchema.properties, retry: { type: 'integer', description: 'Attempts.' } } } as unknown as typeof sinkSchema }),
  },
  {
    what: 'has a name that nobody can write as type',
    caughtBy: DESCRIBES,
    says: 'lower_snake_case',
    plugin: sinkPlugin(undefined, { name: 'My-Sink' }),
  },
  {
    what: 'finds fault with a valid config',
    caughtBy: DESCRIBES,
    says: 'url: is not encrypted',
    plugin: sinkPlugin(undefined, { check: () => [{ path: 'url', message: 'is not encrypted' }] }),
  },
];
