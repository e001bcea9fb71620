import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { AnomalyConfig } from '../../../../schemas/aggregation.js';
import type { TriggerConfig } from '../../../../schemas/trigger.js';
import { assertSameHoweverRun, runThrough, wordsOf, type Timed } from '../../../support/aggregation-rig.js';
import { suite } from '../../../support/suite.js';
import { eventsAt, SECOND, START, testEngine, told, triggerConfig } from '../../../support/trigger-fixtures.js';

const test = suite('AnomalyWindow');

const odd = (config: Partial<AnomalyConfig> = {}, more: Partial<TriggerConfig> = {}): TriggerConfig =>
  triggerConfig({ name: 'odd', anomaly: { field: 'ms', fn: 'avg', zscore: 3, direction: 'both', within: 10 * SECOND, baseline: 200 * SECOND, min_windows: 4, ...config }, ...more });

/** One event in the middle of each window of 10 s. */
const windows = (...list: readonly (number | undefined)[]): Timed[] => list.flatMap((ms, index): Timed[] => (ms === undefined ? [] : [[index * 10 + 5, { ms }]]));

test('fires when a whole window lies far from those before it, and resolves with the next that does not', () => {
  const usual = [10, 12, 8, 11, 9, 10];
  assert.equal(wordsOf(odd(), windows(...usual, 50, 10, 10), 300), ['fired odd at 70.001s count 1', 'resolved odd at 80.001s']);
});

test('says the figure, the mean of the baseline, and how far it lies', () => {
  const [fired] = runThrough(odd(), eventsAt(...windows(1, 10, 12, 8, 10, 50)), { until: 61 });
  const deviation = Math.sqrt(8 / 3);
  assert.equal(fired?.measure, { count: 1, value: 50, since: START + 50 * SECOND, reference: 10, details: { zscore: Math.round(4000 / deviation) / 100, deviation } });
});

test('semantics 12: says nothing with fewer than min_windows, of which the first, not whole, is none', () => {
  assert.equal(wordsOf(odd(), windows(10, 10, 10, 10, 50), 61), []);
  assert.equal(wordsOf(odd(), windows(10, 10, 10, 10, 10, 50), 61), ['fired odd at 60.001s count 1']);
});

test('direction: up, down', () => {
  const down = windows(100, 100, 102, 98, 100, 10, 100);
  assert.equal(wordsOf(odd({ direction: 'up' }), down, 300), []);
  assert.is(wordsOf(odd({ direction: 'down' }), down, 300).length, 2);
});

test('a baseline that does not vary is taken to vary by 1 % of its mean', () => {
  assert.equal(wordsOf(odd(), windows(100, 100, 100, 100, 100, 102.9), 61), []);
  assert.equal(wordsOf(odd(), windows(100, 100, 100, 100, 100, 103.1), 61), ['fired odd at 60.001s count 1']);
  assert.equal(wordsOf(odd({ fn: 'sum' }), windows(0, 0, 0, 0, 0, 2.9), 61), [], 'and by 1 where that is 0');
});

test('count: windows without events count as 0, and by time alone it fires for too few', () => {
  const busy = Array.from({ length: 60 }, (_, second): Timed => [second + 1]);
  const config = odd({ fn: 'count', direction: 'down' });
  assert.equal(wordsOf(config, busy, 75), ['fired odd at 70.001s count 0']);
});

test('avg: windows without events have no figure', () => {
  assert.equal(wordsOf(odd(), windows(10, 10, 10, undefined, 10, 10, undefined, undefined), 300), []);
});

test('takes each function', () => {
  const values = [3, 1, 2, 10];
  const value = (fn: AnomalyConfig['fn']): number | undefined => {
    const baseline = [1, 2, 3, 4, 5].flatMap((window): Timed[] => values.map((_, place): Timed => [window * 10 + place + 1, { ms: 0.001 }]));
    const last = values.map((ms, place): Timed => [70 + place + 1, { ms: ms * 1000 }]);
    return told(runThrough(odd({ fn, min_windows: 2, direction: 'up' }), eventsAt([1, { ms: 0.001 }], ...baseline, ...last), { until: 81 })).findLast(({ kind }) => kind === 'fired')?.measure.value;
  };
  assert.equal((['sum', 'avg', 'min', 'max'] as const).map(value), [16_000, 4000, 1000, 10_000]);
  assert.ok(Math.abs((value('p50') ?? 0) - 2000) <= 40);
  assert.ok(Math.abs((value('p99') ?? 0) - 10_000) <= 200);
});

test('semantics 4: late events count in windows that ended 30 s ago at most; an event counts once', () => {
  const usual = windows(10, 10, 10, 10, 10, 10);
  assert.equal(wordsOf(odd(), [...usual, [75, { ms: 10 }], [66, { ms: 500 }]]), ['fired odd at 66s count 1'], 'the window before is judged again');
  const { engine, reasons } = testEngine([odd()]);
  const events = eventsAt([5, { ms: 1 }], [50, { ms: 1 }]);
  engine.process(events);
  engine.process(events);
  assert.equal([reasons.late, reasons.duplicate], [1, 1]);
});

test('semantics 13: a group takes as much as its baseline has windows, however much comes', () => {
  const { engine } = testEngine([odd()]);
  engine.process(eventsAt(...Array.from({ length: 20_000 }, (_, index): Timed => [index / 20, { ms: index % 100 }])));
  assert.ok(JSON.stringify(engine.snapshot()).length < 40_000);
});

const timed = fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.record({ ms: fc.integer({ min: 0, max: 5 }) })), { maxLength: 60 });

test('agrees with windows and baselines taken by hand', () => {
  fc.assert(fc.property(timed, fc.constantFrom('count' as const, 'avg' as const), fc.constantFrom(1, 1.5, 2), (list, fn, zscore) => {
    const sorted = [[1, { ms: 1 }] as const, ...list].toSorted(([a], [b]) => a - b);
    const figure = (window: number): number | undefined => {
      const inside = sorted.filter(([at]) => Math.ceil(at / 10) === window).map(([, { ms }]) => ms);
      return fn === 'count' ? inside.length : inside.length === 0 ? undefined : inside.reduce((sum, one) => sum + one, 0) / inside.length;
    };
    const first = Math.ceil((sorted[0]?.[0] ?? 0) / 10);
    const expected: string[] = [];
    let firing = false;
    for (let window = first + 1; window <= 40; window++) {
      const value = figure(window);
      const before = Array.from({ length: 20 }, (_, back) => window - 1 - back).filter((one) => one > first).map(figure).filter((one) => one !== undefined);
      const mean = before.reduce((sum, one) => sum + one, 0) / before.length;
      const deviation = Math.max(Math.sqrt(before.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (before.length - 1)), 0.01 * Math.abs(mean)) || 1;
      const holds = value !== undefined && before.length >= 4 && Math.abs((value - mean) / deviation) >= zscore + 1e-9;
      if (holds !== firing) expected.push(`${holds ? 'fired' : 'resolved'} ${window * 10}.001`);
      firing = holds;
    }
    const got = told(runThrough(odd({ fn, zscore: zscore + 1e-9 }), eventsAt(...sorted), { until: 400.5 })).map(({ kind, at }) => `${kind} ${((at - START) / SECOND).toFixed(3)}`);
    assert.equal(got, expected);
  }), { seed: 19, numRuns: 60 });
});

test('semantics 12 and 14: batches and restarts change nothing', () => {
  fc.assert(fc.property(timed, (list) => assertSameHoweverRun(odd({ fn: 'p50', zscore: 1 }), list, 500)), { seed: 20, numRuns: 15 });
});

test.run();
