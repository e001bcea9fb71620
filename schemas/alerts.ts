import type { Infer, JsonSchema } from '../core/contract/schema.js';

const match = {
  anyOf: [
    { type: 'object', additionalProperties: true },
    { type: 'array', items: { type: 'object', additionalProperties: true }, minItems: 1 },
  ],
  description: 'A condition over alerts: trigger, tag, severity, owner, class, the fields of the group, and those of the latest event.',
} as const satisfies JsonSchema;

const names = {
  anyOf: [
    { type: 'string', minLength: 1 },
    { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', minLength: 1 } },
  ],
} as const satisfies JsonSchema;

const severity = { enum: ['info', 'warning', 'critical'] } as const satisfies JsonSchema;
const texts = { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } } as const satisfies JsonSchema;
const numbers = { type: 'array', minItems: 1, items: { anyOf: [{ type: 'integer' }, { type: 'string', minLength: 1 }] } } as const satisfies JsonSchema;

/** When: what is not stated does not restrict. */
const interval = {
  weekdays: { ...texts, description: 'Days of the week: sat, monday:friday.' },
  times: { ...texts, description: 'Times of day: 22:00-06:00. What passes midnight belongs to the day on which it begins.' },
  days_of_month: { ...numbers, description: 'Days of the month: 1, 1:7, -1 for the last.' },
  months: { ...numbers, description: 'Months: 12, january:march.' },
  years: { ...numbers, description: 'Years: 2026, 2026:2028.' },
  timezone: { type: 'string', minLength: 1, default: 'UTC', description: 'Whose clocks: Europe/Berlin.' },
} as const satisfies Readonly<Record<string, JsonSchema>>;

/** `escalate:` of a trigger. */
export const escalateSchema = {
  type: 'array',
  description: 'Whom to call when nobody answers, one level after the other.',
  default: [],
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['after', 'to'],
    properties: {
      after: { type: 'string', format: 'duration', description: 'How long after the alert.' },
      unless: {
        anyOf: [{ enum: ['acked', 'resolved'] }, { type: 'array', minItems: 1, uniqueItems: true, items: { enum: ['acked', 'resolved'] } }],
        default: ['acked', 'resolved'],
        description: 'What makes the call needless. An alert that is over calls nobody in any case.',
      },
      to: { ...names, description: 'Names under `actions:`.' },
      mention: { type: 'string', minLength: 1, description: 'Whom to mention, in the form of the target.' },
      severity: { enum: ['info', 'warning', 'critical', 'page'], description: 'The alert is at least as severe from then on; page is critical.' },
      repeat: { type: 'string', format: 'duration', description: 'Call again and again, this far apart, until somebody answers.' },
    },
  },
} as const satisfies JsonSchema;

const routeProperties = {
  match: { ...match, description: 'Which alerts go this way; without it, all.' },
  to: { ...names, description: 'Actions that are told, instead of those that the trigger names.' },
  continue: { type: 'boolean', default: false, description: 'Alerts that go this way try the routes after it as well.' },
} as const satisfies Readonly<Record<string, JsonSchema>>;

const routes = (items: JsonSchema): JsonSchema => ({ type: 'array', items, description: 'Further routes below this one; the deepest that match decide.' });

const routeLeaf = { type: 'object', additionalProperties: false, properties: routeProperties } as const satisfies JsonSchema;
const routeBranch = { type: 'object', additionalProperties: false, properties: { ...routeProperties, routes: routes(routeLeaf) } } as const satisfies JsonSchema;

const routeSchema = {
  type: 'array',
  default: [],
  description: 'Which alerts go where, whatever their triggers say: the first route that matches, and of its own routes the first again, three deep.',
  items: { type: 'object', additionalProperties: false, properties: { ...routeProperties, routes: routes(routeBranch) } },
} as const satisfies JsonSchema;

