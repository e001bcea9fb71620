import * as assert from 'uvu/assert';
import { couldBePassword, looksGenerated, looksTemplated } from '../../../core/redact/strength.js';
import { suite } from '../../support/suite.js';

const templated = suite('looksTemplated');
templated('knows the places where a value is put', () => {
  for (const text of ['${VAR}', '$VAR', '$(cat f)', '{{ x }}', '{{', '{{ x', '{{a}}-{{b}}', '<your token>', '{password}', '%(pw)s', '%s', '%PASS%', '****', 'xxxxxx', '[PASSWORD]', 'process.env.TOKEN', 'var.db_password']) assert.ok(looksTemplated(text), text);
  for (const text of ['$ecret1', 'hunter2', 'a{b}c', '{{h}o)p${e]nob(ody', '<a', 'x1x1']) assert.not.ok(looksTemplated(text), text);
});
templated.run();

const password = suite('couldBePassword');
password('takes anything but prose, templates and nothing', () => {
  for (const text of ['hunter2', 'x', '!!!', '000000', 'correct horse', '0', 'Secret']) assert.ok(couldBePassword(text), text);
  for (const text of ['', '-', 'required', 'INVALID', 'null', '${PW}', '***']) assert.not.ok(couldBePassword(text), text);
});
password.run();

const generated = suite('looksGenerated');
generated('takes letters mixed with digits, and what is long and varied', () => {
  for (const text of ['a1b2c3d4', 'suLqPpDdmNoCjn', '78594dcf-012f-40cd-94c6-e840322e89f6', '7638722066995100', 'YWxhZGRpbjpvcGVuc2VzYW1l', 'q/w+e=rtzuiop']) assert.ok(looksGenerated(text), text);
});
generated('leaves words, dates, addresses, versions and short numbers', () => {
  for (const text of ['expired', 'a1b2', 'my-service-account', 'JobCredentialsProvider', 'db-credentials-v2', '2026-01-01T10:00:00Z', 'https://example.com/a1', '10.12.13.14:8080', '12345678', 'aaaaaaaa1', 'com.apple.xpc.activity/4505', 'two words1']) {
    assert.not.ok(looksGenerated(text), text);
  }
});
generated.run();
