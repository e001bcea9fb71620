import type { Infer, JsonSchema } from '../core/contract/schema.js';

/** A `when`. Its keys are fields of events with modifiers, so only the condition parser can check them. */
export const conditionSchema = {
  anyOf: [
    { type: 'object', minProperties: 1 },
    { type: 'array', minItems: 1, items: { type: 'object', minProperties: 1 } },
  ],
  description: 'A condition: a map of `field|modifier: value` that must all hold, or a list of such maps of which one must; `not:` turns either round.',
} as const satisfies JsonSchema;

const oneOrMoreNames = {
  anyOf: [
    { type: 'string', minLength: 1 },
    { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', minLength: 1 } },
  ],
} as const satisfies JsonSchema;

const countSchema = {
  type: 'object',
  description: 'Fire when this many matching events fall into a sliding window, resolve when they no longer do. Without it, every match fires.',
  additionalProperties: false,
  required: ['gte', 'within'],
  properties: {
    gte: { type: 'integer', minimum: 1, maximum: 100_000, description: 'How many events it takes.' },
    within: { type: 'string', format: 'duration', description: 'Length of the window, on the time of the events.' },
    by: { ...oneOrMoreNames, description: 'Fields whose values are counted apart: one count for each user, say. Events without the field share one.' },
  },
} as const satisfies JsonSchema;

const throttleSchema = {
  type: 'object',
  description: 'How often a trigger may speak, for each of its groups. A notice says how many were held back since the last.',
  additionalProperties: false,
  required: ['every'],
  properties: {
    every: { type: 'string', format: 'duration', description: 'Least time between two notices.' },
    backoff: { type: 'number', minimum: 1, maximum: 100, default: 1, description: 'Factor by which that time grows with each notice that had others held back; it starts anew after a quiet one.' },
    max: { type: 'string', format: 'duration', default: '24h', description: 'Longest that it grows to.' },
  },
} as const satisfies JsonSchema;

const alertSchema = {
  anyOf: [
    ...oneOrMoreNames.anyOf,
    {
      type: 'object',
      additionalProperties: false,
      required: ['to'],
      properties: {
        to: { ...oneOrMoreNames, description: 'Names under `actions:`.' },
        title: { type: 'string', minLength: 1, description: 'Template of the first line: ${field} stands for a value of the group or of the latest event, $${ for ${ itself.' },
        text: { type: 'string', description: 'Template of what follows the title.' },
        mention: { type: 'string', description: 'Whom to mention, in the form of the target. Nothing else in an alert mentions anybody.' },
        runbook: { type: 'string', format: 'uri', description: 'Address of the page that says what to do.' },
      },
    },
  ],
  description: 'Which actions are told: a name under `actions:`, a list of names, or a map with templates.',
} as const satisfies JsonSchema;

export const triggerSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'when', 'alert'],
  properties: {
    name: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$', description: 'Unique. State is kept by name across reloads and restarts.' },
    description: { type: 'string', description: 'What it is for, for who reads the file.' },
    when: conditionSchema,
    count: countSchema,
    throttle: throttleSchema,
    severity: { enum: ['info', 'warning', 'critical'], default: 'warning', description: 'info, warning or critical.' },
    alert: alertSchema,
    tags: { type: 'array', uniqueItems: true, items: { type: 'string', minLength: 1 }, default: [], description: 'Words to find triggers by.' },
    enabled: { type: 'boolean', default: true, description: '`false` leaves it out, as if it were not in the file.' },
  },
} as const satisfies JsonSchema;

/** A trigger as the config loader gives it: checked, defaults filled in, durations in milliseconds. */
export type TriggerConfig = Infer<typeof triggerSchema>;
export type CountConfig = Infer<typeof countSchema>;
export type ThrottleConfig = Infer<typeof throttleSchema>;
