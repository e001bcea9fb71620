import type { Infer, JsonSchema } from '../core/contract/schema.js';
import { conditionSchema, namesSchema } from './condition.js';

const within = { type: 'string', format: 'duration', description: 'Length of the window, on the time of the events.' } as const satisfies JsonSchema;
const by = { ...namesSchema, description: 'Fields whose values are looked at apart: each user by itself, say.' } as const satisfies JsonSchema;

/** Exactly one of them is stated; which one, the check of triggers says. */
const bounds = {
  gt: { type: 'number', description: 'Fire above this.' },
  gte: { type: 'number', description: 'Fire at this or above.' },
  lt: { type: 'number', description: 'Fire below this.' },
  lte: { type: 'number', description: 'Fire at this or below.' },
} as const satisfies Readonly<Record<string, JsonSchema>>;

const functions = { enum: ['sum', 'avg', 'min', 'max', 'p50', 'p90', 'p95', 'p99'] } as const satisfies JsonSchema;
const anomalyFunctions = { enum: ['count', 'sum', 'avg', 'min', 'max', 'p50', 'p90', 'p95', 'p99'] } as const satisfies JsonSchema;

const countSchema = {
  type: 'object',
  description: 'Fire when this many matching events fall into a window, resolve when they no longer do.',
  additionalProperties: false,
  required: ['gte', 'within'],
  properties: {
    gte: { type: 'integer', minimum: 1, maximum: 100_000, description: 'How many events it takes.' },
    within,
    by,
    distinct_of: { type: 'string', minLength: 1, description: 'Count different values of this field instead of events: `trigger`, for a trigger on other triggers.' },
  },
} as const satisfies JsonSchema;

const distinctSchema = {
  type: 'object',
  description: 'Fire when a field takes this many different values in a window. Exact to 1,000 values, then an estimate, which is marked "~".',
  additionalProperties: false,
  required: ['field', 'gte', 'within'],
  properties: {
    field: { ...namesSchema, description: 'The field, or several whose values count together.' },
    gte: { type: 'integer', minimum: 1, maximum: 1_000_000, description: 'How many different values it takes.' },
    within,
    by,
  },
} as const satisfies JsonSchema;

const statSchema = {
  type: 'object',
  description: 'Fire when a figure of a field over a window crosses a bound. Percentiles are of a fixed histogram, at most 2 % off.',
  additionalProperties: false,
  required: ['fn', 'field', 'within'],
  properties: {
    fn: { ...functions, description: 'Sum, average, least, greatest, or a percentile.' },
    field: { type: 'string', minLength: 1, description: 'The field with the number. Events without one are left out.' },
    ...bounds,
    within,
    min_events: { type: 'integer', minimum: 1, default: 1, description: 'With fewer events than this it says nothing.' },
    by,
  },
} as const satisfies JsonSchema;

const ratioSchema = {
  type: 'object',
  description: 'Fire when the share of the matching events that meet a second condition crosses a bound.',
  additionalProperties: false,
  required: ['of', 'within'],
  properties: {
    of: { ...conditionSchema, description: 'The condition whose share is taken, of the events that `when` lets in.' },
    ...bounds,
    within,
    min_events: { type: 'integer', minimum: 1, default: 1, description: 'With fewer events than this it says nothing.' },
    by,
  },
} as const satisfies JsonSchema;

const spikeSchema = {
  type: 'object',
  description: 'Fire when the number of events of a window is a multiple of what the time before it had.',
  additionalProperties: false,
  required: ['factor', 'within', 'reference'],
  properties: {
    factor: { type: 'number', exclusiveMinimum: 1, description: 'How many times as many (up), or as few (down).' },
    direction: { enum: ['up', 'down', 'both'], default: 'up', description: 'Which way it has to go.' },
    within,
    reference: { type: 'string', format: 'duration', description: 'Length of the time before the window that it is held against; its rate is scaled to the window.' },
    reference_ends: { enum: ['window', 'newest'], description: 'window, or nothing stated: the reference ends where the window begins. newest: it ends with the last event before that, or the last check of `check_every`, as that of ElastAlert.' },
    min_reference: { type: 'integer', minimum: 0, default: 1, description: 'With fewer events than this in the reference it says nothing; 0 lets any event after an empty one fire.' },
    min_events: { type: 'integer', minimum: 0, default: 0, description: 'With fewer events than this in the window it says nothing.' },
    by,
  },
} as const satisfies JsonSchema;

const anomalySchema = {
  type: 'object',
  description: 'Fire when a figure of a window lies so many standard deviations from its own baseline.',
  additionalProperties: false,
  required: ['zscore', 'within', 'baseline'],
  properties: {
    field: { type: 'string', minLength: 1, description: 'The field with the number; not for `fn: count`.' },
    fn: { ...anomalyFunctions, default: 'avg', description: 'The figure of each window.' },
    zscore: { type: 'number', exclusiveMinimum: 0, description: 'How many standard deviations.' },
    direction: { enum: ['up', 'down', 'both'], default: 'both', description: 'Which way it has to lie.' },
    within,
    baseline: { type: 'string', format: 'duration', description: 'How far back the baseline of earlier windows goes.' },
    min_windows: { type: 'integer', minimum: 2, default: 10, description: 'With fewer earlier windows than this it says nothing.' },
    by,
  },
} as const satisfies JsonSchema;

