import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { JsonValue } from '../../../../core/contract/json.js';
import type { TriggerConfig } from '../../../../schemas/trigger.js';
import { suite } from '../../../support/suite.js';
import { eventsAt, feed, MINUTE, SECOND, START, testEngine, triggerConfig, wait } from '../../../support/trigger-fixtures.js';

const test = suite('AbsentWindows');

const lost = (fields: Partial<NonNullable<TriggerConfig['absent']>> = {}, more: Partial<TriggerConfig> = {}): TriggerConfig =>
  triggerConfig({ name: 'lost', absent: { for: 3 * MINUTE, lt: 1, ...fields }, ...more });
const throughJson = (value: JsonValue): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;

test('semantics 7: armed by the first event, it fires by time alone, and resolves when heard again', () => {
  const test = testEngine([lost()]);
  assert.is(test.engine.nextDeadline(), undefined, 'nothing is missed that was never heard');
  feed(test, [10]);
  assert.is(test.engine.nextDeadline(), START + 190 * SECOND);
  assert.equal(wait(test, 190 * SECOND - 1), []);
  assert.equal(wait(test, 190 * SECOND), ['fired lost at 190s count 0']);
  assert.equal(wait(test, 20 * MINUTE), [], 'once');
  assert.equal(feed(test, [1200]), ['resolved lost at 1200s']);
  assert.equal(wait(test, 20 * MINUTE + 3 * MINUTE), ['fired lost at 1380s count 0']);
});

test('semantics 7: groups that are expected are missed even if they were never heard', () => {
  const test = testEngine([lost({ by: 'host', expect: ['db-1', 'db-2'] })]);
  feed(test, [60, { host: 'db-1' }]);
  assert.equal(wait(test, 3 * MINUTE), ['fired lost host=db-2 at 180s count 0']);
  assert.equal(wait(test, 4 * MINUTE), ['fired lost host=db-1 at 240s count 0']);
  assert.equal(feed(test, [241, { host: 'db-2' }]), ['resolved lost host=db-2 at 241s']);
});

test('semantics 7: expected groups of several fields, and of numbers', () => {
  const test = testEngine([lost({ by: ['host', 'port'], expect: [['db-1', 5432]] })]);
  feed(test, [60, { host: 'db-1', port: 5432 }]);
  assert.equal(wait(test, 3 * MINUTE), []);
  assert.equal(wait(test, 4 * MINUTE), ['fired lost host=db-1 port=5432 at 240s count 0']);
});

test('semantics 3: an event at the very end of the time is in time', () => {
  const test = testEngine([lost()]);
  assert.equal(feed(test, [0], [180], [360.001]), ['fired lost at 360s count 0', 'resolved lost at 360.001s']);
});

test('fires when fewer than `lt` came, and only after a whole window', () => {
  const test = testEngine([lost({ lt: 3 })]);
  feed(test, [0], [100]);
  assert.equal(wait(test, 180 * SECOND), ['fired lost at 180s count 1']);
  assert.equal(feed(test, [181], [182]), ['resolved lost at 182s'], 'with 100, 181 and 182');
  assert.equal(wait(test, 280 * SECOND), ['fired lost at 280s count 2']);
});

test('a group is forgotten in time, and resolved by that; `expect`ed ones are not', () => {
  const test = testEngine([lost({ by: 'host', forget: 10 * MINUTE, expect: ['db-1'] })]);
  feed(test, [0, { host: 'db-1' }], [0, { host: 'web' }]);
  assert.equal(wait(test, 180 * SECOND), ['fired lost host=db-1 at 180s count 0', 'fired lost host=web at 180s count 0']);
  assert.equal(wait(test, 60 * MINUTE), ['resolved lost host=web at 600s']);
  assert.is(test.engine.nextDeadline(), undefined);
});

test('what was forgotten begins anew', () => {
  const test = testEngine([lost({ lt: 3, forget: 10 * MINUTE })]);
  assert.equal(feed(test, [0], [1], [2], [2000]), ['fired lost at 180s count 2', 'resolved lost at 602s']);
  assert.equal(wait(test, 2179 * SECOND), []);
  assert.equal(wait(test, 2180 * SECOND), ['fired lost at 2180s count 0']);
});

test('semantics 7: time in which the input was held up does not count as quiet', () => {
  const test = testEngine([lost({ by: 'host', expect: ['db'] })]);
  feed(test, [0, { host: 'web' }]);
  test.engine.delay(10 * MINUTE);
  assert.is(test.engine.nextDeadline(), START + 13 * MINUTE);
  assert.equal(wait(test, 13 * MINUTE - 1), []);
  assert.equal(wait(test, 13 * MINUTE), ['fired lost host=db at 180s count 0', 'fired lost host=web at 180s count 0']);
  feed(test, [780, { host: 'web' }]);
  assert.is(test.engine.nextDeadline(), START + 16 * MINUTE, 'what came before counts no more');
});

