import * as assert from 'uvu/assert';
import { createDispatcher } from '../../../core/alert/dispatch.js';
import { suite } from '../../support/suite.js';
import { alertIn } from '../../support/alert-in.js';
import { eventsAt, SECOND, START, testEngine, triggerConfig } from '../../support/trigger-fixtures.js';

const test = suite('createDispatcher');

const TRIGGERS = [
  triggerConfig({ name: 'a', alert: ['slack-ops', 'discord-ops'] }),
  triggerConfig({ name: 'b', alert: { to: 'slack-sec' }, count: { gte: 2, within: SECOND * 10 } }),
];

test('gives each action that a trigger names its delivery, in order', () => {
  const { engine } = testEngine(TRIGGERS);
  const dispatch = createDispatcher(TRIGGERS);
  const dispatched = dispatch(engine.process(eventsAt([0], [1])));
  assert.equal(dispatched.map(({ action, delivery }) => `${action} ${alertIn(delivery).trigger}`), [
    'slack-ops a', 'discord-ops a', 'slack-ops a', 'discord-ops a', 'slack-sec b',
  ]);
  assert.is(dispatched[0]?.delivery, dispatched[1]?.delivery);
});

test('sends nothing for an end, nor for a trigger that it does not know', () => {
  const { engine } = testEngine(TRIGGERS);
  engine.process(eventsAt([0], [1]));
  const ends = engine.advance(START + 60 * SECOND);
  assert.is(ends.length, 1);
  assert.equal(createDispatcher(TRIGGERS)(ends), []);
  assert.equal(createDispatcher([])(testEngine(TRIGGERS).engine.process(eventsAt([0]))), []);
});

test.run();
