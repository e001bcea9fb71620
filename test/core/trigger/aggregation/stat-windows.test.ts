import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { StatConfig } from '../../../../schemas/aggregation.js';
import type { TriggerConfig } from '../../../../schemas/trigger.js';
import { assertSameHoweverRun, runThrough, walked, walkedBy, wordsOf, type Timed } from '../../../support/aggregation-rig.js';
import { runs } from '../../../support/full.js';
import { suite } from '../../../support/suite.js';
import { eventsAt, SECOND, START, testEngine, triggerConfig } from '../../../support/trigger-fixtures.js';

const test = suite('StatWindow');

const stat = (config: Partial<StatConfig>, more: Partial<TriggerConfig> = {}): TriggerConfig =>
  triggerConfig({ name: 'slow', stat: { fn: 'avg', field: 'ms', within: 10 * SECOND, min_events: 1, ...config }, ...more });

const numbers = (...list: readonly number[]): Timed[] => list.map((ms, second) => [second, { ms }]);
const valueOf = (fn: StatConfig['fn'], ...list: readonly number[]): number | undefined =>
  runThrough(stat({ fn, gte: -1e9, min_events: list.length }), eventsAt(...numbers(...list).map(([at, fields]): Timed => [at / 100, fields ?? {}])))[0]?.measure.value;

test('takes sum, average, least and greatest', () => {
  assert.equal((['sum', 'avg', 'min', 'max'] as const).map((fn) => valueOf(fn, 4, 1, 7, 8)), [20, 5, 1, 8]);
});

test('takes percentiles by nearest rank', () => {
  const to100 = Array.from({ length: 100 }, (_, index) => 100 - index);
  assert.equal((['p50', 'p90', 'p95', 'p99'] as const).map((fn) => valueOf(fn, ...to100)), [50, 90, 95, 99]);
  assert.is(valueOf('p50', 3), 3);
});

test('fires above gt, at gte, below lt, at lte', () => {
  const fires = (config: Partial<StatConfig>): boolean => wordsOf(stat(config), numbers(5)).length === 1;
  assert.equal([fires({ gt: 5 }), fires({ gt: 4.9 }), fires({ gte: 5 }), fires({ gte: 5.1 })], [false, true, true, false]);
  assert.equal([fires({ lt: 5 }), fires({ lt: 5.1 }), fires({ lte: 5 }), fires({ lte: 4.9 })], [false, true, true, false]);
  const ranked = (config: Partial<StatConfig>): boolean => fires({ ...config, fn: 'p95' });
  assert.equal([ranked({ gt: 5 }), ranked({ gt: 4.9 }), ranked({ gte: 5 }), ranked({ gte: 5.1 })], [false, true, true, false]);
  assert.equal([ranked({ lt: 5 }), ranked({ lt: 5.1 }), ranked({ lte: 5 }), ranked({ lte: 4.9 })], [false, true, true, false]);
});

test('says nothing with fewer than min_events', () => {
  assert.equal(wordsOf(stat({ gt: 1, min_events: 3 }), numbers(5, 5, 5)), ['fired slow at 2s count 3']);
  assert.equal(wordsOf(stat({ gt: 1, min_events: 3 }), numbers(5, 5, 5), 60), ['fired slow at 2s count 3', 'resolved slow at 10s']);
});

test('an event without a number does not count; a number written as text does', () => {
  const { engine, reasons } = testEngine([stat({ fn: 'sum', gte: 10 })]);
  const fired = engine.process(eventsAt([0, { ms: 'fast' }], [1, { ms: '' }], [2], [3, { ms: null }], [4, { ms: true }], [5, { ms: '10' }]));
  assert.equal(fired.map(({ measure }) => measure), [{ count: 1, value: 10, since: START + 5 * SECOND }]);
  assert.equal(reasons, {});
});

test('semantics 3: the figure is judged again at the moment a number leaves', () => {
  assert.equal(wordsOf(stat({ gt: 10 }), [[0, { ms: 30 }], [2, { ms: 2 }]], 60), ['fired slow at 0s count 1', 'resolved slow at 10s']);
  assert.equal(wordsOf(stat({ fn: 'min', gt: 10 }), [[0, { ms: 1 }], [2, { ms: 20 }]], 60), ['fired slow at 10s count 1', 'resolved slow at 12s'], 'it can begin so too');
});

test('semantics 3: the window is half-open (t-W, t]', () => {
  assert.equal(wordsOf(stat({ fn: 'sum', gte: 2 }), [[0, { ms: 1 }], [10, { ms: 1 }]]), []);
  assert.equal(wordsOf(stat({ fn: 'sum', gte: 2 }), [[0, { ms: 1 }], [9.999, { ms: 1 }]]), ['fired slow at 9.999s count 2']);
});

test('semantics 4: late numbers count in windows still open, and an event counts once', () => {
  assert.equal(wordsOf(stat({ fn: 'sum', gte: 3 }), [[9, { ms: 2 }], [1, { ms: 1 }]]), ['fired slow at 1s count 2']);
  const { engine, reasons } = testEngine([stat({ fn: 'sum', gte: 4 })]);
  const events = eventsAt([0, { ms: 1 }], [1, { ms: 2 }]);
  assert.equal([...engine.process(events), ...engine.process(events)], []);
  assert.is(reasons.duplicate, 2);
});

