import type { Infer, JsonSchema } from '../core/contract/schema.js';

/** Names of the codecs; a codec with options is written as `{ type: regex, pattern: ... }`. */
export const CODEC_NAMES = ['auto', 'json', 'text', 'logfmt', 'regex', 'combined', 'syslog', 'cri'] as const;

const codecName = {
  enum: CODEC_NAMES,
  description: 'json, text, logfmt, regex, combined (Apache and nginx access logs), syslog (RFC 3164 and 5424), cri (Kubernetes container logs), or auto: JSON where a line is JSON, else text.',
} as const satisfies JsonSchema;

/** What core owns for every source, beside the plugin's own keys. */
export const sourceSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    parse: {
      anyOf: [
        codecName,
        {
          type: 'object',
          additionalProperties: false,
          required: ['type'],
          properties: {
            type: codecName,
            pattern: { type: 'string', format: 'regex', description: 'regex only: a pattern with named groups; each becomes a field.' },
            time_format: { type: 'string', enum: ['iso', 'epoch_s', 'epoch_ms', 'clf', 'rfc3164'], description: 'regex only: how the group `time` is written.' },
            then: { ...codecName, description: 'cri and syslog only: the codec of the message inside.' },
          },
        },
      ],
      default: 'auto',
      description: 'How a record becomes an event. A record that does not fit is kept as text and counted as malformed.',
    },
    multiline: {
      anyOf: [
        { enum: ['none', 'stack_trace'] },
        {
          type: 'object',
          additionalProperties: false,
          required: ['start'],
          properties: {
            start: { type: 'string', format: 'regex', description: 'A line that matches begins a new record; all others go on with the last.' },
          },
        },
      ],
      default: 'none',
      description: 'Joins lines into records: stack_trace knows the traces of Java, JavaScript, Python, Go, Ruby, PHP, .NET and Rust.',
    },
    max_line: { type: 'string', format: 'size', default: '1MiB', description: 'A longer record is cut here, before the word that stands there; the rest of it is skipped, and the record counted as oversize_line.' },
    acknowledge: {
      enum: ['delivered', 'queued'],
      default: 'delivered',
      description: 'When the source may move on: when every sink has the events (or has them on disk), or when core has them.',
    },
  },
} as const satisfies JsonSchema;

export type SourceSettings = Infer<typeof sourceSchema>;
