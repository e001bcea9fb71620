import * as assert from 'uvu/assert';
import { makeNotice, planNotice, type Notice } from '../../../core/alert/notice.js';
import { plainText } from '../../../core/contract/alert.js';
import { HushpipeError } from '../../../core/contract/errors.js';
import type { Transition } from '../../../core/trigger/transition.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { suite } from '../../support/suite.js';
import { eventsAt, MINUTE, SECOND, START, triggerConfig } from '../../support/trigger-fixtures.js';

const test = suite('makeNotice');

const COUNTED: Partial<TriggerConfig> = { count: { gte: 10, within: 5 * MINUTE, by: ['user', 'client.ip'] } };
const FIRED: Transition = {
  id: 'failed-logins/abc', trigger: 'failed-logins', kind: 'fired', repeat: 0, key: { user: 'eve', 'client.ip': '203.0.113.7' },
  count: 10, measure: { count: 10, value: 10, since: START }, since: START, at: START + 9 * SECOND, samples: eventsAt([0], [9, { message: 'login failed', code: 7, tags: ['a'] }]), heldBack: 0, saturated: false,
};

const notice = (config: Partial<TriggerConfig>, transition: Partial<Transition> = {}): Notice =>
  makeNotice(planNotice(triggerConfig({ ...COUNTED, ...config })), { ...FIRED, ...transition });

test('says what fired, for whom and why, without any words of the config', () => {
  const alert = notice({});
  assert.is(plainText(alert.title), 'failed-logins: user=eve, client.ip=203.0.113.7');
  assert.equal(alert.title, [{ text: 'failed-logins' }, { text: ': user=' }, { data: 'eve' }, { text: ', client.ip=' }, { data: '203.0.113.7' }]);
  assert.equal(alert.text, []);
  assert.is(alert.why, '10 in 5m (limit 10)');
});

test('fills templates with our own words as text and with values as data', () => {
  const alert = { to: 'chat', title: 'Brute force on ${user}', text: '${count} from ${client.ip}, ${message} ${code} ${tags} ${nothing}', mention: '<@U1>', runbook: 'https://example.org/r' };
  const made = notice({ alert });
  assert.equal(made.title, [{ text: 'Brute force on ' }, { data: 'eve' }]);
  assert.equal(made.text, [
    { text: '10' }, { text: ' from ' }, { data: '203.0.113.7' }, { text: ', ' }, { data: 'login failed' },
    { text: ' ' }, { data: '7' }, { text: ' ' }, { data: '["a"]' }, { text: ' ' }, { text: '(none)' },
  ]);
});

test('gives the words of the trigger to templates', () => {
  const alert = notice({ alert: { to: 'chat', text: '${trigger} ${severity} ${since} ${at} ${held_back} ${why}' } }, { heldBack: 3 });
  assert.is(plainText(alert.text), 'failed-logins warning 2025-01-01T00:00:00Z 2025-01-01T00:00:09Z 3 10 in 5m (limit 10)');
});

test('an event can set none of our own words', () => {
  const samples = eventsAt([0, { count: '<!channel>', mention: '<!here>', severity: 'critical', runbook: 'https://evil.example' }]);
  const alert = notice({ alert: { to: 'chat', text: '${count} ${severity}' } }, { samples });
  assert.equal(alert.text, [{ text: '10' }, { text: ' ' }, { text: 'warning' }]);
});

test('says why in words', () => {
  assert.is(notice({}, { count: 42 }).why, '42 since 2025-01-01T00:00:00Z (limit 10 in 5m)');
  assert.is(notice({}, { saturated: true }).why, '10 in 5m (limit 10); state saturated: groups were let go, so counts may be short');
  const each = makeNotice(planNotice(triggerConfig()), { ...FIRED, key: {}, count: 1 });
  assert.is(each.why, 'an event matched');
  assert.is(plainText(each.title), 'failed-logins');
});

test('gives figure and reference to templates, and of new and change the values, as data', () => {
  const alert = { to: 'chat', text: '${value} ${reference}' };
  const measure = { count: 1, value: 42, since: START, reference: 12 };
  const spike = { factor: 3, direction: 'up', within: MINUTE, reference: MINUTE, min_reference: 1, min_events: 0 } as const;
  assert.equal(makeNotice(planNotice(triggerConfig({ spike, alert })), { ...FIRED, measure }).text, [{ text: '42' }, { text: ' ' }, { text: '12' }]);
  const details = { from: { role: 'user', n: 1 }, to: { role: '<!here>', n: 2 } };
  assert.equal(makeNotice(planNotice(triggerConfig({ change: { field: ['role', 'n'], missing: 'skip' }, alert })), { ...FIRED, measure: { ...measure, details } }).text, [{ data: '<!here>, 2' }, { text: ' ' }, { data: 'user, 1' }]);
});

test('a value of a megabyte makes no message of a megabyte', () => {
  const samples = eventsAt([0, { note: 'x'.repeat(1_000_000) }]);
  assert.ok(plainText(notice({ alert: { to: 'chat', text: '${note}' } }, { samples }).text).length < 3000);
});

test.run();

const plan = suite('planNotice');

plan('takes one name, several, or a map', () => {
  const to = (alert: NonNullable<TriggerConfig['alert']>): readonly string[] => planNotice(triggerConfig({ alert })).to;
  assert.equal(to('a'), ['a']);
  assert.equal(to(['a', 'b']), ['a', 'b']);
  assert.equal(to({ to: 'a' }), ['a']);
  assert.equal(to({ to: ['a', 'b'] }), ['a', 'b']);
});

plan('refuses a template that cannot be read', () => {
  assert.throws(() => planNotice(triggerConfig({ alert: { to: 'a', title: '${x' } })), (error: unknown) => error instanceof HushpipeError && error.code === 'TEMPLATE_SYNTAX' && error.message.includes('failed-logins'));
});

plan.run();
