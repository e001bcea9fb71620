import * as assert from 'uvu/assert';
import { suite } from '../../support/suite.js';
import { eventsAt, inWords, MINUTE, SECOND, START, testEngine, triggerConfig } from '../../support/trigger-fixtures.js';

const test = suite('MatchState');

test('fires for every match, and for nothing else', () => {
  const { engine } = testEngine([triggerConfig()]);
  const fired = engine.process(eventsAt([0], [1, { event: 'login_ok' }], [2]));
  assert.equal(fired.map(inWords), ['fired failed-logins at 0s count 1', 'fired failed-logins at 2s count 1']);
  assert.is(new Set(fired.map(({ id }) => id)).size, 2);
  assert.is(engine.nextDeadline(), undefined, 'and never resolves');
});

test('semantics 5: throttle holds notices back, counts them and says how many', () => {
  const { engine, reasons } = testEngine([triggerConfig({ throttle: { every: MINUTE, backoff: 1, max: MINUTE } })]);
  const fired = engine.process(eventsAt([0], [10], [59], [60], [61], [130]));
  assert.equal(fired.map(inWords), [
    'fired failed-logins at 0s count 1',
    'fired failed-logins at 60s count 1 held 2',
    'fired failed-logins at 130s count 1 held 1',
  ]);
  assert.is(reasons.throttled, 3);
});

test('semantics 4: an event that comes again counts once', () => {
  const { engine, reasons } = testEngine([triggerConfig()]);
  const events = eventsAt([0], [1]);
  assert.is(engine.process(events).length, 2);
  assert.is(engine.process(events).length, 0);
  assert.is(reasons.duplicate, 2);
});

test('two events of one millisecond are two notices', () => {
  const { engine } = testEngine([triggerConfig()]);
  const fired = engine.process(eventsAt([0], [0]));
  assert.is(new Set(fired.map(({ id }) => id)).size, 2);
});

test('hands on the event in bytes of its own', () => {
  const { engine } = testEngine([triggerConfig()]);
  const events = eventsAt([5, { user: 'eve' }], [6, { event: 'login_ok' }]);
  const [fired] = engine.process(events);
  assert.is(fired?.samples.length, 1);
  assert.is(fired?.samples[0]?.line(), events[0]?.line());
  assert.is.not(fired?.samples[0], events[0]);
  assert.is(fired?.since, START + 5 * SECOND);
});

test.run();