export const alertsSchema = {
  type: 'object',
  description: 'What becomes of alerts between the trigger and the actions.',
  additionalProperties: false,
  default: {},
  properties: {
    reopen_within: { type: 'string', format: 'duration', default: '30m', description: 'The same alert within this time after it was over opens the old one again, instead of a new message.' },
    resolve_after: { type: 'string', format: 'duration', default: '30m', description: 'An alert whose trigger never says that it is over is over after this long without another, and not before twice its throttle.' },
    route: routeSchema,
    inhibit: {
      type: 'array',
      default: [],
      description: 'While one alert fires, others that follow from it are not told of.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['source', 'target'],
        properties: {
          source: { ...match, description: 'What must fire.' },
          target: { ...match, description: 'What is not told of meanwhile.' },
          equal: { type: 'array', uniqueItems: true, items: { type: 'string', minLength: 1 }, default: [], description: 'Fields in which both must be equal.' },
        },
      },
    },
    quiet_hours: {
      type: 'array',
      default: [],
      description: 'When messages are held back, and handed over afterwards; triggers go on.',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: {
          ...interval,
          to: { ...names, description: 'Only at these actions.' },
          pass: { type: 'array', uniqueItems: true, items: severity, default: ['critical'], description: 'Severities that are not held back.' },
        },
      },
    },
    silences: {
      type: 'object',
      additionalProperties: false,
      default: {},
      description: 'How long a silence lasts.',
      properties: {
        default: { type: 'string', format: 'duration', default: '1h', description: 'Where it does not say.' },
        max: { type: 'string', format: 'duration', default: '7d', description: 'At most; never more than 7d.' },
      },
    },
    noise: {
      type: 'object',
      additionalProperties: false,
      default: {},
      description: 'How much a trigger may say before it counts as noisy.',
      properties: {
        budget: { type: 'integer', minimum: 1, default: 20, description: 'Alerts of one trigger.' },
        per: { type: 'string', format: 'duration', default: '1d', description: 'Within this time.' },
      },
    },
    undelivered: {
      type: 'object',
      additionalProperties: false,
      required: ['to'],
      description: 'Tell of an action that refuses alerts, takes only their one sentence, or fails for long: elsewhere, once, and when it is over.',
      properties: {
        to: { ...names, description: 'Actions that are told; none is told of itself.' },
        after: { type: 'string', format: 'duration', default: '5m', description: 'How long an action may fail before; what is refused is told at once.' },
        severity: { ...severity, default: 'critical', description: 'Of that alert.' },
      },
    },
    links: {
      type: 'object',
      additionalProperties: false,
      required: ['listen', 'url', 'secret'],
      description: 'Signed links in messages, to acknowledge, silence or resolve without a chat app; served by this process.',
      properties: {
        listen: { type: 'string', pattern: '^(\\[[0-9a-fA-F:]+\\]|[^:\\s]+):[0-9]{1,5}$', description: 'Where to listen: 127.0.0.1:8390.' },
        url: { type: 'string', format: 'uri', description: 'How readers of the messages reach that: https://alerts.example.com.' },
        secret: { type: 'string', format: 'secret', description: 'Signs the links: at least 32 random characters, from ${ENV} or !file.' },
        expires: { type: 'string', format: 'duration', default: '7d', description: 'How long a link holds, from the last change of its alert on.' },
        slack_signing_secret: { type: 'string', format: 'secret', description: 'Of the Slack app whose buttons call /slack/actions.' },
      },
    },
  },
} as const satisfies JsonSchema;

export const muteSchema = {
  type: 'array',
  default: [],
  description: 'When alerts are not told of. What still fires at the end is told then.',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: { name: { type: 'string', minLength: 1, description: 'What it is called in reports.' }, match, ...interval },
  },
} as const satisfies JsonSchema;

export const groupSchema = {
  type: 'array',
  default: [],
  description: 'Alerts that share one message. The first group that matches an alert takes it.',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['by'],
    properties: {
      match,
      by: { type: 'array', uniqueItems: true, items: { type: 'string', minLength: 1 }, description: 'One message for each combination of these fields.' },
      wait: { type: 'string', format: 'duration', default: '10s', description: 'How long to wait for more before the first message.' },
      interval: { type: 'string', format: 'duration', default: '2m', description: 'Least time between two changes of the message; where messages cannot be edited, how often it is looked for news.' },
      repeat: { type: 'string', format: 'duration', description: 'Tell again what still fires when nothing was told for so long: as a new post where messages cannot be edited, else in the thread. Without it, never.' },
      tell: { enum: ['all', 'firing'], default: 'all', description: 'firing: nothing is said of alerts that are over.' },
      max_lines: { type: 'integer', minimum: 1, maximum: 50, default: 20, description: 'Alerts that it shows; the others are counted.' },
    },
  },
} as const satisfies JsonSchema;

export type AlertSettings = Infer<typeof alertsSchema>;
export type MuteSettings = Infer<typeof muteSchema>[number];
export type GroupSettings = Infer<typeof groupSchema>[number];
export type EscalateSettings = Infer<typeof escalateSchema>;

/** A route as the config states it; those below are held against their own schema. */
export interface RouteSettings {
  readonly match?: unknown;
  readonly to?: string | readonly string[];
  readonly continue: boolean;
  readonly routes?: readonly RouteSettings[];
}
