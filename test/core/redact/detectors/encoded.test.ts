import * as assert from 'uvu/assert';
import { compileRedaction } from '../../../../core/redact/rules.js';
import { suite } from '../../../support/suite.js';

const test = suite('createEncodedDetector');
const redactor = compileRedaction({}).redactor;
const encode = (text: string): string => Buffer.from(text).toString('base64');
const token = ['gh', 'p_', 'q7Xp2Lm9Rt4Vz8KwJc6q7Xp2Lm9Rt4Vz8Kw1'].join('');

test('finds base64 that holds a credential, wherever that stands in it and whatever leads to it', () => {
  for (const text of ['password=hunter2-hunter2', 'x password=hunter2-hunter2', 'xy {"password":"hunter2-hunter2"}', `use ${token} now`, 'PASSWORD=hunter2-hunter2 é']) {
    for (const lead of ['body=', 'data ', 'x/', '{"data":"']) assert.is(redactor?.text(`${lead}${encode(text)} end`), `${lead}[REDACTED:encoded_secret] end`, `${lead}${text}`);
  }
  assert.is(redactor?.text(Buffer.from('password=hunter2-hunter2?>').toString('base64url')), '[REDACTED:encoded_secret]');
});

test('leaves base64 that holds none, and what only looks like some', () => {
  for (const text of [encode('the password is required here'), encode('no secret, no token, nothing at all'), encode(encode('password=hunter2-hunter2')), 'cGFzc3dvcm', 'cGFzc3dvcmQ=']) assert.is(redactor?.text(text), undefined, text);
});

test('decodes a long text once', () => {
  const long = encode('the password '.repeat(5000)).slice(0, 65_536);
  const before = process.cpuUsage().user;
  assert.is(redactor?.text(long), undefined);
  assert.ok(process.cpuUsage().user - before < 1_000_000);
});

test.run();
