import * as assert from 'uvu/assert';
import { createClassifier, type Classification, type ClassRule } from '../../../core/classify/classifier.js';
import { compileCondition } from '../../../core/condition/condition.js';
import type { EventClass } from '../../../core/contract/event.js';
import { viewOf } from '../../../core/event/line-event.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { suite } from '../../support/suite.js';

const test = suite('createClassifier');

function rule(when: unknown, eventClass: EventClass, tag?: string): ClassRule {
  const { condition } = compileCondition(when);
  if (condition === undefined) throw new Error('no condition');
  return { condition, eventClass, tag };
}

type Options = Partial<Parameters<typeof createClassifier>[1]>;

function classify(rules: readonly ClassRule[], lines: readonly (string | object)[], options: Options = {}): readonly Classification[] {
  const classifier = createClassifier(rules, { mayAudit: true, isSyslog: false, ...options });
  return makeEvents(lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))).map((event) => classifier(viewOf(event)));
}

const classesOf = (...args: Parameters<typeof classify>): readonly EventClass[] => classify(...args).map(({ eventClass }) => eventClass);
const changesOf = (...args: Parameters<typeof classify>): readonly unknown[] => classify(...args).map(({ changes }) => changes);

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

test('gives an event the tag of the highest rule that matches and states one, and of equals of the first', () => {
  const rules = [rule({ a: 1 }, 'normal', 'low'), rule({ b: 1 }, 'security'), rule({ c: 1 }, 'security', 'first'), rule({ a: 1 }, 'security', 'second')];
  const lines = [{ a: 1 }, { a: 1, c: 1 }, { b: 1 }, { b: 1, a: 1 }, { event: 'authn_login_fail' }, 'a'];
  assert.equal(changesOf(rules, lines), [{ class_tag: 'second' }, { class_tag: 'first' }, undefined, { class_tag: 'second' }, undefined, undefined]);
  assert.equal(classesOf(rules, lines), ['security', 'security', 'security', 'security', 'security', 'normal']);
  assert.equal(classify([rule({ a: 1 }, 'normal', 'low')], [{ a: 1 }]), [{ eventClass: 'normal', changes: { class_tag: 'low' } }]);
});

test('lets no line give itself a tag, however it is written, where rules give them', () => {
  const forged = ['{"class_tag":"trusted"}', '{"class\\u005ftag":"trusted"}', '{"class_tag":null}', '{"a":1,"class_tag":"trusted"}', '{"msg":"class_tag"}'];
  assert.equal(changesOf([rule({ a: 1 }, 'normal', 'low')], forged), [{ class_tag: undefined }, { class_tag: undefined }, { class_tag: undefined }, { class_tag: 'low' }, undefined]);
  assert.equal(changesOf([rule({ a: 1 }, 'security')], forged), [undefined, undefined, undefined, undefined, undefined]);
});

test('tags what is an audit event from the start', () => {
  const rules = [rule({ a: 1 }, 'security', 'login'), rule({ a: 1 }, 'security')];
  assert.equal(classify(rules, [{ a: 1 }, { event: 'authn_login_fail' }], { least: 'audit' }), [{ eventClass: 'audit', changes: { class_tag: 'login' } }, { eventClass: 'audit', changes: undefined }]);
});

test('makes nothing new for an event without a tag', () => {
  const [first, second] = classify([rule({ a: 1 }, 'security'), rule({ b: 1 }, 'security', 'x')], [{ a: 1 }, { a: 1 }]);
  assert.is(first, second);
});

test.run();
