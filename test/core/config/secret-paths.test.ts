import * as assert from 'uvu/assert';
import { holdsSecrets, secretPaths } from '../../../core/config/secret-paths.js';
import type { JsonSchema } from '../../../core/contract/schema.js';
import { suite } from '../../support/suite.js';

const secret: JsonSchema = { type: 'string', format: 'secret' };
const schema: JsonSchema = {
  type: 'object',
  properties: {
    url: secret,
    path: { type: 'string' },
    headers: { type: 'object', additionalProperties: secret },
    keys: { type: 'array', items: secret },
    auth: { anyOf: [{ enum: ['none'] }, { type: 'object', properties: { user: { type: 'string' }, password: secret } }] },
    tls: { type: 'object', properties: { verify: { type: 'boolean' } } },
  },
};

const test = suite('secretPaths');

test('finds secrets in maps, lists and forms', () => {
  const value = { url: 'u', path: 'p', headers: { a: 'x' }, keys: ['k', 'l'], auth: { user: 'me', password: 'pw' }, tls: { verify: true } };
  assert.equal(secretPaths(schema, value), [['url'], ['headers', 'a'], ['keys', 0], ['keys', 1], ['auth', 'password']]);
});

test('takes what is misspelt or of the wrong form for a secret, beside one only', () => {
  assert.equal(secretPaths(schema, { urll: 'u', url: { deep: ['u'] }, headers: 'x', keys: 'k', tls: { verfy: 1 } }), [['urll'], ['url', 'deep', 0], ['headers'], ['keys']]);
});

test('finds nothing where there is none to find', () => {
  assert.equal(secretPaths({ type: 'object', properties: { path: { type: 'string' } } }, { path: 'p', other: 'x' }), []);
});

test.run();

const holds = suite('holdsSecrets');

holds('looks at every depth', () => {
  assert.ok(holdsSecrets(schema));
  assert.ok(holdsSecrets({ type: 'array', items: { oneOf: [{ type: 'null' }, secret] } }));
  assert.not.ok(holdsSecrets({ type: 'object', additionalProperties: true }));
});

holds.run();
