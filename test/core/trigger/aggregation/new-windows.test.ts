import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { NewConfig } from '../../../../schemas/aggregation.js';
import type { TriggerConfig } from '../../../../schemas/trigger.js';
import { assertSameHoweverRun, runThrough, walkedBy, wordsOf, type Timed } from '../../../support/aggregation-rig.js';
import { suite } from '../../../support/suite.js';
import { eventsAt, inWords, MINUTE, SECOND, testEngine, told, triggerConfig } from '../../../support/trigger-fixtures.js';

const test = suite('NewWindow');

const fresh = (config: Partial<NewConfig> = {}, more: Partial<TriggerConfig> = {}): TriggerConfig =>
  triggerConfig({ name: 'fresh', new: { field: 'country', learn: 0, max: 1000, ...config }, ...more });

const seen = (...countries: readonly string[]): Timed[] => countries.map((country, second) => [second, { country }]);

test('fires once for each value that was not seen before, and nothing resolves', () => {
  assert.equal(wordsOf(fresh(), seen('de', 'us', 'de', 'us', 'fr'), 600), ['fired fresh at 0s count 1', 'fired fresh at 1s count 1', 'fired fresh at 4s count 1']);
});

test('each alert has an id of its own and says which value it is', () => {
  const transitions = runThrough(fresh(), eventsAt([0, { country: 'de' }], [0, { country: 'us' }]));
  assert.equal(transitions.map(({ measure }) => measure.details), [{ value: { country: 'de' } }, { value: { country: 'us' } }]);
  assert.is(new Set(transitions.map(({ id }) => id)).size, 2);
});

test('looks at several fields together, in each group apart', () => {
  const trigger = fresh({ field: ['country', 'asn'], by: 'user' });
  const events: Timed[] = [[0, { user: 'a', country: 'de', asn: 1 }], [1, { user: 'a', country: 'de', asn: 1 }], [2, { user: 'b', country: 'de', asn: 1 }], [3, { user: 'a', country: 'de', asn: 2 }]];
  assert.equal(wordsOf(trigger, events), ['fired fresh user=a at 0s count 1', 'fired fresh user=b at 2s count 1', 'fired fresh user=a at 3s count 1']);
  assert.equal(wordsOf(trigger, [[0, { user: 'a', country: 'de' }]]), [], 'an event without one of the fields is left out');
});

test('semantics 12: while it learns, from the first event on, it says nothing', () => {
  assert.equal(wordsOf(fresh({ learn: 3 * SECOND }), seen('de', 'us', 'fr', 'gb', 'us', 'it')), ['fired fresh at 3s count 1', 'fired fresh at 5s count 1']);
});

test('semantics 12: a restart keeps what it knows and how long it still learns', () => {
  const first = testEngine([fresh({ learn: 10 * SECOND })]);
  first.engine.process(eventsAt([0, { country: 'de' }]));
  const second = testEngine([fresh({ learn: 10 * SECOND })], first.clock);
  second.engine.restore(first.engine.snapshot());
  assert.equal(second.engine.process(eventsAt([5, { country: 'us' }], [20, { country: 'de' }], [21, { country: 'us' }], [22, { country: 'fr' }])).map(inWords), ['fired fresh at 22s count 1']);
});

test('semantics 4: a late event never makes something new twice', () => {
  assert.equal(wordsOf(fresh(), [[100, { country: 'de' }], [10, { country: 'de' }], [200, { country: 'de' }]]), ['fired fresh at 100s count 1']);
  assert.equal(wordsOf(fresh(), [[100, { country: 'de' }], [10, { country: 'us' }], [200, { country: 'us' }]]), ['fired fresh at 100s count 1', 'fired fresh at 10s count 1'], 'but may be new itself');
  assert.equal(wordsOf(fresh({ forget: 10 * SECOND }), [[0, { country: 'de' }], [30, { country: 'us' }], [1, { country: 'de' }]]), ['fired fresh at 0s count 1', 'fired fresh at 30s count 1'], 'what came again after it was forgotten is late');
});

test('semantics 4: the same events again are nothing new', () => {
  const { engine } = testEngine([fresh()]);
  const events = eventsAt([0, { country: 'de' }], [0, { country: 'us' }]);
  engine.process(events);
  assert.equal(engine.process(events), []);
});

test('a value that was not seen for `forget` is new again', () => {
  assert.equal(wordsOf(fresh({ forget: 10 * SECOND }), [[0, { country: 'de' }], [9, { country: 'de' }], [18, { country: 'de' }], [28, { country: 'de' }]]), ['fired fresh at 0s count 1', 'fired fresh at 28s count 1']);
});

test('semantics 13: beyond `max` the stalest value goes, is counted, and alerts say so', () => {
  const { engine, reasons } = testEngine([fresh({ max: 2 })]);
  const transitions = engine.process(eventsAt(...seen('de', 'us', 'de', 'fr', 'de', 'us')));
  assert.equal(transitions.map(inWords), ['fired fresh at 0s count 1', 'fired fresh at 1s count 1', 'fired fresh at 3s count 1', 'fired fresh at 5s count 1']);
  assert.is(reasons.state_full, 2);
  assert.equal(transitions.map(({ saturated }) => saturated), [false, false, true, true]);
});

test('semantics 5: throttle applies, and the next alert says how many it held back', () => {
  const throttle = { every: MINUTE, backoff: 1, max: MINUTE };
  assert.equal(wordsOf(fresh({}, { throttle }), [...seen('a', 'b', 'c'), [70, { country: 'd' }]]), ['fired fresh at 0s count 1', 'fired fresh at 70s count 1 held 2']);
});

test('semantics 9: another trigger hears of each, also of those held back', () => {
  const throttle = { every: MINUTE, backoff: 1, max: MINUTE };
  const many = triggerConfig({ name: 'many', when: { trigger: 'fresh' }, count: { gte: 3, within: MINUTE } });
  const { engine } = testEngine([fresh({}, { throttle }), many]);
  assert.equal(told(engine.process(eventsAt(...seen('a', 'b', 'c')))).map(inWords), ['fired fresh at 0s count 1', 'fired many at 2s count 3']);
});

test('semantics 11: another `learn`, `max` or `forget` keeps what it knows', () => {
  const { engine } = testEngine([fresh()]);
  engine.process(eventsAt([0, { country: 'de' }]));
  engine.replace([fresh({ max: 5, forget: MINUTE })]);
  assert.equal(engine.process(eventsAt([1, { country: 'de' }])), []);
});

const timed = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.record({ country: fc.constantFrom('a', 'b', 'c', 'd') })), { maxLength: 40 });

test('agrees with looking through all that came before', () => {
  fc.assert(fc.property(timed, fc.constantFrom(0, 5, 20), fc.constantFrom(8, 25, 1000), (list, learn, forget) => {
    const sorted = list.toSorted(([a], [b]) => a - b);
    const first = sorted[0]?.[0] ?? 0;
    const expected = sorted.flatMap(([at, { country }], index) => {
      const last = sorted.slice(0, index).findLast(([, other]) => other.country === country);
      return at >= first + learn && (last === undefined || at - last[0] >= forget) ? [`fired ${at}`] : [];
    });
    assert.equal(walkedBy(fresh({ learn: learn * SECOND, forget: forget * SECOND }), sorted, 600), expected);
  }), { seed: 13, numRuns: 150 });
});

test('semantics 12 and 14: batches and restarts change nothing', () => {
  fc.assert(fc.property(timed, (list) => assertSameHoweverRun(fresh({ forget: 20 * SECOND, learn: 5 * SECOND }), list, 120)), { seed: 14, numRuns: 50 });
});

test.run();
