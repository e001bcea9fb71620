import * as assert from 'uvu/assert';
import { createClassifier, type ClassRule } from '../../../core/classify/classifier.js';
import { compileCondition } from '../../../core/condition/condition.js';
import type { EventClass } from '../../../core/contract/event.js';
import { viewOf } from '../../../core/event/line-event.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { suite } from '../../support/suite.js';

const test = suite('createClassifier');

function rule(when: unknown, eventClass: EventClass): ClassRule {
  const { condition } = compileCondition(when);
  if (condition === undefined) throw new Error('no condition');
  return { condition, eventClass };
}

function classesOf(rules: readonly ClassRule[], lines: readonly (string | object)[], options: { readonly mayAudit?: boolean; readonly isSyslog?: boolean } = {}): readonly EventClass[] {
  const classify = createClassifier(rules, { mayAudit: true, isSyslog: false, ...options });
  return makeEvents(lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))).map((event) => classify(viewOf(event)));
}

test("makes security events of what is called by a name of OWASP's vocabulary", () => {
  assert.equal(
    classesOf([], [{ event: 'authn_login_fail:ada' }, { event: { action: 'authz_fail' } }, { 'event.action': 'user_deleted' }, { event: 'bought' }, { message: 'event authn_login_fail' }, 'authn_login_fail', { event: 3 }]),
    ['security', 'security', 'security', 'normal', 'normal', 'normal', 'normal'],
  );
});

test('makes security events of what syslog says is of security, and of nothing else with such a field', () => {
  const lines = [{ facility: 'auth' }, { facility: 'authpriv' }, { facility: 'audit' }, { facility: 'cron' }];
  assert.equal(classesOf([], lines, { isSyslog: true }), ['security', 'security', 'security', 'normal']);
  assert.equal(classesOf([], lines), ['normal', 'normal', 'normal', 'normal']);
});

test('takes the highest of all rules, and lowers nothing', () => {
  const rules = [rule({ a: 1 }, 'normal'), rule({ a: 1 }, 'security'), rule({ b: 1 }, 'audit')];
  assert.equal(classesOf(rules, [{ a: 1 }, { a: 1, b: 1 }, { b: 1, event: 'authn_login_fail' }, { event: 'authn_login_fail' }, {}]), ['security', 'audit', 'audit', 'security', 'normal']);
  assert.equal(classesOf([rule({ event: 'authn_login_fail' }, 'normal')], [{ event: 'authn_login_fail' }]), ['security']);
});

test('makes no audit event of what comes from who knows where', () => {
  assert.equal(classesOf([rule({ b: 1 }, 'audit')], [{ b: 1 }, { b: 1, class: 'audit' }, { class: 'audit' }], { mayAudit: false }), ['security', 'security', 'normal']);
});

test.run();
