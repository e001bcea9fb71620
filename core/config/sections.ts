import { frameSchema } from '../../schemas/config.js';
import { triggerSchema } from '../../schemas/trigger.js';
import type { JsonSchema } from '../contract/schema.js';

export const frame: JsonSchema = frameSchema;
export const trigger: JsonSchema = triggerSchema;
export type RedactSettings = Readonly<Record<string, unknown>>;
