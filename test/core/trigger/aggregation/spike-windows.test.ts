import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { SpikeConfig } from '../../../../schemas/aggregation.js';
import type { TriggerConfig } from '../../../../schemas/trigger.js';
import { assertSameHoweverRun, runThrough, walked, walkedBy, wordsOf, type Timed } from '../../../support/aggregation-rig.js';
import { runs } from '../../../support/full.js';
import { suite } from '../../../support/suite.js';
import { eventsAt, inWords, SECOND, START, testEngine, triggerConfig } from '../../../support/trigger-fixtures.js';

const test = suite('SpikeWindow');

const spike = (config: Partial<SpikeConfig> = {}, more: Partial<TriggerConfig> = {}): TriggerConfig =>
  triggerConfig({ name: 'spike', spike: { factor: 3, direction: 'up', within: 10 * SECOND, reference: 20 * SECOND, min_reference: 1, min_events: 0, ...config }, ...more });

/** One event each `step` seconds. */
const steady = (from: number, to: number, step: number): Timed[] => Array.from({ length: Math.ceil((to - from) / step) }, (_, index): Timed => [from + index * step]);

test('fires when the window holds so many times what the time before had, scaled to its length', () => {
  const [fired] = runThrough(spike(), eventsAt(...steady(0, 41, 5), [40.5], [40.6], [40.7], [40.8], [40.9]));
  assert.is(fired && inWords(fired), 'fired spike at 40.8s count 6');
  assert.equal(fired?.measure, { count: 6, value: 6, since: START + 35 * SECOND, reference: 2 });
});

test('resolves when the window falls below, by time alone too', () => {
  const burst: Timed[] = [[40.5], [40.6], [40.7], [40.8], [40.9]];
  const words = wordsOf(spike(), [...steady(0, 41, 5), ...burst, ...steady(45, 100, 5)], 100);
  assert.equal(words, ['fired spike at 40.8s count 6', 'resolved spike at 50.5s']);
});

test('semantics 12: does not fire before a whole reference was seen', () => {
  assert.equal(wordsOf(spike(), [[0], ...steady(20, 29.9, 1)]), []);
  assert.equal(wordsOf(spike(), [[0], [5], ...steady(22, 29.1, 1)], 30), ['fired spike at 30s count 8'], 'by time alone, where it then holds');
});

test('does not fire against an empty reference', () => {
  assert.equal(wordsOf(spike(), [[0], ...steady(60, 69, 0.5)]), []);
  assert.equal(wordsOf(spike({ min_reference: 5 }), [...steady(0, 40, 5), ...steady(40, 41, 0.1)]), []);
});

test('begins to warm up anew after it was quiet for window and reference together', () => {
  assert.equal(wordsOf(spike(), [...steady(0, 40, 5), [100], ...steady(112, 113, 0.1)]), []);
});

test('down: fires when there are fewer, by time alone', () => {
  const words = wordsOf(spike({ direction: 'down' }), steady(0, 60, 1), 300);
  assert.equal(words, ['fired spike at 66s count 3', 'resolved spike at 89s']);
});

test('both: fires either way', () => {
  assert.is(wordsOf(spike({ direction: 'both' }), [...steady(0, 40, 5), ...steady(40, 41, 0.1)]).length, 1);
  assert.is(wordsOf(spike({ direction: 'both' }), steady(0, 60, 1), 70).length, 1);
});

test('min_events: a window with fewer says nothing', () => {
  assert.equal(wordsOf(spike({ min_events: 20 }), [...steady(0, 40, 5), ...steady(40, 41, 0.1)]), []);
});

test('semantics 4: late events count, and the same event counts once', () => {
  const { engine, reasons } = testEngine([spike()]);
  const events = eventsAt(...steady(0, 40, 5), [40.5], [40.6], [40.7], [40.8]);
  assert.equal([...engine.process(events), ...engine.process(events.slice(-6))], []);
  assert.is(reasons.duplicate, 6);
  assert.equal(engine.process(eventsAt([39.9, { late: true }])).map(inWords), ['fired spike at 39.9s count 6']);
});

test('semantics 13: a flood takes no more memory, and what it holds is off by a slice at most', () => {
  const flood = [...steady(0, 40, 0.02), ...steady(40, 45, 0.0005)];
  const { engine } = testEngine([spike({ factor: 5 })]);
  const [fired] = engine.process(eventsAt(...flood));
  assert.ok(Math.abs((fired?.at ?? 0) - START - 41.11 * SECOND) < 700, `${((fired?.at ?? 0) - START) / SECOND}`);
  assert.ok(JSON.stringify(engine.snapshot()).length < 100_000);
});

test('on_match reset: the window goes on, against a reference that begins with it', () => {
  const config = spike({}, { on_match: 'reset' });
  assert.equal(wordsOf(config, [...steady(0, 41, 5), [40.5], [40.6], [40.7], [40.8], [40.9], [41], [42], ...steady(60, 60.8, 0.1)]), ['fired spike at 40.8s count 6'], 'it warms up again first');
});

test('reference_ends newest: an old reference still counts', () => {
  const events = [...steady(0, 40, 5), ...steady(200, 201, 0.1)];
  assert.equal(wordsOf(spike({}), events), []);
  assert.equal(wordsOf(spike({ reference_ends: 'newest' }, { check_every: 0 }), events), ['fired spike at 200.5s count 6']);
});

const timed = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 60 });

test('agrees with counting window and reference by hand', () => {
  fc.assert(fc.property(timed, fc.constantFrom('up' as const, 'down' as const, 'both' as const), fc.constantFrom(1.5, 2, 3), (list, direction, factor) => {
    // One event a second at most, and none that comes after a pause, for which the warm-up begins anew.
    const times = [...new Set([...list, 0, 20, 40, 60])].toSorted((a, b) => a - b);
    const config = spike({ direction, factor, within: 5 * SECOND, reference: 20 * SECOND });
    const count = (from: number, to: number): number => times.filter((time) => time > from && time <= to).length;
    const got = walkedBy(config, times.map((time): Timed => [time]), 120);
    assert.equal(got, walked(120, (second) => {
      const now = count(second - 5, second);
      const before = count(second - 25, second - 5);
      const expected = before * 5 / 20;
      return second >= 25 && before > 0 && ((direction !== 'down' && now >= factor * expected) || (direction !== 'up' && now * factor <= expected));
    }));
  }), { seed: 17, numRuns: runs(100) });
});

test('semantics 12 and 14: batches and restarts change nothing', () => {
  fc.assert(fc.property(timed, (list) => assertSameHoweverRun(spike({ factor: 1.5, within: 5 * SECOND, direction: 'both' }), list.map((time): Timed => [time]), 120)), { seed: 18, numRuns: runs(30) });
});

test.run();
