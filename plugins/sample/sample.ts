import type { LogEvent } from '../../core/contract/event.js';
import { definePlugin } from '../../core/contract/plugin.js';
import { eventKey } from '../shared/event-key.js';
import { stableFraction } from './stable-hash.js';

export default definePlugin({
  apiVersion: 1,
  kind: 'transform',
  name: 'sample',
  summary: 'Keeps a share of the events, by chance or consistently by a field.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['rate'],
    properties: {
      rate: { type: 'number', minimum: 0, maximum: 1, description: 'Share of the events to keep: 0.1 keeps one in ten.' },
      key: {
        type: 'string',
        minLength: 1,
        description: 'A field whose value decides: events that share it are kept or left out together. Events without it are left to chance.',
      },
    },
  },
  examples: [
    { title: 'One in a hundred', config: { rate: 0.01 } },
    { title: 'Whole traces, one in ten', config: { rate: 0.1, key: 'trace_id' } },
  ],
  create(config, ctx) {
    const { rate, key } = config;
    const fields = key === undefined ? [] : [key];
    const draw = (event: LogEvent): number =>
      key === undefined || event.get(key) === undefined ? ctx.random() : stableFraction(eventKey(event, fields));
    return { apply: (batch) => batch.filter((event) => event.class !== 'normal' || draw(event) < rate) };
  },
});
