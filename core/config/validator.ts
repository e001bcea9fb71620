import { createRequire } from 'node:module';
import type { Ajv2020, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import type { JsonSchema } from '../contract/schema.js';
import { fitsSchema } from './fits-schema.js';
import { FORMATS } from './formats.js';

let ajv: Ajv2020 | undefined;
const compiled = new WeakMap<JsonSchema, ValidateFunction>();

/** Everything that a value breaks of a schema: nothing where it is valid, and then ajv is not even loaded. */
export function schemaErrors(schema: JsonSchema, value: unknown): readonly ErrorObject[] {
  return fitsSchema(schema, value) ? [] : ajvErrors(schema, value);
}

/** What ajv says. A schema is compiled on its first use. Throws where the schema itself is not valid. */
export function ajvErrors(schema: JsonSchema, value: unknown): readonly ErrorObject[] {
  let validate = compiled.get(schema);
  if (!validate) {
    ajv ??= makeAjv();
    validate = ajv.compile(schema);
    compiled.set(schema, validate);
  }
  return validate(value) ? [] : (validate.errors ?? []);
}

/**
 * Defaults are not ajv's business here: it leaves them out inside `anyOf`. `convertValue` fills them in. Schemas are checked
 * against our own subset (plugin-host), which is stricter than the meta-schema that ajv would compile first.
 */
function makeAjv(): Ajv2020 {
  const { Ajv2020: Ajv } = createRequire(import.meta.url)('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
  const made = new Ajv({ strict: true, allErrors: true, verbose: true, meta: false, validateSchema: false, code: { optimize: false } });
  for (const [name, validate] of Object.entries(FORMATS)) made.addFormat(name, { type: 'string', validate });
  return made;
}
