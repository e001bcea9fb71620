import * as assert from 'uvu/assert';
import { coverSecrets, isSensitiveKey } from '../../../core/config/sensitive.js';
import { suite } from '../../support/suite.js';

const keys = suite('isSensitiveKey');

keys('knows what credentials are usually called', () => {
  for (const key of ['password', 'db_passwd', 'apiKey', 'api-key', 'webhook_url', 'Authorization', 'access_token', 'client-secret', 'pseudonym_key', 'private_key']) assert.ok(isSensitiveKey(key), key);
  for (const key of ['path', 'keys', 'key', 'passes', 'level', 'url', 'timeout']) assert.not.ok(isSensitiveKey(key), key);
});

keys.run();

const test = suite('coverSecrets');

test('covers literal secrets and keeps the columns', () => {
  const lines: readonly (readonly [string, string])[] = [
    ['password: hunter2, and {more} # comment', 'password: ******************* # comment'],
    ['password: a{b: c', 'password: ******'],
    ['  { type: slack, token: abc-def, level: info }', '  { type: slack, token: *******, level: info }'],
    ["api_key: 'it''s # here'", 'api_key: **************'],
    ['{"secret": "a\\"b", "x": 1}', '{"secret": ******, "x": 1}'],
    ['token=abc#def', 'token=*******'],
    ['webhook_url: !custom hidden', 'webhook_url: !custom ******'],
    ['url: postgres://me:hunter2@db/x', 'url: postgres://me:*******@db/x'],
    ['- https://hooks.slack.com/services/T0/B0/xyz', '- https://hooks.slack.com/******************'],
    ["url: 'https://discord.com/api/webhooks/1/abc'", "url: 'https://discord.com/api/webhooks/*****'"],
  ];
  for (const [line, covered] of lines) {
    assert.is(coverSecrets(line), covered);
    assert.is(covered.length, line.length);
  }
});

test('leaves references, block marks and the words of redaction readable', () => {
  for (const line of ["password: '${PW}'", 'password: ${PW:-x}', 'token: !file secrets/token', 'password: |', 'secret: *base', 'keys: { password: mask, token: drop }', 'path: /var/log/token.log']) {
    assert.is(coverSecrets(line), line);
  }
});

test.run();
