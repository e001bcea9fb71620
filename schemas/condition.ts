import type { JsonSchema } from '../core/contract/schema.js';

/** A `when`. Its keys are fields of events with modifiers, so only the condition parser can check them. */
export const conditionSchema = {
  anyOf: [
    { type: 'object', minProperties: 1 },
    { type: 'array', minItems: 1, items: { type: 'object', minProperties: 1 } },
  ],
  description: 'A condition: a map of `field|modifier: value` that must all hold, or a list of such maps of which one must; `not:` turns either round.',
} as const satisfies JsonSchema;

/** One name, or several different ones. */
export const namesSchema = {
  anyOf: [
    { type: 'string', minLength: 1 },
    { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', minLength: 1 } },
  ],
} as const satisfies JsonSchema;
