import type { Infer, JsonSchema } from '../core/contract/schema.js';
import { sigmaSchema } from './sigma.js';
import { alertsSchema, groupSchema, muteSchema } from './alerts.js';

/** What users may call an instance: it becomes part of an id, of metrics and of file names. */
const NAME = '^[A-Za-z][A-Za-z0-9_-]*$';

/** As `LEVELS` of the contract, which stands above the schemas. */
const level = { enum: ['trace', 'debug', 'info', 'warn', 'error', 'critical'] } as const satisfies JsonSchema;

const names = {
  anyOf: [
    { type: 'string' },
    { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true },
  ],
} as const satisfies JsonSchema;

/** A condition as the file states it; `core/condition` reads it. */
const when = {
  anyOf: [
    { type: 'object', additionalProperties: true },
    { type: 'array', items: { type: 'object', additionalProperties: true }, minItems: 1 },
  ],
  description: 'A condition: a map of fields (all must hold) or a list of such maps (one must hold). See docs/reference/triggers.md.',
} as const satisfies JsonSchema;

/** A map of named instances. The plugin that `type` names and core's own keys decide what stands in each. */
const instances = {
  type: 'object',
  propertyNames: { type: 'string', pattern: NAME, maxLength: 64, description: 'Letters, digits, _ and -, beginning with a letter; at most 64.' },
  additionalProperties: {
    type: 'object',
    additionalProperties: true,
    required: ['type'],
    properties: { type: { type: 'string', description: 'The plugin; `hushpipe plugins list` names them.' } },
  },
  default: {},
} as const satisfies JsonSchema;

export const serviceSchema = {
  type: 'object',
  description: 'What every event of this process carries as its resource. The host is found.',
  additionalProperties: false,
  default: {},
  properties: {
    name: { type: 'string', minLength: 1, description: 'Name of the service.' },
    env: { type: 'string', minLength: 1, description: 'Where it runs: prod, staging.' },
    version: { type: 'string', minLength: 1, description: 'Its version.' },
  },
} as const satisfies JsonSchema;

export const logSchema = {
  type: 'object',
  description: 'What hushpipe says about itself, on standard error. It never enters the pipeline.',
  additionalProperties: false,
  default: {},
  properties: {
    level: { ...level, default: 'info', description: 'Least severe level that is written.' },
    format: { enum: ['auto', 'pretty', 'json'], default: 'auto', description: 'auto: pretty on a terminal, JSON elsewhere.' },
  },
} as const satisfies JsonSchema;

export const transformCommonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { when: { ...when, description: 'Only events that meet this condition go through the transform; all others pass by it.' } },
} as const satisfies JsonSchema;

export const classifySchema = {
  type: 'array',
  description: 'Rules that raise the class of an event, and give it a tag. A class is never lowered: of the rules that match, the highest decides.',
  default: [],
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['when', 'class'],
    properties: {
      when,
      class: { enum: ['normal', 'security', 'audit'], description: 'security and audit events are never sampled, suppressed or dropped by rate.' },
      tag: {
        type: 'string',
        pattern: '^[A-Za-z0-9][A-Za-z0-9_.:-]*$',
        maxLength: 64,
        description: 'What kind of event it is, as its field class_tag: a name of the OWASP vocabulary, which says it in words of ECS, or one of your own. Of the rules that match, the highest with a tag gives it; of equals, the first.',
      },
    },
  },
} as const satisfies JsonSchema;

const rate = { type: 'number', minimum: 0, maximum: 1 } as const satisfies JsonSchema;

export const modulesSchema = {
  type: 'object',
  description: 'Level, sinks and sampling by logger name. `db.*` also covers `db` itself; the nearest dotted name wins; `*` is the rest.',
  propertyNames: { type: 'string', pattern: '^(\\*|[^.*]+(\\.[^.*]+)*(\\.\\*)?)$', description: 'A dotted logger name, which may end in .*, or * alone.' },
  default: {},
  additionalProperties: {
    type: 'object',
    additionalProperties: false,
    properties: {
      level: { ...level, description: 'Least severe level that goes on.' },
      sinks: { type: 'array', items: { type: 'string' }, uniqueItems: true, description: 'Only these sinks get its events; an empty list means none.' },
      sample: {
        anyOf: [
          rate,
          {
            type: 'object',
            additionalProperties: false,
            properties: { trace: rate, debug: rate, info: rate, warn: rate, error: rate, critical: rate },
          },
        ],
        description: 'Share of the events that is kept, 0 to 1: one number, or one by level. Security and audit events are always kept.',
      },
    },
  },
} as const satisfies JsonSchema;

