import type { Infer, JsonSchema } from '../core/contract/schema.js';
import { throttleSchema } from './trigger.js';
import { namesSchema } from './condition.js';

const paths = { type: 'array', uniqueItems: true, items: { type: 'string', format: 'path', minLength: 1 } } as const satisfies JsonSchema;

/** The section `sigma`. */
export const sigmaSchema = {
  anyOf: [
    paths,
    {
      type: 'object',
      additionalProperties: false,
      required: ['rules'],
      properties: {
        rules: { ...paths, description: 'Files, and folders of which every .yml and .yaml file is taken.' },
        pipelines: {
          type: 'array', uniqueItems: true, default: [], items: { type: 'string', minLength: 1 },
          description: 'Field mappings and log sources, in files as pySigma has them; `windows` is built in. Without any, the log source of a rule is not looked at.',
        },
        min_level: { enum: ['informational', 'low', 'medium', 'high', 'critical'], default: 'informational', description: 'Rules below this level are left out; those without a level are medium.' },
        alert: { ...namesSchema, description: 'Names under `actions:` that are told; without it, the routes under `alerts:` decide.' },
        throttle: { ...throttleSchema, description: 'How often each rule may speak; at most every 10 minutes where it is not stated.' },
      },
    },
  ],
  description: 'Sigma rules, correlations and filters, loaded unchanged: paths of files and folders, or a map.',
} as const satisfies JsonSchema;

export type SigmaSettings = Exclude<Infer<typeof sigmaSchema>, readonly string[]>;
/** As the file may state it. */
export type StatedSigma = Infer<typeof sigmaSchema>;
