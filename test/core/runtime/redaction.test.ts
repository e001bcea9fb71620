import * as assert from 'uvu/assert';
import { compileRedaction } from '../../../core/redact/rules.js';
import { changeGuard } from '../../../core/runtime/redaction.js';
import type { RedactSettings } from '../../../schemas/redact.js';
import { suite } from '../../support/suite.js';

const test = suite('changeGuard');

const guardOf = (settings: Partial<RedactSettings>): ReturnType<typeof changeGuard> => changeGuard(compileRedaction({ allow_unredacted: false, ...settings }).redactor);

test('leaves everything as it is where nothing is redacted', () => {
  assert.is(changeGuard(undefined)('password', 'hunter2'), 'hunter2');
});

test('redacts by path, by key and by what is found', () => {
  const guard = guardOf({ keys: ['session'], paths: { 'user.**.ssn': 'drop' } });
  assert.is(guard('session', 's-1'), '[REDACTED:session]');
  assert.is(guard('a.b.session', 's-1'), '[REDACTED:session]');
  assert.is(guard('user.home.ssn', '078-05-1120'), undefined);
  assert.is(guard('note', 'order placed'), 'order placed');
  assert.not.match(JSON.stringify(guard('note', { inner: ['mail of ann@example.com', { session: 's-1' }] })), /ann@|s-1/);
});

test.run();
