import * as assert from 'uvu/assert';
import { checkTriggers } from '../../../core/trigger/check.js';
import { suite } from '../../support/suite.js';

const test = suite('checkTriggers');

const GOOD = { name: 'a', when: { level: 'error' }, throttle: { every: '5m' }, alert: 'slack-ops' };
const found = (...triggers: readonly unknown[]): readonly string[] =>
  checkTriggers(triggers, ['slack-ops', 'discord-ops']).map(({ path, grade, code, message, hint }) => `${path.join('/')} ${grade} ${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`);

test('finds nothing wrong with a good trigger', () => {
  assert.equal(found(GOOD, { ...GOOD, name: 'b', alert: { to: ['slack-ops', 'discord-ops'], title: '${user}' }, severity: 'critical' }), []);
});

test('finds a name used twice', () => {
  assert.equal(found(GOOD, { ...GOOD, name: 'b' }, GOOD), ['2/name error TRIGGER_DUPLICATE: a trigger above is named "a" too']);
});

test('finds a target that does not exist, wherever it is named', () => {
  assert.equal(found({ ...GOOD, alert: 'slack-op' }), ['0/alert error TRIGGER_UNKNOWN_TARGET: there is no action "slack-op" (Did you mean "slack-ops"?)']);
  assert.equal(found({ ...GOOD, alert: ['slack-ops', 'pager'] }), ['0/alert/1 error TRIGGER_UNKNOWN_TARGET: there is no action "pager"']);
  assert.equal(found({ ...GOOD, alert: { to: ['pager'] } }), ['0/alert/to/0 error TRIGGER_UNKNOWN_TARGET: there is no action "pager"']);
});

test('finds a severity that is none, and what was meant', () => {
  assert.equal(found({ ...GOOD, severity: 'crtical' }), ['0/severity error TRIGGER_BAD_SEVERITY: severity "crtical" is not one of info, warning, critical (Did you mean "critical"?)']);
});

test('finds what is wrong with a condition, at its place', () => {
  assert.equal(found({ ...GOOD, when: [{ 'a|gt': 'x' }] }), ['0/when/0/a|gt error CONDITION_BAD_VALUE: "a" with "gt" takes a number, got "x"']);
});

test('finds a template that cannot be read', () => {
  assert.equal(found({ ...GOOD, alert: { to: 'slack-ops', text: 'x ${user' } }), ['0/alert/text error TEMPLATE_SYNTAX: "${user" has no closing brace']);
});

test('warns of a trigger that alerts on every match', () => {
  const { throttle: _throttle, ...bare } = GOOD;
  assert.equal(found(bare), ['0/name warning TRIGGER_NO_THROTTLE: "a" alerts on every match']);
  assert.equal(found({ ...bare, count: { gte: 2, within: '1m' } }), []);
  assert.is(found({ ...bare, count: { gte: 2, within: '1m' }, on_match: 'every' }).length, 1);
});

test('takes an unsafe regular expression only where the trigger says so', () => {
  const risky = { ...GOOD, when: { 'a|re': '(a+)+$' } };
  assert.match(found(risky).join(), /^0\/when\/a\|re error CONDITION_UNSAFE_REGEX/);
  for (const regex of ['linear', 'unsafe']) assert.equal(found({ ...risky, regex }), []);
});

test('passes over what has the wrong type, for the schema to report', () => {
  assert.equal(found(null, 'x', [], { ...GOOD, name: 5, alert: 7 }, { ...GOOD, name: 'b', alert: { to: 5, title: 5 } }), []);
});

test.run();
