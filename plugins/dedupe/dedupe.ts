import type { LogEvent } from '../../core/contract/event.js';
import { definePlugin } from '../../core/contract/plugin.js';
import { eventKey } from '../shared/event-key.js';
import { LruMap } from '../shared/lru-map.js';

/** The event of a key that went on last. */
interface First {
  readonly id: string;
  readonly time: number;
}

export default definePlugin({
  apiVersion: 1,
  kind: 'transform',
  name: 'dedupe',
  summary: 'Lets the first of equal events through and leaves out its repeats for a while.',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      by: {
        type: 'array',
        items: { type: 'string', minLength: 1 },
        minItems: 1,
        uniqueItems: true,
        default: ['message', 'level', 'logger'],
        description: 'Events are equal when all these fields are.',
      },
      within: { type: 'string', format: 'duration', default: '1m', description: 'How long, by event time, repeats of the first are left out.' },
      max_keys: { type: 'integer', minimum: 1, default: 10_000, description: 'Most different events remembered; beyond it, the one seen longest ago is forgotten.' },
    },
  },
  examples: [
    { title: 'The same message at most once a minute', config: {} },
    { title: 'One line a user and error code in ten minutes', config: { by: ['user.id', 'error.code'], within: '10m' } },
  ],
  create(config, ctx) {
    const { by, within } = config;
    const seen = new LruMap<First>(config.max_keys, () => ctx.metrics.count('keys_forgotten'));

    const isNew = (event: LogEvent): boolean => {
      if (event.class !== 'normal') return true;
      const key = eventKey(event, by);
      const first = seen.get(key);
      if (first === undefined || event.time - first.time >= within) {
        seen.set(key, { id: event.id, time: event.time });
        return true;
      }
      // Too old to be a repeat; or the first itself, read again because its delivery was not acknowledged.
      return first.time - event.time >= within || first.id === event.id;
    };
    return { apply: (batch) => batch.filter(isNew) };
  },
});
