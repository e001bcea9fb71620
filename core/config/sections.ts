import { auditSchema } from '../../schemas/audit.js';
import { frameSchema } from '../../schemas/config.js';
import { redactSchema } from '../../schemas/redact.js';
import { testSchema } from '../../schemas/test.js';
import { triggerSchema } from '../../schemas/trigger.js';
import type { JsonSchema } from '../contract/schema.js';

const REDACT = 'What is taken out of every event before anything else sees it. Without this section: secrets, e-mail addresses and cards are masked.';
const AUDIT = 'A log of what happened that can prove that nobody has changed it: events of the class audit, and what happens to hushpipe itself. Without this section there is none.';

/** The frame with the sections that are stated apart from it, but for instances, triggers and tests: each of those is held against its own schema. */
export const frame: JsonSchema = { ...frameSchema, properties: { ...frameSchema.properties, redact: { ...redactSchema, description: REDACT }, audit: { ...auditSchema, description: AUDIT } } };
export const trigger: JsonSchema = triggerSchema;
export const test: JsonSchema = testSchema;
