import * as assert from 'uvu/assert';
import { owaspMeaning } from '../../../core/classify/owasp.js';
import { suite } from '../../support/suite.js';

const test = suite('owaspMeaning');

test('knows the names of the vocabulary, also with their parameters', () => {
  assert.equal(owaspMeaning('authn_login_fail:ada'), { category: ['authentication'], type: ['start'], outcome: 'failure' });
  assert.is(owaspMeaning('user_deleted')?.outcome, 'success');
  assert.ok(owaspMeaning('sys_crash[oom]') && owaspMeaning('malicious_attack_tool: sqlmap'));
});

test('knows the groups that say enough by themselves, and no other name', () => {
  assert.ok(owaspMeaning('authn_webauthn_fail') && owaspMeaning('authz_policy_changed'));
  for (const name of ['user_signed_up', 'session_id', 'authn', 'authn_', 'authn login', 'Authn_login_fail', 'sys_info', 'toString_x', '']) assert.is(owaspMeaning(name), undefined, name);
});

test.run();
