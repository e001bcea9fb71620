import * as assert from 'uvu/assert';
import { foldKey } from '../../../core/redact/key-fold.js';
import { createKeyRules } from '../../../core/redact/key-rules.js';
import type { ValueRule } from '../../../core/redact/rule.js';
import { suite } from '../../support/suite.js';

const fold = suite('foldKey');
fold('makes all spellings of a name one', () => {
  for (const name of ['api_key', 'api-key', 'API.KEY', 'apiKey', 'APIKEY']) assert.is(foldKey(name), 'apikey');
  assert.is(foldKey('Größe'), 'größe');
  assert.is(foldKey('İ'), 'İ');
});
fold.run();

const test = suite('createKeyRules');
const rule = (name: string, action: ValueRule['action'] = 'mask', secret = false): ValueRule => ({ name, action, secret });

test('finds a name in any spelling, and no other', () => {
  const rules = createKeyRules([rule('date_of_birth', 'drop')], undefined);
  assert.is(rules.find('dateOfBirth')?.action, 'drop');
  assert.is(rules.find('DATE-OF-BIRTH')?.name, 'date_of_birth');
  assert.is(rules.find('birth'), undefined);
  assert.is(rules.find('__proto__'), undefined);
  assert.is(rules.find('constructor'), undefined);
});

test('finds names that end in the word of a credential, where that is asked for', () => {
  const rules = createKeyRules([], 'mask');
  assert.is(rules.find('DB_PASSWORD')?.only, 'password');
  assert.is(rules.find('githubToken')?.only, 'token');
  assert.is(rules.find('stripe-api-key')?.name, 'api_key');
  assert.is(rules.find('token_type'), undefined);
  assert.is(createKeyRules([], undefined).find('DB_PASSWORD'), undefined);
});

test('finds such names also with a word behind them that says which of several it is, or how it is written', () => {
  const rules = createKeyRules([rule('password', 'mask', true), rule('token', 'keep', true), rule('secret', 'mask', true), rule('id')], 'mask');
  for (const name of ['password_prod', 'DB_PASSWORD_STAGING_2', 'passwordConfirmation', 'password2', 'db_pass_secure', 'MY_PASSWORD_SUPER_SECURE']) assert.is(rules.find(name)?.only, 'password', name);
  for (const name of ['my_secret_v2', 'apiKeyOld', 'SECRET_KEY_BASE', 'secretString', 'github_token_2']) assert.is(rules.find(name)?.only, 'token', name);
  for (const name of ['password_length', 'passwordResetUrl', 'token_type', 'secret_name', 'token_prod', 'id_prod', 'prod', '_2', 'password_old_policy']) assert.is(rules.find(name), undefined, name);
  assert.is(createKeyRules([rule('password', 'mask', true)], undefined).find('password_prod'), undefined);
});

test('judges a member whose name has dots by its last part too, and prefers what decides on any value', () => {
  const rules = createKeyRules([rule('ssn'), rule('password', 'mask', true), rule('user.mail', 'keep')], 'mask');
  assert.is(rules.ofMember('user.SSN')?.name, 'ssn');
  assert.is(rules.ofMember('a.b.password')?.only, undefined);
  assert.is(rules.ofMember('a.db_password')?.only, 'password');
  assert.is(rules.ofMember('user.mail')?.action, 'keep');
  for (const name of ['ssn.x', 'user.name', '.']) assert.is(rules.ofMember(name), undefined, name);
  assert.is(rules.find('user.ssn'), undefined);
});

test('lets the later of two rules hold', () => {
  assert.is(createKeyRules([rule('session_id', 'mask', true), rule('sessionId', 'keep')], 'mask').find('session-id')?.action, 'keep');
});

test('states an ending and an anchor of every name that it finds', () => {
  const rules = createKeyRules([rule('x_api_key'), rule('ssn'), rule('id')], 'mask');
  for (const name of ['X-Api-Key', 'xApiKey', 'ssn', 'SSN', 'id', 'db.password', 'OAUTH_TOKEN']) {
    assert.ok(rules.find(name), name);
    assert.ok(rules.endings.some((ending) => foldKey(name).endsWith(ending)), `ending of ${name}`);
    assert.ok(rules.anchors.some((anchor) => `${name.toLowerCase()}=`.includes(anchor)), `anchor of ${name}`);
  }
});

test('stays right beyond the names that it caches', () => {
  const rules = createKeyRules([rule('ssn')], undefined);
  for (let i = 0; i < 10_000; i++) assert.is(rules.find(`n${i}`), undefined);
  assert.ok(rules.find('ssn'));
  assert.is(rules.find('n1'), undefined);
});

test.run();
