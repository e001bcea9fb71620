import * as assert from 'uvu/assert';
import { withoutQualifiers } from '../../../core/redact/credential-suffixes.js';
import { suite } from '../../support/suite.js';

const test = suite('withoutQualifiers');

test('gives the name before words that say which of several it is', () => {
  for (const [name, stem] of [
    ['db_password_prod', 'db_password'], ['dbPasswordProd2', 'dbPassword'], ['PASSWORD2', 'PASSWORD'], ['secret-key-base', 'secret-key'], ['apiKeyV2', 'apiKey'],
    ['token.value', 'token'], ['password_old_1_2', 'password'],
  ] as const) assert.is(withoutQualifiers(name), stem, name);
});

test('gives nothing where another word ends the name, or no name is left', () => {
  for (const name of ['password', 'password_length', 'password_prod_policy', 'prod', '_2', '', '2']) assert.is(withoutQualifiers(name), undefined, name);
});

test('takes three such words at most', () => {
  assert.is(withoutQualifiers('token_old_old_old_old'), 'token_old');
});

test.run();
