import * as assert from 'uvu/assert';
import { convertValue } from '../../../core/config/convert.js';
import type { JsonSchema } from '../../../core/contract/schema.js';
import { Secret } from '../../../core/contract/secret.js';
import { suite } from '../../support/suite.js';

const test = suite('convertValue');
const convert = (schema: JsonSchema, value: unknown): unknown => convertValue(schema, value, { folder: '/etc/hushpipe' });

test('converts each format', () => {
  assert.is(convert({ type: 'string', format: 'duration' }, '2m'), 120_000);
  assert.is(convert({ type: 'string', format: 'size' }, '1KiB'), 1024);
  assert.is(convert({ type: 'string', format: 'path' }, '../a.log'), '/etc/a.log');
  assert.is(convert({ type: 'string', format: 'path' }, '/a.log'), '/a.log');
  assert.is(convert({ type: 'string', format: 'uri' }, 'http://a'), 'http://a');
  const secret = convert({ type: 'string', format: 'secret' }, 'x');
  assert.instance(secret, Secret);
});

test('fills in defaults at every depth, in lists, maps and the form of an anyOf that is meant', () => {
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      queue: { type: 'object', default: {}, properties: { max: { type: 'string', format: 'size', default: '1KiB' } } },
      list: { type: 'array', items: { type: 'object', properties: { on: { type: 'boolean', default: true } } } },
      rest: { type: 'object', additionalProperties: { type: 'object', properties: { wait: { type: 'string', format: 'duration', default: '1s' } } } },
      mode: { anyOf: [{ enum: ['a'] }, { type: 'object', required: ['x'], properties: { x: { type: 'integer' }, y: { type: 'integer', default: 2 } } }, { type: 'object', properties: { z: { type: 'integer', default: 3 } } }] },
      none: { type: 'string' },
    },
  };
  assert.equal(convert(schema, { list: [{}, { on: false }], rest: { a: {} }, mode: { x: 1 } }), {
    list: [{ on: true }, { on: false }], rest: { a: { wait: 1000 } }, mode: { x: 1, y: 2 }, queue: { max: 1024 },
  });
  assert.equal(convert({ properties: schema.properties ?? {} }, { mode: { z: 1 } }), { mode: { z: 1 }, queue: { max: 1024 } });
});

test('freezes the result and leaves what it was given alone', () => {
  const value = { a: [{ b: 1 }] };
  const result = convert({ type: 'object' }, value) as { readonly a: readonly object[] };
  assert.ok(Object.isFrozen(result) && Object.isFrozen(result.a) && Object.isFrozen(result.a[0]));
  assert.not.ok(Object.isFrozen(value) || Object.isFrozen(value.a[0]));
});

test('keeps a key called __proto__ a key', () => {
  const result = convert({ type: 'object' }, JSON.parse('{"__proto__":{"polluted":1}}')) as object;
  assert.ok(Object.hasOwn(result, '__proto__'));
  assert.is((result as { polluted?: number }).polluted, undefined);
  assert.is(({} as { polluted?: number }).polluted, undefined);
});

test.run();
