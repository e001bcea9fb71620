import * as assert from 'uvu/assert';
import { lintTriggers } from '../../../core/trigger/lint.js';
import { suite } from '../../support/suite.js';

const test = suite('lintTriggers');

function found(trigger: object, seen?: readonly string[]): readonly string[] {
  return lintTriggers([trigger], seen === undefined ? {} : { seen: new Set(seen) }).map(({ path, grade, code, message }) => {
    assert.is(grade, 'warning');
    return `${path.slice(1).join('.')} ${code} ${message}`;
  });
}

test('says which triggers are looked at for every event, and what that costs', () => {
  const [line = '', ...others] = found({ name: 'slow', when: { not: { event: 'x' } } });
  assert.equal(others, []);
  assert.match(line, /^when TRIGGER_NO_WITNESS "slow" is looked at for every event, at about \d+ ns each/);
  assert.equal(found({ name: 'fast', when: { event: 'x' } }), []);
  assert.equal(found({ name: 'chain', when: { trigger: ['a', 'b'] } }), []);
});

test('says which fields would give each event a group of its own', () => {
  const by = (fields: unknown): readonly string[] => found({ name: 'a', when: { event: 'x' }, count: { gte: 1, within: '1m', by: fields } });
  for (const field of ['id', 'request_id', 'http.request.id', 'traceId', 'message', 'timestamp', 'event.id', 'session-id', 'uuid']) assert.match(by(field).join(), `count.by TRIGGER_UNBOUNDED_KEY "${field}"`, field);
  for (const field of ['user', 'user.id', 'account_id', 'client.ip', 'host', 'tenantId', 'service', 'identity', 'runtime']) assert.equal(by(field), [], field);
  assert.match(by(['user', 'id']).join(), 'count.by.1 TRIGGER_UNBOUNDED_KEY');
  assert.match(found({ name: 'a', when: { event: 'x' }, absent: { for: '1m', by: 'message' } }).join(), 'absent.by TRIGGER_UNBOUNDED_KEY');
});

test('says which steps of an escalation never come', () => {
  const steps = (...after: readonly string[]): readonly string[] => found({ name: 'a', when: { event: 'x' }, escalate: after.map((time) => ({ after: time, to: 'ops' })) });
  assert.equal(steps('10m', '30m', '1h'), []);
  assert.equal(steps('10m', '600s', '5m'), [
    'escalate.1.after TRIGGER_DEAD_ESCALATION the step after 600s comes no later than the one before it, after 10m',
    'escalate.2.after TRIGGER_DEAD_ESCALATION the step after 5m comes no later than the one before it, after 600s',
  ]);
});

test('says which fields no event of a sample has, but not of those every event has or that may be missing', () => {
  const trigger = { name: 'a', when: [{ event: 'x', 'http.status|gte': 500, level: 'error' }, { 'gone|exists': false, usr: 'eve', event: 'y' }] };
  assert.equal(found(trigger, ['event', 'http', 'http.status', 'user']), ['when.1.usr CONDITION_FIELD_UNSEEN no event of the sample has "usr"']);
  assert.equal(found(trigger), []);
});

test('passes over what is no trigger', () => {
  assert.equal(lintTriggers([5, null, { when: 5, count: 7, escalate: 'x' }], { seen: new Set() }), []);
});

test.run();
