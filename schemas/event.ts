import type { JsonSchema } from '../core/contract/schema.js';

/** An event as `toJSON` gives it and as a JSON sink writes an event that was no JSON line: one line of JSON. */
export const eventSchema = {
  type: 'object',
  description: 'One event as a line of JSON. A JSON line that nothing altered leaves as it came, and may use other names for the same.',
  additionalProperties: true,
  required: ['time', 'level', 'message'],
  properties: {
    time: { type: 'string', pattern: '^[+-]?\\d{4,6}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$', description: 'ISO 8601 in UTC with milliseconds: the event\'s own time, else its arrival.' },
    level: { enum: ['trace', 'debug', 'info', 'warn', 'error', 'critical'], description: 'Severity.' },
    message: { type: 'string', description: 'The human sentence; empty where the event has none.' },
    logger: { type: 'string', description: 'Dotted name of the module or logger that spoke.' },
    class: { enum: ['security', 'audit'], description: 'Absent for a normal event.' },
    class_tag: { type: 'string', description: 'The tag that a rule under `classify` gives.' },
    trace_id: { type: 'string', description: 'W3C trace id.' },
    span_id: { type: 'string', description: 'W3C span id.' },
    correlation_id: { type: 'string', description: 'What the events of one request share.' },
  },
} as const satisfies JsonSchema;