test('a tumbling window begins anew at its end', () => {
  const config = stat({ fn: 'sum', gte: 3 }, { window: 'tumbling' });
  assert.equal(wordsOf(config, [[9, { ms: 2 }], [11, { ms: 1 }], [12, { ms: 2 }]], 60), ['fired slow at 12s count 2', 'resolved slow at 20s']);
});

test('semantics 13: beyond 1,024 events a window takes no more memory, and its figure is at most 2 % off', () => {
  const flood = Array.from({ length: 20_000 }, (_, index): Timed => [index / 2500, { ms: (index * 7919) % 1000 }]);
  for (const [fn, exact] of [['p95', 949], ['avg', 499.5], ['max', 999], ['sum', 9_990_000]] as const) {
    const [first] = runThrough(stat({ fn, gte: 0, min_events: 19_990 }), eventsAt(...flood));
    assert.is(first?.measure.approximate, true);
    assert.ok(Math.abs((first?.measure.value ?? 0) / exact - 1) <= 0.02, `${fn} ${first?.measure.value}`);
  }
  const { engine } = testEngine([stat({ fn: 'p95', gte: 0 })]);
  engine.process(eventsAt(...flood));
  assert.ok(JSON.stringify(engine.snapshot()).length < 200_000);
});

test('semantics 13: what was put together leaves in time', () => {
  const flood = Array.from({ length: 5000 }, (_, index): Timed => [index / 1000, { ms: 1 }]);
  const words = walkedBy(stat({ fn: 'sum', gte: 1000 }), flood, 60);
  const resolved = Number(words.at(-1)?.split(' ')[1]);
  assert.is(words.length, 2);
  assert.ok(Math.abs(resolved - 14) <= 10 / 64, `${resolved}`);
});

test('numbers of very different sizes leave nothing behind', () => {
  assert.equal(wordsOf(stat({ fn: 'sum', gt: 0.5 }), [[0, { ms: 1e60 }], [1, { ms: 1 }]], 60), ['fired slow at 0s count 1', 'resolved slow at 11s']);
});

const timed = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.record({ ms: fc.integer({ min: -5, max: 9 }) })), { maxLength: 40 });
const functions = fc.constantFrom<StatConfig['fn']>('sum', 'avg', 'min', 'max', 'p50', 'p90', 'p95', 'p99');

function byHand(fn: StatConfig['fn'], list: readonly number[]): number {
  const sorted = list.toSorted((a, b) => a - b);
  const sum = list.reduce((all, one) => all + one, 0);
  if (fn === 'sum') return sum;
  if (fn === 'avg') return sum / list.length;
  if (fn === 'min') return sorted[0] ?? 0;
  if (fn === 'max') return sorted.at(-1) ?? 0;
  return sorted[Math.ceil(Number(fn.slice(1)) * list.length / 100) - 1] ?? 0;
}

test('agrees with figures of each window taken by hand', () => {
  fc.assert(fc.property(timed, functions, fc.constantFrom('gt', 'gte', 'lt', 'lte'), fc.integer({ min: -3, max: 9 }), fc.integer({ min: 1, max: 3 }), (list, fn, word, limit, least) => {
    const sorted = list.toSorted(([a], [b]) => a - b);
    const holds = (second: number): boolean => {
      const inside = sorted.filter(([at]) => at > second - 10 && at <= second).map(([, { ms }]) => ms);
      const value = byHand(fn, inside);
      return inside.length >= least && (word === 'gt' ? value > limit : word === 'gte' ? value >= limit : word === 'lt' ? value < limit : value <= limit);
    };
    // What holds between two events of the same second comes and goes within it.
    const got = lastOfEach(walkedBy(stat({ fn, [word]: limit, min_events: least }), sorted, 120));
    assert.equal(got, walked(120, holds), `${fn} ${word} ${limit}`);
  }), { seed: 9, numRuns: runs(120) });
});

/** Without what ended at the very second it began, and the other way round. */
function lastOfEach(words: readonly string[]): readonly string[] {
  const left: string[] = [];
  for (const word of words) {
    if (left.at(-1)?.split(' ')[1] === word.split(' ')[1]) left.pop();
    else left.push(word);
  }
  return left;
}

test('semantics 12 and 14: batches and restarts change nothing', () => {
  fc.assert(fc.property(timed, functions, fc.integer({ min: -3, max: 9 }), fc.constantFrom('sliding' as const, 'tumbling' as const), (list, fn, gt, window) => {
    assertSameHoweverRun(stat({ fn, gt }, { window }), list.map(([at, { ms }]): Timed => [at, { ms: ms / 10 }]), 120);
  }), { seed: 10, numRuns: runs(30) });
});

test('semantics 11: another limit keeps the windows', () => {
  const { engine } = testEngine([stat({ fn: 'p95', gt: 100 })]);
  engine.process(eventsAt(...numbers(50, 60, 70)));
  assert.equal(engine.replace([stat({ fn: 'p95', gt: 65 })]), [], 'nothing fires because of a reload');
  assert.is(engine.process(eventsAt([4, { ms: 1 }])).length, 1);
});

test.run();
