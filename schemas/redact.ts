import type { Infer, JsonSchema } from '../core/contract/schema.js';

const action = {
  enum: ['mask', 'partial', 'drop', 'pseudonym', 'keep'],
  description: 'mask: [REDACTED:<rule>]. partial: the mask with the last 4 characters, from 12 characters on. drop: removed. pseudonym: a keyed name that joins. keep: as it is, but for secrets.',
} as const satisfies JsonSchema;

const findingAction = { ...action, enum: ['mask', 'partial', 'drop', 'pseudonym'] } as const satisfies JsonSchema;

/** What is redacted, before anything else sees an event. Without this section: secrets, e-mail addresses and cards are masked. */
export const redactSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    detectors: {
      description: 'What is looked for in all text: groups (secrets, personal, network) or detectors (email, card, iban, jwt, ...; docs/reference/detectors.md lists them), as a list or with an action each. The group secrets also covers the usual names of credentials (password, token, authorization, ...). Default: secrets, email, card.',
      anyOf: [
        { type: 'array', items: { type: 'string' }, uniqueItems: true },
        { type: 'object', additionalProperties: findingAction },
      ],
      examples: [['secrets', 'email', 'card'], { secrets: 'mask', email: 'pseudonym', card: 'partial' }],
    },
    keys: {
      description: 'Names of members whose value is replaced at any depth, in any spelling (api_key, apiKey, API-KEY are one), as a list or with an action each. Added to the names that secrets covers; keep takes one of those out.',
      anyOf: [
        { type: 'array', items: { type: 'string', minLength: 1 }, uniqueItems: true },
        { type: 'object', additionalProperties: action },
      ],
      examples: [['ssn', 'date_of_birth'], { session_id: 'pseudonym', internal_note: 'drop' }],
    },
    paths: {
      description: 'Selectors of members, as a list or with an action each: user.email, items[*].card, user.**.ssn, *.secret. * is any one step, [*] any index, ** any number of steps.',
      anyOf: [
        { type: 'array', items: { type: 'string', minLength: 1 }, uniqueItems: true },
        { type: 'object', additionalProperties: action },
      ],
      examples: [{ 'user.**.ssn': 'drop' }],
    },
    patterns: {
      description: 'Your own regular expressions, searched in all text.',
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'pattern'],
        properties: {
          name: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,63}$', description: 'What stands in the mask and the report.' },
          pattern: { type: 'string', format: 'regex', description: 'Without look-around, back-references and nested repeats. A literal of three characters or more in it makes it fast.' },
          action: { ...findingAction, default: 'mask' },
        },
      },
    },
    pseudonym_key: { type: 'string', format: 'secret', description: 'Key of the action pseudonym: at least 32 random characters, from ${ENV} or !file. Another key gives other names.' },
    allow: {
      description: 'Exact values that stay, such as a public address. Secrets are replaced all the same.',
      type: 'array',
      items: { type: 'string', minLength: 1 },
    },
    allow_unredacted: {
      type: 'boolean',
      default: false,
      description: 'States that events may pass with no rule at all. With true, only what this section lists is redacted; the defaults do not apply.',
    },
  },
} as const satisfies JsonSchema;

/** `undefined` stands for a config without the section. */
export type RedactSettings = Infer<typeof redactSchema>;
