import type { Infer, JsonSchema } from '../core/contract/schema.js';
import { aggregationSchemas } from './aggregation.js';
import { conditionSchema, namesSchema } from './condition.js';
import { escalateSchema } from './alerts.js';

export const throttleSchema = {
  type: 'object',
  description: 'How often a trigger may speak, for each of its groups. A notice says how many were held back since the last.',
  additionalProperties: false,
  required: ['every'],
  properties: {
    every: { type: 'string', format: 'duration', description: 'Least time between two notices.' },
    backoff: { type: 'number', minimum: 1, maximum: 100, default: 1, description: 'Factor by which that time grows with each notice that had others held back; it starts anew after a quiet one.' },
    max: { type: 'string', format: 'duration', default: '24h', description: 'Longest that it grows to.' },
    recovery: { enum: ['at_once', 'gradual'], description: 'at_once, or nothing stated: as described. gradual: it grows with each notice that comes within that time after the last wait was over, and shrinks step by step the longer it was quiet.' },
  },
} as const satisfies JsonSchema;

const alertSchema = {
  anyOf: [
    ...namesSchema.anyOf,
    {
      type: 'object',
      additionalProperties: false,
      required: ['to'],
      properties: {
        to: { ...namesSchema, description: 'Names under `actions:`.' },
        title: { type: 'string', minLength: 1, description: 'Template of the first line: ${field} stands for a value of the group or of the latest event, $${ for ${ itself.' },
        text: { type: 'string', description: 'Template of what follows the title.' },
        mention: { type: 'string', description: 'Whom to mention, in the form of the target. Nothing else in an alert mentions anybody.' },
        runbook: { type: 'string', format: 'uri', description: 'Address of the page that says what to do.' },
      },
    },
  ],
  description: 'Which actions are told: a name under `actions:`, a list of names, or a map with templates.',
} as const satisfies JsonSchema;

const suppressSchema = {
  type: 'object',
  description: 'What matches keeps other triggers quiet for a while. What they would have said is counted, and summed up afterwards.',
  additionalProperties: false,
  required: ['triggers', 'for'],
  properties: {
    triggers: { ...namesSchema, description: 'The triggers that are kept quiet.' },
    by: { ...namesSchema, description: 'Only their groups with the same values of these fields as the event; without it, all of them.' },
    for: { type: 'string', format: 'duration', description: 'How long at most.' },
    until: { ...conditionSchema, description: 'An event that ends it earlier.' },
    summary: { ...namesSchema, description: 'Actions that are told at the end what was kept back.' },
  },
} as const satisfies JsonSchema;

const examplesSchema = {
  type: 'object',
  description: 'Events that `validate` holds against `when`.',
  additionalProperties: false,
  properties: {
    match: { type: 'array', items: { type: 'object' }, default: [], description: 'Events that must meet it.' },
    no_match: { type: 'array', items: { type: 'object' }, default: [], description: 'Events that must not.' },
  },
} as const satisfies JsonSchema;

export const triggerSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$', description: 'Unique. State is kept by name across reloads and restarts.' },
    description: { type: 'string', description: 'What it is for, for who reads the file.' },
    when: { ...conditionSchema, description: `${conditionSchema.description} With \`trigger:\` it is about what other triggers do, with \`state:\` pending, firing or resolved.` },
    ...aggregationSchemas,
    window: { enum: ['sliding', 'tumbling', 'session'], default: 'sliding', description: 'sliding: what lies within the length before each event. tumbling: one window after another, aligned to the clock. session: as long as events follow each other within `gap`, at most the length.' },
    gap: { type: 'string', format: 'duration', description: 'Of a session: the longest pause in it.' },
    timezone: { type: 'string', minLength: 1, default: 'UTC', description: 'Zone that tumbling windows are aligned in, such as Europe/Berlin.' },
    by_missing: { enum: ['group', 'skip'], default: 'group', description: 'Events without a field of `by`: group makes them a group of their own, shown as (none); skip leaves them out.' },
    on_match: { enum: ['keep', 'reset', 'every'], default: 'keep', description: 'keep: one alert for as long as the condition holds. reset: begin to count anew after each alert. every: an alert for each event that finds it holding; with `reset` and `every` nothing resolves.' },
    for: { type: 'string', format: 'duration', description: 'Fire only once the condition has held for this long; until then it is pending.' },
    check_every: { type: 'string', format: 'duration', description: 'Without an event, look again only at whole multiples of this since the epoch; `0s`: never. Without it, at the very moment that something changes.' },
    keep_firing_for: { type: 'string', format: 'duration', description: 'Resolve only once the condition has not held for this long.' },
    throttle: throttleSchema,
    suppress: suppressSchema,
    severity: { enum: ['info', 'warning', 'critical'], default: 'warning', description: 'info, warning or critical.' },
    alert: alertSchema,
    regex: { enum: ['refuse', 'linear', 'unsafe'], default: 'refuse', description: 'Regular expressions that could take too long: refuse them; run them in linear time, ten times as slow; or run them as they are.' },
    dry_run: { type: 'boolean', default: false, description: '`true` records what it would send, and sends nothing.' },
    escalate: escalateSchema,
    owner: { type: 'string', minLength: 1, description: 'Who looks after it, for who reads the alert.' },
    tags: { type: 'array', uniqueItems: true, items: { type: 'string', minLength: 1 }, default: [], description: 'Words to find triggers by.' },
    examples: examplesSchema,
    enabled: { type: 'boolean', default: true, description: '`false` leaves it out, as if it were not in the file.' },
  },
} as const satisfies JsonSchema;

/** A trigger as the config loader gives it: checked, defaults filled in, durations in milliseconds. */
export type TriggerConfig = Infer<typeof triggerSchema>;
export type ThrottleConfig = Infer<typeof throttleSchema>;
export type SuppressConfig = Infer<typeof suppressSchema>;
