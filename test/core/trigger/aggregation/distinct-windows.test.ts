import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { TriggerConfig } from '../../../../schemas/trigger.js';
import { assertSameHoweverRun, runThrough, walked, walkedBy, wordsOf, type Timed } from '../../../support/aggregation-rig.js';
import { runs } from '../../../support/full.js';
import { suite } from '../../../support/suite.js';
import { eventsAt, MINUTE, SECOND, START, testEngine, told, triggerConfig } from '../../../support/trigger-fixtures.js';

const test = suite('DistinctWindow');

const users = (gte: number, more: Partial<TriggerConfig> = {}, field: string | readonly string[] = 'user'): TriggerConfig =>
  triggerConfig({ name: 'many', distinct: { field: typeof field === 'string' ? field : [...field], gte, within: 10 * SECOND }, ...more });

test('fires when a field takes enough different values', () => {
  assert.equal(wordsOf(users(3), [[0, { user: 'a' }], [1, { user: 'b' }], [2, { user: 'a' }], [3, { user: 'c' }], [4, { user: 'd' }]]), ['fired many at 3s count 3']);
});

test('semantics 3: a value leaves when its last occurrence leaves', () => {
  const events: Timed[] = [[0, { user: 'a' }], [1, { user: 'b' }], [5, { user: 'a' }]];
  assert.equal(wordsOf(users(2), events, 60), ['fired many at 1s count 2', 'resolved many at 11s']);
  assert.equal(wordsOf(users(2), [[0, { user: 'a' }], [10, { user: 'b' }]], 60), [], 'the window is half-open');
});

test('counts tuples, and takes 1 and "1" for two values', () => {
  assert.equal(wordsOf(users(2, {}, ['user', 'ip']), [[0, { user: 'a', ip: 'b,c' }], [1, { user: 'a,b', ip: 'c' }]]), ['fired many at 1s count 2']);
  assert.equal(wordsOf(users(2), [[0, { user: 1 }], [1, { user: '1' }]]), ['fired many at 1s count 2']);
});

test('an event without one of the fields does not count', () => {
  assert.equal(wordsOf(users(2, {}, ['user', 'ip']), [[0, { user: 'a', ip: 1 }], [1, { user: 'b' }], [2, { user: 'c', ip: null }], [3]]), []);
});

test('looks at each group apart', () => {
  const trigger = triggerConfig({ name: 'many', distinct: { field: 'user', gte: 2, within: 10 * SECOND, by: 'ip' } });
  assert.equal(wordsOf(trigger, [[0, { ip: 1, user: 'a' }], [1, { ip: 2, user: 'b' }], [2, { ip: 2, user: 'c' }]]), ['fired many ip=2 at 2s count 2']);
});

test('count with distinct_of counts different triggers, not their alerts', () => {
  const part = (name: string): TriggerConfig => triggerConfig({ name, when: { event: name }, count: { gte: 1, within: SECOND } });
  const down = triggerConfig({ name: 'down', when: { trigger: ['a', 'b'], state: 'firing' }, count: { gte: 2, within: MINUTE, distinct_of: 'trigger' } });
  const { engine } = testEngine([part('a'), part('b'), down]);
  const words = told(engine.process(eventsAt([0, { event: 'a' }], [10, { event: 'a' }], [20, { event: 'b' }]))).filter(({ trigger }) => trigger === 'down').map(({ at, count }) => [(at - START) / SECOND, count]);
  assert.equal(words, [[20, 2]]);
});

test('semantics 4: late values count in windows still open, later ones do not', () => {
  assert.equal(wordsOf(users(2), [[9, { user: 'a' }], [1, { user: 'b' }]]), ['fired many at 1s count 2']);
  assert.equal(wordsOf(users(2), [[20, { user: 'a' }], [9, { user: 'b' }]]), []);
});

test('semantics 4: an event that comes again adds nothing and is counted', () => {
  const { engine, reasons } = testEngine([users(3, { throttle: { every: 1, backoff: 1, max: 1 } })]);
  const events = eventsAt([0, { user: 'a' }], [0, { user: 'a' }], [1, { user: 'b' }], [2, { user: 'c' }], [2, { user: 'c' }]);
  engine.process(events);
  assert.equal(engine.process(events), []);
  assert.is(reasons.duplicate, 5);
});