export const routesSchema = {
  type: 'array',
  description: 'Which events go to which sinks. Without routes every source feeds every sink; with them an event goes to the sinks of all routes that fit.',
  default: [],
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['to'],
    properties: {
      from: { ...names, description: 'A source, or a list of them; without it, all.' },
      when,
      to: { ...names, description: 'A sink, or a list of them.' },
    },
  },
} as const satisfies JsonSchema;

const listsSchema = {
  type: 'object',
  description: 'Values that conditions name as `%name%`, under `in` or `expand`: `user|in: \'%admins%\'`.',
  propertyNames: { type: 'string', pattern: '^\\w+$', description: 'Letters, digits and _.' },
  default: {},
  additionalProperties: {
    anyOf: [
      { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] }, description: 'The values.' },
      {
        type: 'object',
        additionalProperties: false,
        required: ['file'],
        properties: { file: { type: 'string', minLength: 1, description: 'A file with one value a line, relative to the config; # begins a comment.' } },
      },
    ],
  },
} as const satisfies JsonSchema;

/**
 * The config file but for what is stated elsewhere: `redact` (schemas/redact.ts), `audit` (schemas/audit.ts), the items of `triggers`
 * (schemas/trigger.ts) and each instance (its plugin's schema with core's own keys).
 */
export const frameSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['version'],
  properties: {
    version: { const: 1, description: 'Version of the file format.' },
    service: serviceSchema,
    data_dir: { type: 'string', format: 'path', minLength: 1, default: '.hushpipe', description: 'Where cursors, spools, dead letters and trigger state are kept.' },
    log: logSchema,
    plugins: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      uniqueItems: true,
      default: [],
      description: 'Modules with plugins of your own: paths relative to this file, or packages. Only what is named here is loaded.',
    },
    include: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      default: [],
      description: 'Patterns of further files, relative to this one, with triggers or other sections: *, ** and ? as in a shell.',
    },
    sources: { ...instances, description: 'Where events come from, by name.' },
    transforms: {
      type: 'array',
      items: { type: 'object', additionalProperties: true, required: ['type'], properties: { type: { type: 'string' } } },
      default: [],
      description: 'What is done to every event after redaction, in this order.',
    },
    redact: { type: 'object', additionalProperties: true },
    audit: { type: 'object', additionalProperties: true },
    classify: classifySchema,
    modules: modulesSchema,
    routes: routesSchema,
    sinks: { ...instances, description: 'Where events go, by name.' },
    actions: { ...instances, description: 'Where alerts go, by name.' },
    lists: listsSchema,
    sigma: sigmaSchema,
    triggers: { type: 'array', items: { type: 'object', additionalProperties: true }, default: [], description: 'When to alert.' },
    tests: { type: 'array', items: { type: 'object', additionalProperties: true }, default: [], description: 'What triggers do with made-up events; `hushpipe test` runs them.' },
    alerts: alertsSchema,
    mute: muteSchema,
    group: groupSchema,
  },
} as const satisfies JsonSchema;

export type SectionName = keyof typeof frameSchema.properties;

/** Sections that an included file may hold. The rest describes the process and stands in the main file. */
export const INCLUDABLE = ['sources', 'transforms', 'classify', 'modules', 'routes', 'sinks', 'actions', 'lists', 'triggers', 'tests', 'mute', 'group'] as const satisfies readonly SectionName[];

export type LogSettings = Infer<typeof logSchema>;
export type ClassifyRule = Infer<typeof classifySchema>[number];
export type ModuleSettings = Infer<typeof modulesSchema>[string];
export type RouteSettings = Infer<typeof routesSchema>[number];
export type TransformSettings = Infer<typeof transformCommonSchema>;
