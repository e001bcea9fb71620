import * as assert from 'uvu/assert';
import { reservedKeys } from '../../../core/config/instance-schema.js';
import { HushpipeError } from '../../../core/contract/errors.js';
import { checkPlugin } from '../../../core/plugin-host/check-plugin.js';
import { BUILT_IN } from '../../../plugins/index.js';
import { suite } from '../../support/suite.js';

const good = { apiVersion: 1, kind: 'sink', name: 'mine', summary: 'Mine.', examples: [], schema: { type: 'object', additionalProperties: false, properties: { a: { type: 'string' } } }, create: () => ({}) };

function said(value: unknown): string {
  try {
    checkPlugin(value, './mine.mjs', reservedKeys);
    return 'ok';
  } catch (error) {
    assert.instance(error, HushpipeError);
    return `${(error as HushpipeError).code} ${(error as HushpipeError).message}`;
  }
}

const test = suite('checkPlugin');

test('takes a plugin, and every built-in one', async () => {
  assert.is(said(good), 'ok');
  for (const loaders of Object.values(BUILT_IN)) for (const load of Object.values(loaders)) assert.is(said((await load()).default), 'ok');
});

test('says what is wrong with anything else', () => {
  const schema = (more: object): unknown => ({ ...good, schema: { ...good.schema, ...more } });
  const cases: readonly (readonly [unknown, string])[] = [
    [undefined, 'PLUGIN_INVALID ./mine.mjs does not export a plugin as default'],
    [() => good, 'PLUGIN_INVALID ./mine.mjs does not export a plugin as default'],
    [{ ...good, apiVersion: 2 }, 'PLUGIN_API_VERSION ./mine.mjs states apiVersion 2; this hushpipe knows 1'],
    [{}, 'PLUGIN_API_VERSION ./mine.mjs states apiVersion none; this hushpipe knows 1'],
    [{ ...good, kind: 'sinks' }, 'PLUGIN_INVALID ./mine.mjs has the kind "sinks"; it must be one of source, transform, sink, action'],
    [{ ...good, name: 'My-Sink' }, 'PLUGIN_INVALID ./mine.mjs has the name "My-Sink"; it must be lower_snake_case'],
    [{ ...good, summary: '' }, 'PLUGIN_INVALID ./mine.mjs has no summary'],
    [{ ...good, examples: undefined }, 'PLUGIN_INVALID ./mine.mjs has no list of examples'],
    [{ ...good, create: 1 }, 'PLUGIN_INVALID ./mine.mjs has no function create'],
    [{ ...good, claims: 1 }, 'PLUGIN_INVALID ./mine.mjs has no function claims'],
    [{ ...good, schema: 1 }, 'PLUGIN_INVALID ./mine.mjs has no schema at schema'],
    [schema({ type: 'string' }), 'PLUGIN_INVALID ./mine.mjs needs a schema of type object, with anyOf and oneOf only inside its properties'],
    [schema({ $ref: '#' }), 'PLUGIN_INVALID ./mine.mjs uses "$ref" at schema, which is not in the subset of JSON Schema that plugins may use'],
    [schema({ properties: { a: { items: { allOf: [] } } } }), 'PLUGIN_INVALID ./mine.mjs uses "allOf" at schema.a.items, which is not in the subset of JSON Schema that plugins may use'],
    [schema({ properties: { a: { anyOf: [{ type: 'text' }] } } }), 'PLUGIN_INVALID ./mine.mjs has a bad type at schema.a.anyOf.0'],
    [schema({ properties: { a: { format: 'email' } } }), 'PLUGIN_INVALID ./mine.mjs has a bad format at schema.a'],
    [schema({ properties: { a: { pattern: '(' } } }), 'PLUGIN_INVALID ./mine.mjs has a bad pattern at schema.a'],
    [schema({ properties: 1 }), 'PLUGIN_INVALID ./mine.mjs has no schema at schema.properties'],
    [schema({ properties: { queue: { type: 'string' } } }), 'PLUGIN_INVALID ./mine.mjs has the key "queue" in its schema, which belongs to hushpipe'],
    [schema({ properties: { type: { type: 'string' } } }), 'PLUGIN_INVALID ./mine.mjs has the key "type" in its schema, which belongs to hushpipe'],
  ];
  for (const [value, expected] of cases) assert.is(said(value), expected);
});

test.run();