test('a tumbling window begins anew at its end', () => {
  const events: Timed[] = [[8, { user: 'a' }], [11, { user: 'b' }], [12, { user: 'c' }]];
  assert.equal(wordsOf(users(2, { window: 'tumbling' }), events, 60), ['fired many at 12s count 2', 'resolved many at 20s']);
});

test('on_match every: an alert for each event that finds it holding, each with an id of its own', () => {
  const events: Timed[] = [[0, { user: 'a' }], [1, { user: 'b' }], [2, { user: 'a' }], [2, { user: 'b' }], [20, { user: 'a' }]];
  const transitions = runThrough(users(2, { on_match: 'every' }), eventsAt(...events), { until: 60 });
  assert.equal(transitions.map(({ kind, at }) => `${kind} ${(at - START) / SECOND}`), ['fired 1', 'fired 2', 'fired 2']);
  assert.is(new Set(transitions.map(({ id }) => id)).size, 3);
});

test('semantics 13: beyond 1,000 values it is an estimate, at most 5 % off, that is exact again once they left', () => {
  const values = Array.from({ length: 20_000 }, (_, index): Timed => [index / 10_000, { user: `u${index}` }]);
  const { engine } = testEngine([users(1, { throttle: { every: 1, backoff: 1, max: 1 } })]);
  const told20k = engine.process(eventsAt(...values)).at(-1)?.measure;
  assert.ok(told20k?.approximate === true && Math.abs(told20k.value - 20_000) < 1000, `${told20k?.value}`);
  const last = engine.process(eventsAt([15, { user: 'x' }], [16, { user: 'y' }])).at(-1)?.measure;
  assert.equal(last, { count: 2, value: 2, since: START + 15 * SECOND, top: [{ name: 'x', count: 1 }, { name: 'y', count: 1 }] });
});

test('semantics 13: 1,000 values are counted exactly', () => {
  const values = Array.from({ length: 1000 }, (_, index): Timed => [index / 1000, { user: `u${index}` }]);
  const [fired] = runThrough(users(1000), eventsAt(...values));
  assert.equal([fired?.measure.count, fired?.measure.value, fired?.measure.since], [1000, 1000, START]);
});

test('says which values came most often since the window was last empty, by what they are', () => {
  const top = (events: readonly Timed[], field?: readonly string[]): unknown => runThrough(users(2, { throttle: { every: 1, backoff: 1, max: 1 } }, field), eventsAt(...events)).at(-1)?.measure.top;
  assert.equal(top([[0, { user: 'a' }], [1, { user: 'b' }], [2, { user: 'b' }], [3, { user: 7 }], [4, { user: 'c' }]]), [{ name: 'b', count: 2 }, { name: 'a', count: 1 }, { name: '7', count: 1 }]);
  assert.equal(top([[0, { user: 'a' }], [1, { user: 'a' }], [30, { user: 'b' }], [31, { user: 'c' }]]), [{ name: 'b', count: 1 }, { name: 'c', count: 1 }]);
  assert.equal(top([[0, { user: 'a', ip: 1 }], [1, { user: 'b', ip: 2 }]], ['user', 'ip']), [{ name: 'a, 1', count: 1 }, { name: 'b, 2', count: 1 }]);
});

const timed = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.record({ user: fc.constantFrom('a', 'b', 'c', 'd') })), { maxLength: 40 });

test('agrees with counting the values of each window by hand', () => {
  fc.assert(fc.property(timed, fc.integer({ min: 1, max: 4 }), (list, gte) => {
    const sorted = list.toSorted(([a], [b]) => a - b);
    const values = (second: number): number => new Set(sorted.filter(([at]) => at > second - 10 && at <= second).map(([, { user }]) => user)).size;
    assert.equal(walkedBy(users(gte), sorted, 120), walked(120, (second) => values(second) >= gte));
  }), { seed: 7, numRuns: runs(300) });
});

test('semantics 12 and 14: batches and restarts change nothing', () => {
  fc.assert(fc.property(timed, fc.integer({ min: 1, max: 4 }), fc.constantFrom('sliding' as const, 'tumbling' as const), (list, gte, window) => {
    assertSameHoweverRun(users(gte, { window }), list, 120);
  }), { seed: 8, numRuns: runs(100) });
});

test.run();
