import * as assert from 'uvu/assert';
import { planNotice, type NoticePlan } from '../../../core/alert/notice.js';
import { endsItself, inputOf } from '../../../core/alert/transition-input.js';
import type { Firing } from '../../../core/alert/incident-flow.js';
import type { Transition } from '../../../core/trigger/transition.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { suite } from '../../support/suite.js';
import { eventsAt, MINUTE, SECOND, START, triggerConfig } from '../../support/trigger-fixtures.js';

const test = suite('inputOf');

const FIRED: Transition = {
  id: 'failed-logins/abc', trigger: 'failed-logins', kind: 'fired', repeat: 0, key: { user: 'eve' }, count: 10, measure: { count: 10, value: 10, since: START },
  since: START, at: START + 9 * SECOND, samples: eventsAt([0, { mention: '<!here>', runbook: 'https://evil.example', owner: 'eve' }]), heldBack: 0, saturated: false,
};
const plan = (fields: Partial<TriggerConfig> = {}): NoticePlan => planNotice(triggerConfig({ count: { gte: 10, within: 5 * MINUTE, by: 'user' }, ...fields }));

function firing(fields: Partial<TriggerConfig>, transition: Partial<Transition> = {}): Firing {
  const input = inputOf(plan(fields), { ...FIRED, ...transition });
  if (input?.kind !== 'fired') throw new Error('it is no firing');
  return input.firing;
}

test('takes whom to mention, the runbook and the owner from the config, never from an event', () => {
  const bare = firing({});
  assert.equal([bare.mention, bare.runbook, bare.owner], [undefined, undefined, undefined]);
  const stated = firing({ alert: { to: 'chat', mention: '<@U1>', runbook: 'https://example.org/r' }, owner: 'identity', severity: 'critical', tags: ['auth'] });
  assert.equal([stated.mention, stated.runbook, stated.owner, stated.severity, stated.tags], ['<@U1>', 'https://example.org/r', 'identity', 'critical', ['auth']]);
});

test('counts for itself where the trigger only says that it happened once more', () => {
  assert.is(firing({}).count, 10);
  const { count: _count, ...match } = triggerConfig();
  const input = inputOf(planNotice(match), FIRED);
  assert.is(input?.kind === 'fired' && input.firing.count, undefined);
});

test('what is new or has changed is an alert of its own, and ends by itself', () => {
  const { count: _count, ...rest } = triggerConfig();
  const fired = (): Firing => {
    const input = inputOf(planNotice({ ...rest, new: { field: 'country', learn: 0, max: 10 } }), FIRED);
    if (input?.kind !== 'fired') throw new Error('it is no firing');
    return input.firing;
  };
  assert.equal([fired().isAlone, fired().count], [true, 10]);
  assert.is(firing({}).isAlone, undefined);
  assert.is(endsItself({ ...rest, count: { gte: 1, within: MINUTE } }), true);
  assert.is(endsItself({ ...rest, count: { gte: 1, within: MINUTE }, on_match: 'every' }), false);
});

test('tells nobody of what waits, what is withheld, and what is only tried', () => {
  assert.is(inputOf(plan(), { ...FIRED, kind: 'pending' }), undefined);
  assert.is(inputOf(plan(), { ...FIRED, withheld: 'throttled' }), undefined);
  assert.is(inputOf(plan({ dry_run: true }), FIRED), undefined);
  assert.is(inputOf(undefined, FIRED), undefined);
});

test('an end says why', () => {
  const end = (ended: Transition['ended'], known = true): unknown => inputOf(known ? plan() : undefined, { ...FIRED, kind: 'resolved', ...(ended === undefined ? {} : { ended }) });
  assert.equal(end('quiet'), { kind: 'resolved', id: FIRED.id, at: FIRED.at, reason: 'quiet' });
  assert.equal(end('changed'), { kind: 'resolved', id: FIRED.id, at: FIRED.at, reason: 'quiet' });
  assert.equal(end('removed'), { kind: 'resolved', id: FIRED.id, at: FIRED.at, reason: 'removed' });
  assert.equal(end(undefined, false), { kind: 'resolved', id: FIRED.id, at: FIRED.at, reason: 'removed' });
});

test.run();
