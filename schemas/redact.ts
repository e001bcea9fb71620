import type { Infer, JsonSchema } from '../core/contract/schema.js';

const action = {
  enum: ['mask', 'partial', 'drop', 'pseudonym', 'token', 'encrypt', 'keep'],
  description: 'mask: [REDACTED:<rule>]. partial: the mask with the last 4 characters, from 12 characters on. drop: removed. pseudonym: a keyed name that joins. token: a name that joins as long as this process runs, and that nobody can lead back. encrypt: sealed under a key of the person that audit.subject.id names, until `hushpipe audit erase` destroys that; masked where nobody is named; needs the section audit, and is not for credentials. keep: as it is, but for secrets.',
} as const satisfies JsonSchema;

const findingAction = { ...action, enum: ['mask', 'partial', 'drop', 'pseudonym', 'token', 'encrypt'] } as const satisfies JsonSchema;

/** What a set of rules holds. */
const rules = {
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
        pattern: { type: 'string', format: 'regex', description: 'Without look-around, back-references and repeats of a choice that may be empty. A literal of three characters or more in it makes it fast.' },
        action: { ...findingAction, default: 'mask' },
        examples: { type: 'array', items: { type: 'string' }, description: 'Texts that it must find something in; a config where it does not is not valid.' },
        counter_examples: { type: 'array', items: { type: 'string' }, description: 'Texts that it must find nothing in.' },
      },
    },
  },
} as const satisfies Readonly<Record<string, JsonSchema>>;

/** What is redacted, before anything else sees an event. Without this section: secrets, e-mail addresses and cards are masked. */
export const redactSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...rules,
    scopes: {
      description: 'Further rules for some events only. They come on top of the rules above, and take none of them back.',
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: {
          sources: { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true, description: 'Only events of these sources, by name.' },
          classes: { type: 'array', items: { enum: ['normal', 'security', 'audit'] }, minItems: 1, uniqueItems: true, description: 'Only events of these classes.' },
          ...rules,
        },
      },
    },
    pseudonym_key: { type: 'string', format: 'secret', description: 'Key of the action pseudonym: at least 32 random characters, from ${ENV} or !file. Another key gives other names.' },
    allow: {
      description: 'Exact values that stay, such as a public address; or sha256:<hex> of one, where the config must not show it. Secrets are replaced all the same.',
      type: 'array',
      items: { type: 'string', minLength: 1 },
    },
    stamp: {
      type: 'boolean',
      default: false,
      description: 'Write into each JSON event what was done to it: redaction: { rules: <hash of the rules>, counts: { <rule>: <how often> } }, never a value.',
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
