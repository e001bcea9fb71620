import { frameSchema } from '../../schemas/config.js';
import { redactSchema } from '../../schemas/redact.js';
import { triggerSchema } from '../../schemas/trigger.js';
import type { JsonSchema } from '../contract/schema.js';

/** The frame with the sections that are stated apart from it, but for instances and triggers: each of those is held against its own schema. */
export const frame: JsonSchema = { ...frameSchema, properties: { ...frameSchema.properties, redact: redactSchema } };
export const trigger: JsonSchema = triggerSchema;
