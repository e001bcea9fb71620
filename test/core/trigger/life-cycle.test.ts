import * as assert from 'uvu/assert';
import type { JsonValue } from '../../../core/contract/json.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { suite } from '../../support/suite.js';
import { eventsAt, feed, inWords, MINUTE, SECOND, START, testEngine, told, triggerConfig, wait } from '../../support/trigger-fixtures.js';

const test = suite('Firings');

const two = (more: Partial<TriggerConfig>): TriggerConfig => triggerConfig({ count: { gte: 2, within: 10 * SECOND }, ...more });

test('semantics 5: with `for` it is pending until the condition has held for that long', () => {
  const { engine } = testEngine([two({ for: 15 * SECOND })]);
  assert.equal(engine.process(eventsAt([0], [5], [10], [14])).map(inWords), ['pending failed-logins at 5s']);
  assert.equal(engine.process(eventsAt([19], [21])).map(inWords), ['fired failed-logins at 20s count 2']);
});

test('semantics 5: a pending alert whose condition ceases is no alert', () => {
  const { engine } = testEngine([two({ for: 15 * SECOND })]);
  assert.equal(engine.process(eventsAt([0], [5], [30], [50])).map(inWords), ['pending failed-logins at 5s']);
  assert.equal(engine.advance(START + 10 * MINUTE), []);
});

test('semantics 5: a pending alert fires by the clock, without a further event', () => {
  const { engine } = testEngine([two({ for: 5 * SECOND })]);
  engine.process(eventsAt([0], [0]));
  assert.is(engine.nextDeadline(), START + 5 * SECOND);
  assert.equal(engine.advance(START + 5 * SECOND).map(inWords), ['fired failed-logins at 5s count 2']);
  assert.equal(engine.advance(START + 10 * SECOND).map(inWords), ['resolved failed-logins at 10s']);
});

test('semantics 5: keep_firing_for bridges short gaps', () => {
  const { engine } = testEngine([two({ keep_firing_for: 30 * SECOND })]);
  assert.equal(engine.process(eventsAt([0], [5], [30], [31])).map(inWords), ['fired failed-logins at 5s count 2']);
  assert.equal(engine.advance(START + 10 * MINUTE).map(inWords), ['resolved failed-logins at 70s']);
});

test('on_match: reset begins to count anew after each firing, and never resolves', () => {
  const { engine } = testEngine([two({ on_match: 'reset' })]);
  assert.equal(engine.process(eventsAt([0], [1], [2], [3], [4])).map(inWords), ['fired failed-logins at 1s count 2', 'fired failed-logins at 3s count 2']);
  assert.equal(engine.advance(START + 10 * MINUTE), []);
});

test('check_every: what happens without an event is noticed at its multiples only', () => {
  const { engine } = testEngine([two({ check_every: MINUTE })]);
  engine.process(eventsAt([0], [0]));
  assert.is(engine.nextDeadline(), START + MINUTE);
  assert.equal(engine.advance(START + MINUTE).map(inWords), ['resolved failed-logins at 60s']);
});

test('check_every: 0s notices nothing without an event', () => {
  const { engine } = testEngine([two({ check_every: 0 })]);
  engine.process(eventsAt([0], [0]));
  assert.is(engine.nextDeadline(), undefined);
  assert.equal(engine.process(eventsAt([30, { user: 'eve' }])).map(inWords), ['resolved failed-logins at 30s']);
});

test('what a dry run would say is recorded and told to nobody', () => {
  const { engine, reasons } = testEngine([two({ dry_run: true })]);
  const transitions = engine.process(eventsAt([0], [1], [2]));
  assert.equal(transitions.map(({ kind, withheld }) => [kind, withheld]), [['fired', 'dry_run']]);
  assert.equal(told(transitions), []);
  assert.is(reasons.dry_run, 2, 'one for the firing, one for the event that it might have been told at');
});

test('semantics 9: a trigger on triggers sees what they do, after the event that caused it', () => {
  const outage = triggerConfig({
    name: 'outage', when: { trigger: ['failed-logins', 'slow'], state: 'firing' }, count: { gte: 1, within: MINUTE }, severity: 'critical',
  });
  const { engine } = testEngine([outage, two({})]);
  assert.equal(engine.process(eventsAt([0], [1])).map(inWords), ['fired failed-logins at 1s count 2', 'fired outage at 1s count 1']);
});

test('semantics 9: it hears of what people are not told', () => {
  const outage = triggerConfig({ name: 'outage', when: { trigger: 'failed-logins', state: 'firing' }, count: { gte: 2, within: MINUTE } });
  const { engine } = testEngine([outage, two({ throttle: { every: MINUTE, backoff: 1, max: MINUTE } })]);
  const transitions = engine.process(eventsAt([0], [1], [20], [21]));
  assert.equal(told(transitions).map(inWords), ['fired failed-logins at 1s count 2', 'resolved failed-logins at 10s', 'fired outage at 21s count 2']);
});

test('semantics 12: pending and recovering live through a restart', () => {
  const config = two({ for: 15 * SECOND, keep_firing_for: MINUTE });
  const first = testEngine([config]);
  first.engine.process(eventsAt([0], [5], [10], [14]));
  const second = testEngine([config], first.clock);
  second.engine.restore(first.engine.snapshot());
  assert.equal(second.engine.process(eventsAt([19], [21])).map(inWords), ['fired failed-logins at 20s count 2']);
});

test('what time alone brought about is not brought about again when the next event comes, nor after a restart', () => {
  const low = triggerConfig({ stat: { fn: 'avg', field: 'v', lt: 5, within: 10 * SECOND, min_events: 1 } });
  const gone = triggerConfig({ absent: { for: 5 * SECOND, lt: 1, forget: 20 * SECOND } });
  for (const [config, ended] of [[low, 11], [gone, 21]] as const) {
    const first = testEngine([config]);
    feed(first, [0, { v: 10 }], [1, { v: 0 }]);
    assert.is(wait(first, 25 * SECOND).at(-1), `resolved failed-logins at ${ended}s`);
    const second = testEngine([config], first.clock);
    second.engine.restore(JSON.parse(JSON.stringify(first.engine.snapshot())) as JsonValue);
    assert.equal(feed(second, [26, { v: 9 }]), []);
    assert.equal(feed(first, [27, { v: 9 }]), []);
  }
});

test('semantics 4: what comes late is looked at in the window that stands, and fires for nothing that is over', () => {
  const test = testEngine([two({})]);
  assert.equal(feed(test, [9], [10]), ['fired failed-logins at 10s count 2']);
  assert.equal(wait(test, 20 * SECOND), ['resolved failed-logins at 19s']);
  assert.equal(feed(test, [8]), []);
});

test.run();
