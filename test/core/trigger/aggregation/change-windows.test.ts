import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { ChangeConfig } from '../../../../schemas/aggregation.js';
import type { TriggerConfig } from '../../../../schemas/trigger.js';
import { assertSameHoweverRun, runThrough, walkedBy, wordsOf, type Timed } from '../../../support/aggregation-rig.js';
import { suite } from '../../../support/suite.js';
import { eventsAt, inWords, MINUTE, SECOND, testEngine, triggerConfig } from '../../../support/trigger-fixtures.js';

const test = suite('ChangeWindow');

const changed = (config: Partial<ChangeConfig> = {}, more: Partial<TriggerConfig> = {}): TriggerConfig =>
  triggerConfig({ name: 'changed', change: { field: 'role', missing: 'skip', ...config }, ...more });

const roles = (...list: readonly (string | null)[]): Timed[] => list.map((role, second) => [second, { role }]);

test('fires for each value that is another than that of the event before, never for the first', () => {
  assert.equal(wordsOf(changed(), roles('user', 'user', 'admin', 'admin', 'user'), 600), ['fired changed at 2s count 1', 'fired changed at 4s count 1']);
});

test('says what was before and what is now', () => {
  const [fired] = runThrough(changed({ field: ['role', 'team'] }), eventsAt([0, { role: 'user', team: 1 }], [1, { role: 'user', team: 2 }]));
  assert.equal(fired?.measure.details, { from: { role: 'user', team: 1 }, to: { role: 'user', team: 2 } });
});

test('looks at each group apart', () => {
  const events: Timed[] = [[0, { id: 1, role: 'user' }], [1, { id: 2, role: 'admin' }], [2, { id: 1, role: 'user' }], [3, { id: 2, role: 'user' }]];
  assert.equal(wordsOf(changed({ by: 'id' }), events), ['fired changed id=2 at 3s count 1']);
});

test('the event before counts only where it is no older than `within`', () => {
  assert.equal(wordsOf(changed({ within: 10 * SECOND }), [[0, { role: 'a' }], [10, { role: 'b' }], [20.001, { role: 'c' }]]), ['fired changed at 10s count 1']);
});

test('events without the field are left out, or have a value of their own with missing: value', () => {
  assert.equal(wordsOf(changed(), roles('a', null, 'a', null, 'b')), ['fired changed at 4s count 1']);
  assert.equal(wordsOf(changed({ missing: 'value' }), roles('a', null, 'a')), ['fired changed at 1s count 1', 'fired changed at 2s count 1']);
});

test('semantics 4: late and out-of-order events never fire, and change nothing', () => {
  const { engine, reasons } = testEngine([changed()]);
  assert.equal(engine.process(eventsAt([10, { role: 'a' }], [5, { role: 'b' }], [11, { role: 'a' }], [12, { role: 'b' }])).map(inWords), ['fired changed at 12s count 1']);
  assert.is(reasons.late, 1);
});

test('semantics 4: the same events again change nothing', () => {
  const { engine, reasons } = testEngine([changed()]);
  const events = eventsAt([0, { role: 'a' }], [1, { role: 'b' }], [1, { role: 'c' }]);
  assert.is(engine.process(events).length, 2);
  assert.equal(engine.process(events), []);
  assert.equal(reasons, { late: 1, duplicate: 2 });
});

test('semantics 5: throttle applies for each group, and an alert says how many it held back', () => {
  const throttle = { every: MINUTE, backoff: 1, max: MINUTE };
  assert.equal(wordsOf(changed({}, { throttle }), [...roles('a', 'b', 'c'), [70, { role: 'd' }]]), ['fired changed at 1s count 1', 'fired changed at 70s count 1 held 1']);
});

const timed = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.record({ role: fc.constantFrom('a', 'b', 'c') })), { maxLength: 40 });

test('agrees with comparing each event with the one before', () => {
  fc.assert(fc.property(timed, fc.constantFrom(3, 1000), (list, within) => {
    const sorted = list.toSorted(([a], [b]) => a - b);
    const expected = sorted.flatMap(([at, { role }], index) => {
      const before = sorted[index - 1];
      return before !== undefined && before[1].role !== role && at - before[0] <= within ? [`fired ${at}`] : [];
    });
    assert.equal(walkedBy(changed({ within: within * SECOND }), sorted, 600), expected);
  }), { seed: 15, numRuns: 150 });
});

test('semantics 12 and 14: batches and restarts change nothing', () => {
  fc.assert(fc.property(timed, (list) => assertSameHoweverRun(changed({ within: 20 * SECOND }), list, 120)), { seed: 16, numRuns: 50 });
});

test.run();
