import type { JsonSchema } from '../contract/schema.js';
import type { KnownInstance } from './diagnose.js';
import { INSTANCE_SECTIONS } from './instance-schema.js';
import type { LoadedTree } from './load.js';
import { isMap, setOwn, type ValueMap } from './value.js';

/** Long enough, and of no use to anybody: what it hides is made up. */
const PSEUDONYM_KEY = 'a stand-in for the key that the environment lacks';

/**
 * For a run that reaches nothing: the instance with values of its plugin's examples where the environment has none, or without
 * them. Undefined where the plugin cannot do without such a value and has no example of it.
 */
export function standIn(instance: KnownInstance, { origins }: LoadedTree): KnownInstance | undefined {
  if (!origins.isIncomplete(instance.value)) return instance;
  const { examples, schema } = instance.plugin;
  const required = (schema as JsonSchema).required ?? [];
  const value: ValueMap = {};
  for (const [key, item] of Object.entries(instance.value)) {
    const replaced = origins.replacedAt(instance.value, [key]);
    const isThere = replaced === undefined ? !origins.isIncomplete(item) : replaced.text !== undefined;
    const stated = isThere ? item : examples.map(({ config }) => config).filter(isMap).find((config) => Object.hasOwn(config, key))?.[key];
    if (stated !== undefined) setOwn(value, key, stated);
    else if (required.includes(key)) return undefined;
  }
  return { ...instance, value };
}

/** Puts a key for pseudonyms where the environment has none. */
export function standInKey({ root, origins }: LoadedTree): void {
  const { redact } = root;
  const missing = isMap(redact) ? origins.replacedAt(redact, ['pseudonym_key']) : undefined;
  if (isMap(redact) && missing !== undefined && missing.text === undefined) redact['pseudonym_key'] = PSEUDONYM_KEY;
}

/** Whether something is missing that no stand-in can be given for. */
export function lacksMore({ root, origins }: LoadedTree): boolean {
  return Object.entries(root).some(([section, value]) => {
    if (section === 'redact' && isMap(value)) return Object.entries(value).some(([key, item]) => key !== 'pseudonym_key' && origins.isIncomplete(item));
    return !(INSTANCE_SECTIONS as readonly string[]).includes(section) && origins.isIncomplete(value);
  });
}
