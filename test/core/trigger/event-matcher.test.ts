import * as assert from 'uvu/assert';
import { makeEvents } from '../../../core/testing/make-events.js';
import { EventMatcher } from '../../../core/trigger/event-matcher.js';
import { suite } from '../../support/suite.js';
import { triggerConfig } from '../../support/trigger-fixtures.js';

const test = suite('EventMatcher');

test('names the triggers whose condition an event meets, in their order', () => {
  const matcher = new EventMatcher([
    triggerConfig({ name: 'a', when: { 'path|contains': 'admin' } }), triggerConfig({ name: 'off', enabled: false }), triggerConfig({ name: 'b' }),
    triggerConfig({ name: 'chain', when: { trigger: 'a' } }), triggerConfig({ name: 'c', when: { not: { event: 'login_failed' } } }),
  ]);
  assert.equal(matcher.names, ['a', 'b', 'c']);
  const events = makeEvents([{ event: 'login_failed', path: '/Admin' }, { event: 'x' }, { event: 'Login_Failed' }]);
  assert.equal(events.map((event) => matcher.match(event).map((at) => matcher.names[at])), [['a', 'b'], ['c'], ['b']]);
});

test.run();
