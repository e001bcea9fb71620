import type { Infer, JsonSchema } from '../core/contract/schema.js';

/** What core owns for every sink and action, beside the plugin's own keys. */
export const deliverySchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    queue: {
      type: 'object',
      description: 'The bounded queue in front of it.',
      additionalProperties: false,
      default: {},
      properties: {
        max_events: { type: 'integer', minimum: 1, default: 50_000, description: 'Most events that wait.' },
        max_bytes: { type: 'string', format: 'size', default: '32MiB', description: 'Most bytes that wait.' },
        when_full: {
          enum: ['block', 'drop_oldest', 'drop_newest', 'spool'],
          default: 'block',
          description: 'What a full queue does: block holds the sources back; drop_oldest and drop_newest let events go and count them; spool moves the overflow to disk, so that other sinks are not held up and nothing is lost. Only block holds sources back for longer than a second.',
        },
        max_spool: { type: 'string', format: 'size', default: '1GiB', description: 'Most bytes that a spool takes on disk; beyond it the queue blocks.' },
      },
    },
    batch: {
      type: 'object',
      description: 'How much is sent at once; what is not stated is the plugin\'s own default.',
      additionalProperties: false,
      default: {},
      properties: {
        max_events: { type: 'integer', minimum: 1, description: 'Most events of a batch.' },
        max_bytes: { type: 'string', format: 'size', description: 'Most bytes of a batch.' },
        max_wait: { type: 'string', format: 'duration', description: 'How long a batch may wait to fill.' },
        concurrency: { type: 'integer', minimum: 1, maximum: 64, description: 'Batches under way at once; above 1 their order is not kept.' },
      },
    },
    retry: {
      type: 'object',
      description: 'What happens after a retryable failure: full jitter between 0 and a delay that doubles.',
      additionalProperties: false,
      default: {},
      properties: {
        initial: { type: 'string', format: 'duration', default: '500ms', description: 'First upper bound of the delay.' },
        max: { type: 'string', format: 'duration', default: '30s', description: 'Largest upper bound of the delay.' },
        max_age: { type: 'string', format: 'duration', description: 'Give up on a batch after this long and send it to the dead letters. Without it, never.' },
      },
    },
    breaker: {
      type: 'object',
      description: 'The circuit breaker: after this many failures in a row nothing is sent for a while, then one batch tries.',
      additionalProperties: false,
      default: {},
      properties: {
        failures: { type: 'integer', minimum: 1, default: 5, description: 'Failures in a row that open it.' },
        cooldown: { type: 'string', format: 'duration', default: '10s', description: 'How long it stays open.' },
      },
    },
    timeout: { type: 'string', format: 'duration', default: '30s', description: 'Longest that one delivery may take before its signal aborts and it is tried again.' },
    dead_letters: {
      type: 'boolean',
      default: true,
      description: 'Keep what was refused in <data_dir>/dead-letters/<id>.jsonl, with the reason; `false` counts it and lets it go.',
    },
  },
} as const satisfies JsonSchema;

/** Sizes in bytes, times in milliseconds. */
export type DeliverySettings = Infer<typeof deliverySchema>;
