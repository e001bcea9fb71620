import { frameSchema } from '../../schemas/config.js';
import type { JsonSchema } from '../contract/schema.js';

export const frame: JsonSchema = frameSchema;
export const trigger: JsonSchema = frameSchema.properties.triggers.items;