const newSchema = {
  type: 'object',
  description: 'Fire on a value that was not seen before. What comes while it learns is remembered and says nothing.',
  additionalProperties: false,
  required: ['field'],
  properties: {
    field: { ...namesSchema, description: 'The field, or several whose values are looked at together.' },
    learn: { type: 'string', format: 'duration', default: '0s', description: 'How long it only learns, from the first event on.' },
    max: { type: 'integer', minimum: 1, maximum: 10_000_000, default: 100_000, description: 'How many values are remembered; the stalest goes.' },
    forget: { type: 'string', format: 'duration', description: 'A value not seen for this long is new again.' },
    by,
  },
} as const satisfies JsonSchema;

const changeSchema = {
  type: 'object',
  description: 'Fire when a field takes another value than in the event before.',
  additionalProperties: false,
  required: ['field'],
  properties: {
    field: { ...namesSchema, description: 'The field, or several whose values are looked at together.' },
    by,
    within: { type: 'string', format: 'duration', description: 'The event before counts only where it is no older than this.' },
    missing: { enum: ['skip', 'value'], default: 'skip', description: 'Events without one of the fields: skip leaves them out; value takes what is missing for a value like others.' },
  },
} as const satisfies JsonSchema;

const scalarOrTuple = {
  anyOf: [
    { type: 'string' }, { type: 'number' }, { type: 'boolean' },
    { type: 'array', minItems: 1, items: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] } },
  ],
} as const satisfies JsonSchema;

const absentSchema = {
  type: 'object',
  description: 'Fire when matching events stay away, resolve when one comes. Armed by the first event of each group, or by `expect`.',
  additionalProperties: false,
  required: ['for'],
  properties: {
    for: { type: 'string', format: 'duration', description: 'How long it may be quiet.' },
    lt: { type: 'integer', minimum: 1, maximum: 100_000, default: 1, description: 'Fire when fewer than this many came in that time.' },
    by,
    expect: { type: 'array', minItems: 1, items: scalarOrTuple, description: 'Groups that must be heard of even if they never were: values of `by`, lists of values where it has several.' },
    forget: { type: 'string', format: 'duration', description: 'A group not heard of for this long is no longer missed.' },
  },
} as const satisfies JsonSchema;

const sequenceSchema = {
  type: 'object',
  description: 'Fire when events meet the steps one after another.',
  additionalProperties: false,
  required: ['within', 'steps'],
  properties: {
    within: { ...within, description: 'From the first event to the last.' },
    by: {
      anyOf: [...namesSchema.anyOf, { type: 'object', minProperties: 1, additionalProperties: { anyOf: [{ type: 'string', minLength: 1 }, { type: 'object', minProperties: 1, additionalProperties: { type: 'string', minLength: 1 } }] } }],
      description: 'Fields that all its events share; where steps name them differently, a map of a name to the field of each step.',
    },
    steps: {
      type: 'array', minItems: 1, maxItems: 32,
      items: {
        type: 'object',
        minProperties: 1,
        additionalProperties: { description: 'The name of the step, and its condition.' },
        properties: {
          times: { type: 'integer', minimum: 1, maximum: 1000, description: 'How many such events it takes; 1 where it is not stated.' },
          within: { type: 'string', format: 'duration', description: 'How soon after the step before; of the first step, how soon after its own first event.' },
        },
      },
      description: 'Each a map of one name to its condition, with `times:` (how many such events, 1) and `within:` (how soon after the step before) beside it.',
    },
    ordered: { type: 'boolean', default: true, description: '`false`: the steps may come in any order.' },
    unless: { ...conditionSchema, description: 'An event that meets this begins the sequence of its group anew.' },
  },
} as const satisfies JsonSchema;

/** The ways of counting, of which a trigger states at most one. */
export const aggregationSchemas = {
  count: countSchema,
  distinct: distinctSchema,
  stat: statSchema,
  ratio: ratioSchema,
  spike: spikeSchema,
  anomaly: anomalySchema,
  new: newSchema,
  change: changeSchema,
  absent: absentSchema,
  sequence: sequenceSchema,
} as const satisfies Readonly<Record<string, JsonSchema>>;

export type AggregationKind = keyof typeof aggregationSchemas;
export const AGGREGATION_KINDS = Object.keys(aggregationSchemas) as readonly AggregationKind[];

export type CountConfig = Infer<typeof countSchema>;
export type DistinctConfig = Infer<typeof distinctSchema>;
export type StatConfig = Infer<typeof statSchema>;
export type RatioConfig = Infer<typeof ratioSchema>;
export type SpikeConfig = Infer<typeof spikeSchema>;
export type AnomalyConfig = Infer<typeof anomalySchema>;
export type NewConfig = Infer<typeof newSchema>;
export type ChangeConfig = Infer<typeof changeSchema>;
export type AbsentConfig = Infer<typeof absentSchema>;
export type SequenceConfig = Infer<typeof sequenceSchema>;
/** A figure of several numbers. */
export type StatFunction = StatConfig['fn'];
/** How a figure is held against a number. */
export type Bounds = Pick<StatConfig, 'gt' | 'gte' | 'lt' | 'lte'>;
