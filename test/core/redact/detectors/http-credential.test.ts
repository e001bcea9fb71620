import * as assert from 'uvu/assert';
import { compileRedaction } from '../../../../core/redact/rules.js';
import { suite } from '../../../support/suite.js';

const test = suite('HTTP_CREDENTIAL_DETECTORS');
const redactor = compileRedaction({ detectors: ['secrets'] }).redactor;
const redact = (text: string): string => redactor?.text(text) ?? text;
const basic = (text: string): string => Buffer.from(text).toString('base64');

test('masks what follows Bearer where it can be a token', () => {
  assert.is(redact('sent Bearer abc123DEF456 ok'), 'sent Bearer [REDACTED:bearer_token] ok');
  assert.is(redact('{"h":"Bearer abc123DEF456=="}'), '{"h":"Bearer [REDACTED:bearer_token]"}');
  assert.is(redact('Authorization: Bearer sesame-word'), 'Authorization: Bearer [REDACTED:bearer_token]');
  assert.is(redact('the bearer authentication failed'), 'the bearer authentication failed');
});

test('decodes what follows Basic', () => {
  assert.is(redact(`h=Basic ${basic('ada:pw')} ok`), 'h=Basic [REDACTED:basic_credentials] ok');
  assert.is(redact('HTTP Basic authentication required'), 'HTTP Basic authentication required');
  assert.is(redact(`Basic ${basic('no colon')}`), `Basic ${basic('no colon')}`);
});

test('masks the password in a URL, or the user where that is the token', () => {
  assert.is(redact('at postgres://app:s3c@db:5432/x?y'), 'at postgres://app:[REDACTED:url_password]@db:5432/x?y');
  assert.is(redact('mongodb://u:p@ss@host/db'), 'mongodb://u:[REDACTED:url_password]@host/db');
  assert.is(redact('redis://:s3c@cache/0'), 'redis://:[REDACTED:url_password]@cache/0');
  assert.is(redact('https://a1b2c3d4e5a1b2c3d4e5:x-oauth-basic@github.com/a'), 'https://[REDACTED:url_password]@github.com/a');
  for (const text of ['https://example.com/@user', 'ssh://git@host/x', 'https://h:8080/a@b', 'https://u:${PW}@h/', 'https://u:[REDACTED:url_password]@h/', 'https://[REDACTED:url_password]@h/']) {
    assert.is(redact(text), text);
  }
});

test("masks the password of curl's -u, and of no other command", () => {
  assert.is(redact("curl -s -u 'api:Zq9x' https://h/"), "curl -s -u 'api:[REDACTED:curl_password]' https://h/");
  assert.is(redact('curl --user bob:Zq9x https://h/'), 'curl --user bob:[REDACTED:curl_password] https://h/');
  assert.is(redact('sort -u a:b'), 'sort -u a:b');
});

test.run();
