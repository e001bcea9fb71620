import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { frameSchema } from '../../../schemas/config.js';
import { fitsSchema } from '../../../core/config/fits-schema.js';
import { ajvErrors } from '../../../core/config/validator.js';
import type { JsonSchema } from '../../../core/contract/schema.js';
import { suite } from '../../support/suite.js';

const test = suite('fitsSchema');

const SCALARS: readonly JsonSchema[] = [
  {}, { type: 'null' }, { type: 'boolean' }, { type: 'integer', minimum: -2, maximum: 9 }, { type: 'number', exclusiveMinimum: 0 }, { const: 'a' }, { enum: ['a', 3, null] },
  { type: 'string', minLength: 2 }, { type: 'string', maxLength: 1 }, { type: 'string', format: 'duration' }, { type: 'string', format: 'size' }, { type: 'string', format: 'regex' }, { type: 'string', pattern: '^.$' },
];
const KEYS = ['a', 'b', 'type', '__proto__', 'constructor'] as const;

const schema = fc.letrec<{ any: JsonSchema }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(...SCALARS),
    fc.record({ anyOf: fc.array(tie('any'), { minLength: 1, maxLength: 3 }) }, { noNullPrototype: true }),
    fc.record({ oneOf: fc.array(tie('any'), { minLength: 1, maxLength: 3 }) }, { noNullPrototype: true }),
    fc.record({ type: fc.constant('array' as const), items: tie('any'), minItems: fc.nat(2), maxItems: fc.nat(4), uniqueItems: fc.boolean() }, { requiredKeys: ['type'], noNullPrototype: true }),
    fc.record({
      type: fc.constant('object' as const), properties: fc.dictionary(fc.constantFrom('a', 'b', 'type'), tie('any'), { maxKeys: 3, noNullPrototype: true }), additionalProperties: fc.oneof(fc.boolean(), tie('any')),
      propertyNames: fc.constantFrom<JsonSchema>({ maxLength: 1, type: 'string' }, { pattern: '[ab]', type: 'string' }), minProperties: fc.nat(2),
    }, { requiredKeys: ['type'], noNullPrototype: true }).map((each): JsonSchema => ({ ...each, required: Object.keys(each.properties ?? {}).slice(0, 1) })),
  ),
})).any;

const leaf = fc.oneof(fc.constantFrom('a', 'b', '5s', '1KB', '\u{1f600}', '[', '', 3, -0, 0, 0.5, Number.NaN, Infinity, null, true, undefined), fc.string({ maxLength: 3 }), fc.integer({ min: -3, max: 10 }));
const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('any'), { maxLength: 4 }), fc.dictionary(fc.constantFrom(...KEYS), tie('any'), { maxKeys: 3, noNullPrototype: true })),
})).any;

test('never takes what ajv refuses, and refuses nothing that ajv takes but what no config holds', () => {
  let taken = 0;
  fc.assert(fc.property(schema, fc.array(value, { minLength: 8, maxLength: 8 }), (stated, items) => {
    for (const item of items) {
      const valid = ajvErrors(stated, item).length === 0;
      const fits = fitsSchema(stated, item);
      taken += Number(fits);
      if (fits || isPlain(item)) assert.is(fits, valid, `${JSON.stringify(stated)} ${JSON.stringify(item)}`);
    }
  }), { seed: 11, numRuns: 400 });
  assert.ok(taken > 300, `only ${taken} of them were valid`);
});

/** Names that every object inherits, and what JSON cannot say, are found by ajv where they are not. */
function isPlain(item: unknown): boolean {
  if (Array.isArray(item)) return item.every(isPlain);
  if (typeof item === 'object' && item !== null) return Object.entries(item).every(([key, child]) => key !== '__proto__' && key !== 'constructor' && isPlain(child));
  return item !== undefined;
}

test('takes a whole config, and none with a slip', () => {
  const config = { version: 1, sources: { app: { type: 'stdin' } }, sinks: { out: { type: 'console' } } };
  assert.ok(fitsSchema(frameSchema, config));
  for (const slip of [{ version: 2 }, { version: '1' }, { sinkz: {} }, { sinks: [] }]) assert.not.ok(fitsSchema(frameSchema, { ...config, ...slip }), JSON.stringify(slip));
});

test.run();
