import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { GROUP_LIMITS } from '../../../core/trigger/group-limits.js';
import { KeyedState } from '../../../core/trigger/keyed-state.js';
import { planTriggers } from '../../../core/trigger/plan.js';
import type { Transition } from '../../../core/trigger/transition.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { eventsAt, feed, inWords, MINUTE, SECOND, START, testEngine, told, triggerConfig, wait } from '../../support/trigger-fixtures.js';

const test = suite('createTriggerEngine');

const { when: _, ...BARE } = triggerConfig({ name: 'row' });
const ROW: TriggerConfig = { ...BARE, sequence: { within: 20 * SECOND, ordered: true, by: 'user', steps: [{ a: { kind: 'a' } }, { b: { kind: 'b' } }] } };
const LOST = triggerConfig({ name: 'lost', when: { kind: 'a' }, absent: { for: MINUTE, lt: 1, by: 'user' } });
const THREE = triggerConfig({ name: 'three', when: { 'kind|exists': true }, count: { gte: 3, within: 10 * SECOND, by: 'user' } });
const KINDS: readonly TriggerConfig[] = [ROW, LOST, THREE];
const event = (at: number, kind: string, user = 'eve') => [at, { kind, user }] as const;

test('semantics 2: an event from the future is taken at its arrival, whatever counts it', () => {
  const test = testEngine(KINDS);
  const ahead = eventsAt(event(86_400, 'a'), event(1, 'b'));
  assert.equal(told(test.engine.process(ahead)).map(inWords), ['fired row user=eve at 1s count 2']);
  assert.equal(wait(test, MINUTE), ['resolved row user=eve at 20s', 'fired lost user=eve at 60s count 0'], 'and it is not waited for until tomorrow');
  assert.is(test.reasons.time_ahead, 1);
});

test('semantics 2: a clock that steps back shortens no window, and brings nothing twice', () => {
  const test = testEngine(KINDS);
  feed(test, event(100, 'a'), event(101, 'x'));
  test.clock.step(-50 * SECOND);
  assert.equal(told(test.engine.process(eventsAt(event(102, 'b')))).map(inWords), ['fired row user=eve at 102s count 2', 'fired three user=eve at 102s count 3']);
});

test('semantics 4: a replay of all that came, in any order, counts nothing again', () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom('a', 'b', 'x'), fc.constantFrom('eve', 'bob')), { maxLength: 20 });
  fc.assert(fc.property(steps, fc.infiniteStream(fc.nat(1000)), (list, order) => {
    const { engine } = testEngine(KINDS);
    const events = eventsAt(...list.toSorted(([a], [b]) => a - b).map(([at, kind, user]) => event(at, kind, user)));
    engine.process(events);
    const again = events.map((one) => ({ one, place: order.next().value as number })).toSorted((a, b) => a.place - b.place).map(({ one }) => one);
    assert.equal(told(engine.process(again)).map(inWords), []);
  }), { seed: 2, numRuns: runs(200) });
});

test('semantics 11: a reload with the same shape keeps what each kind knows, and says nothing again', () => {
  const test = testEngine(KINDS);
  feed(test, event(0, 'a'), event(1, 'x'), event(2, 'a', 'bob'), event(3, 'b', 'bob'));
  const louder = KINDS.map((config) => ({ ...config, severity: 'critical' as const, tags: ['night'] }));
  assert.equal(test.engine.replace(louder), []);
  assert.equal(feed(test, event(4, 'b')), ['fired row user=eve at 4s count 2', 'fired three user=eve at 4s count 3']);
  assert.equal(wait(test, 3 + MINUTE).filter((text) => text.includes('lost')), ['fired lost user=eve at 60s count 0']);
});

test('semantics 11: a sequence with other steps begins anew; one that is removed ends what it fired, with the reason', () => {
  const test = testEngine([ROW]);
  feed(test, event(0, 'a'), event(1, 'a', 'bob'), event(2, 'b', 'bob'));
  const other: TriggerConfig = { ...ROW, sequence: { within: 20 * SECOND, ordered: true, by: 'user', steps: [{ a: { kind: 'a' } }, { b: { kind: ['b', 'c'] } }] } };
  assert.equal(test.engine.replace([other]).map(({ kind, ended }) => [kind, ended]), [['resolved', 'removed']]);
  assert.equal(feed(test, event(3, 'b')), [], 'the first step is forgotten');
  assert.equal(feed(test, event(4, 'a'), event(5, 'c')), ['fired row user=eve at 5s count 2']);
  assert.equal(test.engine.replace([]).map(({ kind, ended }) => [kind, ended]), [['resolved', 'removed']]);
});

test('semantics 13: a flood of 50,000 keys stays within the caps of each kind, is counted, and the alert says so', () => {
  for (const config of KINDS) {
    const [plan] = planTriggers([config]);
    if (plan === undefined) throw new Error('no plan');
    let full = 0;
    const state = new KeyedState({ plan, count: (reason) => void (full += Number(reason === 'state_full')), hold: () => undefined, isWatched: false, notesChanges: false }, { ...GROUP_LIMITS, groups: 2_000 });
    const out: Transition[] = [];
    const match = (at: number, user: string, kind: string): void => {
      const time = START + at;
      const fields: Readonly<Record<string, string>> = { user, kind };
      state.match({ id: `${user}${at}`, fields: { get: (path) => fields[path] }, time, arrival: time, sampleBytes: 0, sample: () => undefined }, out);
    };
    for (let n = 0; n < 50_000; n++) match(Math.floor(n / 100), `u${n}`, 'a');
    assert.is([...state.groups()].length, 2_000, config.name);
    assert.ok(full >= 48_000, `${config.name} counted ${full}`);
    for (const [at, kind] of [[501, 'a'], [502, 'x'], [503, 'b']] as const) match(at, 'eve', kind);
    if (config !== LOST) assert.equal(out.filter(({ kind }) => kind === 'fired').map(({ key, saturated }) => [key['user'], saturated]), [['eve', true]]);
  }
});

test.run();
