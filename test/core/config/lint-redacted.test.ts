import * as assert from 'uvu/assert';
import type { JsonValue } from '../../../core/contract/json.js';
import { lintRedacted } from '../../../core/config/lint-redacted.js';
import { dotted } from '../../../core/config/value.js';
import { suite } from '../../support/suite.js';
import type { RedactSettings } from '../../../schemas/redact.js';

const test = suite('lintRedacted');

function found(trigger: { readonly [key: string]: JsonValue }, redact?: Partial<RedactSettings>): readonly string[] {
  return lintRedacted([{ name: 'a', ...trigger }], redact).map(({ code, severity, path }) => `${severity} ${code} ${dotted(path)}`);
}

test('warns of a condition on a value that the defaults redact, by the name of the field or by its form', () => {
  assert.equal(found({ when: { event: 'login', password: 'hunter2' } }), ['warning TRIGGER_REDACTED triggers[0].when.password']);
  assert.equal(found({ when: [{ event: 'login' }, { 'user.mail': 'eve@example.com' }] }), ['warning TRIGGER_REDACTED triggers[0].when[1]."user.mail"']);
  assert.equal(found({ when: { 'message|contains': 'eve@example.com' } }).length, 1);
  assert.equal(found({ when: { 'email|endswith': 'x@example.com' } }).length, 1);
  assert.equal(found({ when: { email: '*@example.com' } }).length, 1);
});

test('looks into every condition of a trigger', () => {
  assert.equal(found({ when: { event: 'a' }, ratio: { of: { email: 'eve@example.com' }, gt: 0.5, within: '1m' } }).length, 1);
  assert.equal(found({ sequence: { within: '1m', steps: [{ first: { event: 'a' } }, { second: { email: 'eve@example.com' } }] } }), ['warning TRIGGER_REDACTED triggers[0].sequence.steps[1].second.email']);
});

test('goes by the rules of the config', () => {
  const salary = { when: { 'salary|gt': 1000 } };
  assert.equal(found(salary), []);
  assert.equal(found(salary, { keys: ['salary'] }).length, 1);
  const address = { when: { 'client.ip|cidr': '10.0.0.0/8' } };
  assert.equal(found(address), []);
  assert.equal(found(address, { detectors: ['network'] }).length, 1);
  assert.equal(found({ when: { email: 'eve@example.com' } }, { detectors: ['secrets'] }), []);
  assert.equal(found({ when: { email: 'eve@example.com' } }, { paths: { email: 'keep' } }), []);
});

test('says nothing where one of the values stays, where a mask is asked for, and of what need not hold', () => {
  assert.equal(found({ when: { user: ['eve@example.com', 'eve'] } }), []);
  assert.equal(found({ when: { email: '[REDACTED:email]' } }), []);
  assert.equal(found({ when: { event: 'a', not: { email: 'eve@example.com' } } }), []);
  assert.equal(found({ when: { 'email|neq': 'eve@example.com' } }), []);
  assert.equal(found({ when: { 'password|exists': true, 'path|re': '^/a', level: 'error' } }), []);
  assert.equal(found({ when: { trigger: 'other' } }), []);
});

test('says nothing while the rules themselves are wrong', () => {
  assert.equal(found({ when: { password: 'x' } }, { detectors: ['nothing'] }), []);
  assert.equal(lintRedacted('no list', undefined), []);
});

test.run();
