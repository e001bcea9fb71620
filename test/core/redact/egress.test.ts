import * as assert from 'uvu/assert';
import { sampleText } from '../../../core/redact/detectors/sample.js';
import { createEgressGuard, guardBoth, safeError } from '../../../core/redact/egress.js';
import type { Redactor } from '../../../core/redact/redactor.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import { HushpipeError } from '../../../core/contract/errors.js';
import { shown } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('createEgressGuard');
const token = sampleText(24);
const webhook = `https://hooks.example.net/h/12345/${token}?thread=1`;
const password = 'p"a\\ss wörd/1';
const guard = createEgressGuard(compileRedaction(undefined).redactor as Redactor, [webhook, password, 'short', 'abc', '']);
const MASK = '[REDACTED:config_secret]';

test('replaces the secrets of the config in every form', () => {
  assert.is(guard.text(`POST ${webhook} failed`), `POST ${MASK} failed`);
  assert.is(guard.text(`url: ${encodeURIComponent(webhook)}`), `url: ${MASK}`);
  assert.is(guard.text(JSON.stringify({ a: password })), `{"a":"${MASK}"}`);
  assert.is(guard.text(`auth ${Buffer.from(password).toString('base64')}`).includes(Buffer.from(password).toString('base64').slice(0, 12)), false);
});

test('replaces the telling part of a secret URL', () => {
  assert.is(guard.text(`POST /api/v10/h/12345/${token} 404`), `POST /api/v10/h/12345/${MASK} 404`);
  assert.is(guard.text('connect to hooks.example.net failed'), 'connect to hooks.example.net failed');
});

test('leaves short values alone, and applies the rules', () => {
  assert.is(guard.text('short abc'), 'short abc');
  assert.is(guard.text('mail ada@example.com'), 'mail [REDACTED:email]');
});

test('makes an error safe, with its causes', () => {
  const cause = new Error(`connect ${webhook}`);
  const error = Object.assign(new Error(`delivery of ada@example.com`, { cause }), { code: 'ECONNRESET', url: webhook, headers: { authorization: password } });
  const safe = guard.error(error);
  assert.is(safe.message, `delivery of [REDACTED:email]: connect ${MASK}`);
  assert.is(safe.code, 'ECONNRESET');
  assert.match(safe.stack ?? '', 'egress.test');
  assert.not.match(JSON.stringify(safe), new RegExp(`${token}|example.com|w.rd`));
  assert.equal(Object.keys(safe), ['message', 'code', 'stack']);
});

test('takes anything that can be thrown', () => {
  assert.is(guard.error(`text ${webhook}`).message, `text ${MASK}`);
  assert.is(guard.error(null).message, 'a thrown null');
  assert.is(guard.error({ password: 'x' }).message, 'a thrown object');
  const trap = new Error('x');
  Object.defineProperty(trap, 'message', { get: () => { throw new Error(token); } });
  assert.is(guard.error(trap).message, 'an error that cannot be read');
});

test('gives an error for who did not cause it: code and hint stay, and nothing that is attached', () => {
  const cause = Object.assign(new TypeError(`connect ${webhook}`), { request: webhook });
  const safe = safeError(guard, new HushpipeError('PLUGIN_START_FAILED', `login with ${password}`, { hint: `see ${webhook}`, cause }));
  assert.instance(safe, HushpipeError);
  assert.equal([(safe as HushpipeError).code, safe.message, (safe as HushpipeError).hint, (safe.cause as Error).message], ['PLUGIN_START_FAILED', `login with ${MASK}`, `see ${MASK}`, `connect ${MASK}`]);
  assert.not.match(shown(safe), new RegExp(`${token}|w.rd`));
});

test('survives causes that go round', () => {
  const error = new Error(webhook);
  error.cause = error;
  assert.not.match(shown(safeError(guard, error)), token);
});

test('two guards keep back what either would', () => {
  const other = createEgressGuard(compileRedaction(undefined).redactor as Redactor, ['of-another-config']);
  const both = guardBoth(guard, other);
  assert.is(both.text(`${webhook} of-another-config`), `${MASK} ${MASK}`);
  assert.is(both.error(new Error(`${webhook} of-another-config`)).message, `${MASK} ${MASK}`);
});

test.run();
