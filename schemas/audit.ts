import type { Infer, JsonSchema } from '../core/contract/schema.js';

const every = { type: 'string', format: 'duration', default: '1h', description: 'How often it gets the newest checkpoint, while there are new records; at the end always.' } as const satisfies JsonSchema;

const anchor = {
  anyOf: [
    {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'path'],
      properties: {
        type: { const: 'file', description: 'A line of JSON for each checkpoint is appended to a file: on another disk, or one that can only be appended to.' },
        path: { type: 'string', format: 'path', minLength: 1, description: 'The file.' },
        every,
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'url'],
      properties: {
        type: { const: 'webhook', description: 'Each checkpoint is posted, as JSON, to somebody who keeps it.' },
        url: { type: 'string', format: 'uri', description: 'Where to.' },
        token: { type: 'string', format: 'secret', description: 'Sent as a bearer token.' },
        every,
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'host'],
      properties: {
        type: { const: 'syslog', description: 'Each checkpoint is sent as a syslog message (RFC 5424, UDP).' },
        host: { type: 'string', minLength: 1, description: 'The receiver.' },
        port: { type: 'integer', minimum: 1, maximum: 65535, default: 514, description: 'Its port.' },
        every,
      },
    },
  ],
} as const satisfies JsonSchema;

/** The log that proves itself: what it keeps, for how long, and who is told of its checkpoints. */
export const auditSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    origin: {
      type: 'string',
      pattern: '^[A-Za-z0-9][A-Za-z0-9._/-]*$',
      maxLength: 128,
      description: 'Name of the log, which stands in everything it signs: like an address without https://. Another name begins another log. Default: the name of the service, else hushpipe.',
      examples: ['example.com/shop'],
    },
    key_file: { type: 'string', format: 'path', minLength: 1, description: 'What signs, and what unlocks sealed fields. Made where it is missing. Keep a copy, apart from the log. Default: audit-keys/<origin>/log.key in data_dir.' },
    checkpoint_every: { type: 'string', format: 'duration', default: '1s', description: 'Within which time a record is signed; after 1,000 records at once.' },
    segment: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        size: { type: 'string', format: 'size', default: '64MiB', description: 'A file of records ends at this size.' },
        every: { type: 'string', format: 'duration', default: '1d', description: 'And at this age.' },
      },
    },
    retain: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        age: { type: 'string', format: 'duration', description: 'Whole files are removed when all their records are older.' },
        size: { type: 'string', format: 'size', description: 'Whole files are removed, oldest first, when all are larger together.' },
      },
      description: 'Default: for ever. Hashes and checkpoints stay in any case.',
    },
    subject: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        id: {
          description: 'The field that says which person an event is about; of several, the first that is there.',
          anyOf: [{ type: 'string', minLength: 1 }, { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1, uniqueItems: true }],
          default: 'subject.id',
          examples: ['customer.id', ['user.id', 'customer.id']],
        },
        fields: { type: 'array', items: { type: 'string', minLength: 1 }, uniqueItems: true, default: ['subject'], description: 'Fields that are sealed under the key of that person, the id among them if it is here.' },
      },
      description: 'What `hushpipe audit erase` makes unreadable, beside what redact encrypts.',
    },
    anchors: { type: 'array', items: anchor, default: [], description: 'Who else keeps checkpoints: only they show that a whole log was removed or set back.' },
    on_rollback: { enum: ['refuse', 'record'], default: 'refuse', description: 'Where records are missing that were signed: refuse to start, or record it and go on.' },
  },
} as const satisfies JsonSchema;

export type AuditSettings = Infer<typeof auditSchema>;
export type AnchorSettings = AuditSettings['anchors'][number];
