import type { Infer, JsonSchema } from '../core/contract/schema.js';

const givenSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['event'],
  properties: {
    event: {
      anyOf: [{ type: 'object', additionalProperties: true }, { type: 'string', minLength: 1 }],
      description: 'The event: a map of its fields, or a line of text. In texts ${n} stands for its number among `times` (1, 2, ...), ${at} for its time, and ${name} for a value of `each`. Without a time of its own its time is `at`.',
    },
    at: { type: 'string', format: 'duration', default: '0s', description: 'When it comes, after the start.' },
    times: { type: 'integer', minimum: 1, maximum: 100_000, default: 1, description: 'How often it comes.' },
    every: { type: 'string', format: 'duration', default: '0s', description: 'Time between one and the next.' },
    each: {
      type: 'object',
      additionalProperties: { type: 'array', minItems: 1, items: {} },
      description: 'Values by name: the event comes once for each combination, every time.',
    },
    source: { type: 'string', description: 'The source, under `sources:`, whose `parse` a line of text is read with.' },
  },
} as const satisfies JsonSchema;

const expectSchema = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    fired: { type: 'string', description: 'A trigger that fires, so that a first notice would be sent.' },
    resolved: { type: 'string', description: 'A trigger that comes to an end after it fired.' },
    never: { type: 'string', description: 'A trigger that does not fire.' },
    by: { type: 'object', additionalProperties: true, description: 'Group values by field, of which all must be so. Without it, any group.' },
    at: { type: 'string', format: 'duration', description: 'Exactly then, after the start, by the time of the events.' },
    before: { type: 'string', format: 'duration', description: 'Before then.' },
    after: { type: 'string', format: 'duration', description: 'Not before then.' },
    times: { type: 'integer', minimum: 0, description: 'Exactly so often; without it, at least once.' },
    sink: { type: 'string', description: 'A name under `actions:` or `sinks:`, or a type such as slack: what goes there.' },
    posts: { type: 'integer', minimum: 0, description: 'So many new messages.' },
    edits: { type: 'integer', minimum: 0, description: 'So many changes of a message that stands.' },
    replies: { type: 'integer', minimum: 0, description: 'So many replies in a thread.' },
    events: { type: 'integer', minimum: 0, description: 'So many events.' },
    text: { type: 'string', minLength: 1, description: 'One of the messages or lines has this in it.' },
    absent_everywhere: { type: 'string', minLength: 1, description: 'In no line of a sink, no message and no line of the process log.' },
  },
} as const satisfies JsonSchema;

export const testSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'given', 'expect'],
  properties: {
    name: { type: 'string', minLength: 1, description: 'A sentence that says what should happen.' },
    start: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT', default: '2025-01-01T00:00:00Z', description: 'When the clock of the test starts, as 2025-01-01T00:00:00Z.' },
    given: { type: 'array', minItems: 1, items: givenSchema, description: 'Events that come.' },
    until: { type: 'string', format: 'duration', description: 'How long after the start the test ends. Without it, at the last event or the latest time that is expected.' },
    expect: { type: 'array', minItems: 1, items: expectSchema, description: 'What should have happened by then.' },
  },
} as const satisfies JsonSchema;

/** A test of triggers as the config loader gives it: checked, defaults filled in, durations in milliseconds. */
export type TestConfig = Infer<typeof testSchema>;
export type GivenConfig = TestConfig['given'][number];
export type ExpectConfig = TestConfig['expect'][number];
