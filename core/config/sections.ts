import { frameSchema } from '../../schemas/config.js';
import type { JsonSchema } from '../contract/schema.js';

export const frame: JsonSchema = frameSchema;
export const trigger: JsonSchema = frameSchema.properties.triggers.items;
export type RedactSettings = Readonly<Record<string, unknown>>;
export type TriggerConfig = { readonly name: string; readonly when: unknown; readonly count?: { readonly by?: unknown; readonly within?: unknown } };
