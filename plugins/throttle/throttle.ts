import type { LogEvent } from '../../core/contract/event.js';
import { definePlugin } from '../../core/contract/plugin.js';
import { eventKey } from '../shared/event-key.js';
import { LruMap } from '../shared/lru-map.js';

interface Bucket {
  /** What may still pass, in units of which one event costs `per`: whole numbers, so that nothing is lost in rounding. */
  credit: number;
  /** Event time up to which it was refilled. */
  time: number;
}

export default definePlugin({
  apiVersion: 1,
  kind: 'transform',
  name: 'throttle',
  summary: 'Lets at most so many events through in a time, in all or for each value of some fields.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['rate'],
    properties: {
      rate: { type: 'integer', minimum: 1, description: 'How many events may pass in each `per`; also how many may pass at once.' },
      per: { type: 'string', format: 'duration', default: '1s', description: 'The time, by event time, that `rate` counts for.' },
      by: {
        type: 'array',
        items: { type: 'string', minLength: 1 },
        uniqueItems: true,
        default: [],
        description: 'Each combination of values of these fields has a rate of its own; none: one rate for all.',
      },
      max_keys: { type: 'integer', minimum: 1, default: 10_000, description: 'Most combinations remembered; beyond it, the one seen longest ago starts afresh.' },
    },
  },
  examples: [
    { title: 'A hundred a second', config: { rate: 100 } },
    { title: 'Ten a minute for each logger', config: { rate: 10, per: '1m', by: ['logger'] } },
  ],
  *check(config) {
    if (config.per <= 0) yield { path: 'per', message: 'The time must be longer than 0.' };
  },
  create(config, ctx) {
    const { rate, per, by } = config;
    const full = rate * per;
    const buckets = new LruMap<Bucket>(config.max_keys, () => ctx.metrics.count('keys_forgotten'));

    const passes = (event: LogEvent): boolean => {
      if (event.class !== 'normal') return true;
      const key = eventKey(event, by);
      let bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, (bucket = { credit: full, time: event.time }));
      const elapsed = event.time - bucket.time;
      // Further back than `per`, the clock was set back or the bucket met a time in the future: go on from here.
      if (elapsed > 0) bucket.credit = Math.min(full, bucket.credit + elapsed * rate);
      if (elapsed > 0 || elapsed <= -per) bucket.time = event.time;
      if (bucket.credit < per) return false;
      bucket.credit -= per;
      return true;
    };
    return { apply: (batch) => batch.filter(passes) };
  },
});
