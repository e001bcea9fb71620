import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { RatioConfig } from '../../../../schemas/aggregation.js';
import type { TriggerConfig } from '../../../../schemas/trigger.js';
import { HushpipeError } from '../../../../core/contract/errors.js';
import { assertSameHoweverRun, runThrough, walked, walkedBy, wordsOf, type Timed } from '../../../support/aggregation-rig.js';
import { runs } from '../../../support/full.js';
import { suite } from '../../../support/suite.js';
import { eventsAt, SECOND, START, testEngine, triggerConfig } from '../../../support/trigger-fixtures.js';

const test = suite('planRatio');

const share = (config: Partial<RatioConfig> = {}, more: Partial<TriggerConfig> = {}): TriggerConfig =>
  triggerConfig({ name: 'errors', ratio: { of: { bad: true }, within: 10 * SECOND, min_events: 2, ...config }, ...more });

test('fires when the share of the second condition crosses the bound', () => {
  const events: Timed[] = [[0, { bad: true }], [1, { bad: false }], [2, { bad: true }], [3, { bad: true }]];
  const [fired] = runThrough(share({ gt: 0.5 }), eventsAt(...events));
  assert.equal([fired?.at, fired?.measure], [START + 2 * SECOND, { count: 3, value: 2 / 3, since: START }]);
});

test('resolves when the share falls by time alone', () => {
  const events: Timed[] = [[0, { bad: true }], [1, { bad: true }], [2, {}], [3, {}]];
  assert.equal(wordsOf(share({ gte: 0.4 }), events, 60), ['fired errors at 1s count 2', 'resolved errors at 10s']);
});

test('fires for a share that is too low', () => {
  assert.equal(wordsOf(share({ lt: 0.5 }), [[0, { bad: true }], [1, {}], [2, {}]]), ['fired errors at 2s count 3']);
});

test('may look at other fields than `when`, for each group apart', () => {
  const trigger = share({ of: [{ 'status|gte': 500 }, { 'note|contains': 'broken' }], gt: 0.6, by: 'route' });
  assert.equal(wordsOf(trigger, [[0, { route: 'a', status: 503 }], [1, { route: 'b', status: 200 }], [2, { route: 'b', status: 200 }], [3, { route: 'a', note: 'it is broken' }]]), ['fired errors route=a at 3s count 2']);
});

test('semantics 4: an event counts once however often it comes', () => {
  const { engine, reasons } = testEngine([share({ gt: 0.5, min_events: 3 })]);
  const events = eventsAt([0, { bad: true }], [1, { bad: true }]);
  assert.equal([...engine.process(events), ...engine.process(events)], []);
  assert.is(reasons.duplicate, 2);
});

test('semantics 11: another condition under `of` begins anew', () => {
  const { engine } = testEngine([share({ gt: 0.5 })]);
  engine.process(eventsAt([0, { bad: true }]));
  engine.replace([share({ gt: 0.5, of: { worse: true } })]);
  assert.equal(engine.process(eventsAt([1, { worse: true }])), []);
});

test('refuses a condition that cannot be read, with its place', () => {
  try {
    testEngine([share({ gt: 0.5, of: { 'a|nope': 1 } })]);
    assert.unreachable();
  } catch (error) {
    assert.ok(error instanceof HushpipeError);
    assert.match(error.message, 'ratio.of.a|nope');
  }
});

const timed = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.record({ bad: fc.boolean() })), { maxLength: 40 });

test('agrees with the share of each window counted by hand', () => {
  fc.assert(fc.property(timed, fc.constantFrom(0.2, 1 / 3, 0.5, 0.75), fc.boolean(), (list, limit, above) => {
    // One event a second at most: what comes and goes within one is not seen by hand.
    const sorted = [...new Map(list.map((event) => [event[0], event])).values()].toSorted(([a], [b]) => a - b);
    const got = walkedBy(share(above ? { gte: limit } : { lt: limit }), sorted, 120);
    assert.equal(got, walked(120, (second) => {
      const inside = sorted.filter(([at]) => at > second - 10 && at <= second);
      const value = inside.filter(([, { bad }]) => bad).length / inside.length;
      return inside.length >= 2 && (above ? value >= limit : value < limit);
    }));
  }), { seed: 11, numRuns: runs(300) });
});

test('semantics 12 and 14: batches and restarts change nothing', () => {
  fc.assert(fc.property(timed, fc.constantFrom(0.2, 0.5), (list, gt) => assertSameHoweverRun(share({ gt }), list, 120)), { seed: 12, numRuns: runs(100) });
});

test.run();