test('semantics 2: a step of the clock does not count as quiet', () => {
  const test = testEngine([lost()]);
  feed(test, [0]);
  test.engine.delay(-MINUTE);
  assert.is(test.engine.nextDeadline(), START + 2 * MINUTE);
});

test('semantics 7: after a restart it waits as long as was left, or a whole `for` where no state was kept', () => {
  const first = testEngine([lost({ by: 'host', expect: ['db'] })]);
  feed(first, [0, { host: 'web' }]);
  first.clock.step(MINUTE);
  const saved = throughJson(first.engine.snapshot());
  first.clock.step(60 * MINUTE);
  const restored = testEngine([lost({ by: 'host', expect: ['db'] })], first.clock);
  restored.engine.restore(saved);
  assert.equal(wait(restored, 63 * MINUTE - 1), []);
  assert.equal(wait(restored, 63 * MINUTE), ['fired lost host=db at 180s count 0', 'fired lost host=web at 180s count 0']);
  const anew = testEngine([lost({ by: 'host', expect: ['db'] })], first.clock);
  assert.equal(wait(anew, 66 * MINUTE - 1), []);
  assert.equal(wait(anew, 66 * MINUTE), ['fired lost host=db at 3960s count 0']);
});

test('semantics 11: a reload keeps what was heard, and expects what is new in the list', () => {
  const test = testEngine([lost({ by: 'host', expect: ['a'] })]);
  feed(test, [0, { host: 'a' }], [0, { host: 'web' }]);
  test.clock.step(MINUTE);
  assert.equal(test.engine.replace([lost({ by: 'host', expect: ['a', 'b'], for: 2 * MINUTE })]), []);
  assert.equal(wait(test, 2 * MINUTE), ['fired lost host=a at 120s count 0', 'fired lost host=web at 120s count 0']);
  assert.equal(wait(test, 3 * MINUTE), ['fired lost host=b at 180s count 0']);
});

test('semantics 4: an event that comes late and out of order is heard; one that comes twice is no news', () => {
  const test = testEngine([lost()]);
  const events = eventsAt([100], [80]);
  test.engine.process([...events, ...events]);
  assert.equal(wait(test, 280 * SECOND), ['fired lost at 280s count 0']);
  assert.is(test.reasons.duplicate, 1);
});

test('with `on_match: reset` a group that was missed is missed again only when it was heard, also after a restart and a reload', () => {
  const config = lost({ by: 'host', expect: ['db-1'], forget: 10 * MINUTE }, { on_match: 'reset' });
  const first = testEngine([config]);
  assert.equal(wait(first, 3 * MINUTE), ['fired lost host=db-1 at 180s count 0']);
  first.engine.replace([{ ...config, severity: 'critical' }]);
  assert.equal(wait(first, 20 * MINUTE), []);
  const second = testEngine([config], first.clock);
  second.engine.restore(throughJson(first.engine.snapshot()));
  assert.equal(wait(second, 30 * MINUTE), []);
  feed(second, [1860, { host: 'db-1' }]);
  assert.equal(wait(second, 50 * MINUTE), ['fired lost host=db-1 at 2040s count 0'], 'it is expected still, and not forgotten');
});

test('expected values must fit `by`', () => {
  assert.throws(() => testEngine([lost({ by: ['a', 'b'], expect: ['x'] })]), /1 values for 2 fields/);
});

test('agrees with looking at every second by hand, saved and restored on the way', () => {
  const events = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 25 });
  fc.assert(fc.property(events, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 3, max: 12 }), fc.nat(25), (list, lt, quiet, cut) => {
    const times = list.toSorted((a, b) => a - b);
    const config = lost({ lt, for: quiet * SECOND });
    const first = testEngine([config]);
    const all = eventsAt(...times.map((at) => [at] as const));
    const got = [...first.engine.process(all.slice(0, cut))];
    const second = testEngine([config]);
    second.engine.restore(throughJson(first.engine.snapshot()));
    got.push(...all.slice(cut).flatMap((event) => second.engine.process([event])), ...second.engine.advance(START + 300 * SECOND));
    assert.equal(got.map(({ kind, at }) => `${kind} ${(at - START) / SECOND}`), byHand(times, lt, quiet), times.join(' '));
  }), { seed: 5, numRuns: 500 });
});

/** At each second, after its events: a group that is armed for long enough is missed while its window holds too few. */
function byHand(times: readonly number[], lt: number, quiet: number): readonly string[] {
  const out: string[] = [];
  let firing = false;
  const look = (t: number, seen: readonly number[]): void => {
    const holds = seen.length > 0 && t >= (seen[0] as number) + quiet && seen.filter((time) => time > t - quiet).length < lt;
    if (holds !== firing) out.push(`${holds ? 'fired' : 'resolved'} ${t}`);
    firing = holds;
  };
  for (let t = 0; t <= 150; t++) {
    if (!times.includes(t)) look(t, times.filter((time) => time < t));
    for (const [index, time] of times.entries()) if (time === t) look(t, times.slice(0, index + 1));
  }
  return out;
}

test.run();
