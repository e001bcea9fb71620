import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { HushpipeError } from '../../../core/contract/errors.js';
import type { JsonValue } from '../../../core/contract/json.js';
import type { Transition } from '../../../core/trigger/transition.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { eventsAt, inWords, MINUTE, SECOND, START, testEngine, told as announced, triggerConfig, type TestEngine } from '../../support/trigger-fixtures.js';

const test = suite('createTriggerEngine');

const count = { gte: 10, within: 5 * MINUTE, by: 'user' } as const;
const TEN = triggerConfig({ count });
const throughJson = (value: JsonValue): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;
const seconds = (from: number, to: number): readonly (readonly [number, object])[] =>
  Array.from({ length: to - from }, (_, index) => [from + index, { user: 'eve' }] as const);

test('gives the transitions of one event in the order of the triggers', () => {
  const { engine } = testEngine(['c', 'a', 'b'].map((name) => triggerConfig({ name, when: name === 'a' ? { 'n|gte': 0 } : { event: 'login_failed' } })));
  assert.equal(engine.process(eventsAt([0])).map(({ trigger }) => trigger), ['c', 'a', 'b']);
});

test('leaves out triggers that are not enabled', () => {
  assert.equal(testEngine([triggerConfig({ enabled: false })]).engine.process(eventsAt([0])), []);
});

test('semantics 2: an event too far ahead is counted once, however many triggers it meets', () => {
  const { engine, reasons } = testEngine([triggerConfig({ name: 'a' }), triggerConfig({ name: 'b' })]);
  const fired = engine.process(eventsAt([3600]));
  assert.equal(fired.map(({ at }) => at), [START, START]);
  assert.equal(reasons, { time_ahead: 1 });
});

const TRIGGERS: readonly TriggerConfig[] = [
  triggerConfig({ name: 'each', throttle: { every: 7 * SECOND, backoff: 2, max: MINUTE } }),
  triggerConfig({ name: 'three', count: { gte: 3, within: 10 * SECOND, by: ['user', 'ip'] }, throttle: { every: 4 * SECOND, backoff: 1, max: MINUTE } }),
  triggerConfig({ name: 'two', when: { 'user|startswith': 'u' }, count: { gte: 2, within: 3 * SECOND } }),
];
const someEvents = fc.array(fc.tuple(fc.integer({ min: 0, max: 120 }), fc.constantFrom('u1', 'u2', 'x'), fc.constantFrom('10.0.0.1', undefined)), { maxLength: 60 })
  .map((list) => eventsAt(...list.map(([at, user, ip]) => [at, { user, ip }] as const)));
const told = (transitions: readonly Transition[]): readonly unknown[] => transitions.map((one) => [one.id, inWords(one), one.since, one.samples.map((event) => event.line())]);

test('semantics 14: events in one batch give what they give one by one', () => {
  fc.assert(fc.property(someEvents, (events) => {
    const batch = testEngine(TRIGGERS);
    const single = testEngine(TRIGGERS);
    assert.equal(told(events.flatMap((event) => single.engine.process([event]))), told(batch.engine.process(events)));
    assert.equal(single.reasons, batch.reasons);
    assert.equal(told(single.engine.advance(START + 60 * MINUTE)), told(batch.engine.advance(START + 60 * MINUTE)));
  }), { seed: 31, numRuns: runs(200) });
});

test('semantics 14: 1,000 events in one batch give what they give one by one', () => {
  const events = eventsAt(...Array.from({ length: 1000 }, (_, index) => [(index * 37) % 113, { user: `u${index % 7}` }] as const));
  const single = testEngine(TRIGGERS);
  const one = events.flatMap((event) => single.engine.process([event]));
  assert.ok(one.length > 10);
  assert.equal(told(one), told(testEngine(TRIGGERS).engine.process(events)));
});

test('semantics 12: a snapshot in the middle of a window goes on where it left off', () => {
  const first = testEngine([TEN]);
  assert.equal(first.engine.process(eventsAt(...seconds(0, 8))), []);
  const second = testEngine([TEN], first.clock);
  second.engine.restore(throughJson(first.engine.snapshot()));
  const [fired, ...more] = second.engine.process(eventsAt([8, { user: 'eve' }], [9, { user: 'eve' }]));
  assert.is(fired && inWords(fired), 'fired failed-logins user=eve at 9s count 10');
  assert.is(fired?.since, START);
  assert.is(more.length, 0);
});

test('semantics 12: a snapshot anywhere changes nothing of what follows', () => {
  fc.assert(fc.property(someEvents, fc.nat(60), (events, at) => {
    const whole = testEngine(TRIGGERS);
    const words = (test: TestEngine, list: typeof events): readonly unknown[] => test.engine.process(list).map((one) => [one.id, inWords(one)]);
    const expected = words(whole, events);
    const before = testEngine(TRIGGERS);
    const after = testEngine(TRIGGERS);
    const head = words(before, events.slice(0, at));
    after.engine.restore(throughJson(before.engine.snapshot()));
    assert.equal([...head, ...words(after, events.slice(at))], expected);
    assert.equal(after.engine.advance(START + 60 * MINUTE).map(inWords), whole.engine.advance(START + 60 * MINUTE).map(inWords));
  }), { seed: 37, numRuns: runs(200) });
});

test('semantics 12: the time that a restart takes does not end what fires', () => {
  const first = testEngine([TEN]);
  first.engine.process(eventsAt(...seconds(0, 10)));
  const saved = first.engine.snapshot();
  const second = testEngine([TEN], first.clock);
  first.clock.step(60 * MINUTE);
  second.engine.restore(saved);
  assert.equal(second.engine.advance(first.clock.now()), []);
  assert.equal(second.engine.process(eventsAt([10, { user: 'eve' }])), [], 'it is still the same firing');
  assert.equal(second.engine.advance(first.clock.now() + 6 * MINUTE).map(inWords), ['resolved failed-logins user=eve at 301s']);
});

test('semantics 12: what is over is not saved, and no event is', () => {
  const { engine, clock } = testEngine([TEN]);
  engine.process(eventsAt([0, { user: 'eve', note: 'something to keep' }]));
  assert.not.match(JSON.stringify(engine.snapshot()), 'something to keep');
  assert.match(JSON.stringify(engine.snapshot()), 'eve');
  clock.step(60 * MINUTE);
  assert.not.match(JSON.stringify(engine.snapshot()), 'eve');
});

test('semantics 12: saved state of a trigger that is another now is left out', () => {
  const first = testEngine([TEN]);
  first.engine.process(eventsAt(...seconds(0, 9)));
  const second = testEngine([triggerConfig({ count, when: { event: 'login_failed', 'user|exists': true } })], first.clock);
  second.engine.restore(first.engine.snapshot());
  assert.equal(second.engine.process(eventsAt([9, { user: 'eve' }])), []);
});

const DAMAGED: readonly JsonValue[] = [null, 'x', {}, { version: 1, at: 0, triggers: [] }, { version: 2, at: 0, triggers: [{}] }];

test('semantics 12: damaged state is refused, and what is there stays', () => {
  const { engine } = testEngine([TEN]);
  engine.process(eventsAt(...seconds(0, 9)));
  const half = throughJson(engine.snapshot()) as { triggers: { state: { groups: unknown[] } }[] };
  half.triggers[0]?.state.groups.push({ key: 5 });
  for (const damaged of [...DAMAGED, half as unknown as JsonValue]) {
    assert.throws(() => engine.restore(damaged), (error: unknown) => error instanceof HushpipeError && error.code === 'STATE_UNREADABLE', JSON.stringify(damaged));
  }
  assert.is(engine.process(eventsAt([9, { user: 'eve' }])).length, 1);
});

test('semantics 11: a reload keeps a count that stood at 8 of 10, and it fires at the tenth', () => {
  const { engine } = testEngine([TEN]);
  engine.process(eventsAt(...seconds(0, 8)));
  assert.equal(engine.replace([triggerConfig({ name: 'new-one', when: { event: 'x' } }), { ...TEN, severity: 'critical' }]), []);
  assert.equal(engine.process(eventsAt([8, { user: 'eve' }])), []);
  assert.equal(engine.process(eventsAt([9, { user: 'eve' }])).map(inWords), ['fired failed-logins user=eve at 9s count 10']);
});

test('semantics 11: a changed threshold keeps the window', () => {
  const { engine } = testEngine([TEN]);
  engine.process(eventsAt(...seconds(0, 8)));
  assert.equal(engine.replace([triggerConfig({ count: { ...count, gte: 12 } })]), []);
  assert.equal(engine.process(eventsAt(...seconds(8, 11))), []);
  assert.equal(engine.process(eventsAt([11, { user: 'eve' }])).map(inWords), ['fired failed-logins user=eve at 11s count 12']);
});

test('semantics 11: a lower threshold fires at the next event, not because of the reload', () => {
  const { engine } = testEngine([TEN]);
  engine.process(eventsAt(...seconds(0, 8)));
  assert.equal(engine.replace([triggerConfig({ count: { ...count, gte: 5 } })]), []);
  assert.equal(engine.process(eventsAt([8, { user: 'eve' }])).map(inWords), ['fired failed-logins user=eve at 8s count 5']);
});

test('semantics 11: what fires goes on firing, and a threshold out of reach ends it', () => {
  const { engine, clock } = testEngine([TEN]);
  engine.process(eventsAt(...seconds(0, 10)));
  assert.equal(engine.replace([{ ...TEN, alert: 'other' }]), []);
  clock.step(20 * SECOND);
  assert.equal(engine.replace([triggerConfig({ count: { ...count, gte: 20 } })]).map(inWords), ['resolved failed-logins user=eve at 20s']);
  assert.is(engine.nextDeadline(), undefined);
});

test('semantics 11: another condition begins anew, throttle stays', () => {
  const throttle = { every: 5 * MINUTE, backoff: 1, max: 5 * MINUTE };
  const { engine, reasons, clock } = testEngine([triggerConfig({ count: { ...count, gte: 2 }, throttle })]);
  clock.step(5 * MINUTE);
  assert.is(engine.process(eventsAt(...seconds(0, 2))).length, 1);
  const changed = triggerConfig({ when: { event: 'login_*' }, count: { ...count, gte: 2 }, throttle });
  assert.equal(engine.replace([changed]).map(({ kind }) => kind), ['resolved']);
  assert.equal(announced(engine.process(eventsAt(...seconds(2, 4)))), [], 'a notice was sent 3 s ago');
  assert.is(reasons.throttled, 1);
  assert.equal(engine.process(eventsAt(...seconds(302, 304))).map(({ heldBack }) => heldBack), [1]);
});

test('semantics 11: the throttle of a trigger without count stays too', () => {
  const trigger = triggerConfig({ throttle: { every: MINUTE, backoff: 1, max: MINUTE } });
  const { engine } = testEngine([trigger]);
  assert.is(engine.process(eventsAt([0])).length, 1);
  engine.replace([{ ...trigger, when: { 'event|startswith': 'login' } }]);
  assert.equal(engine.process(eventsAt([1], [2], [61])).map(inWords), ['fired failed-logins at 61s count 1 held 2']);
});

test('semantics 11: a removed trigger ends what it had announced', () => {
  const { engine } = testEngine([TEN]);
  engine.process(eventsAt(...seconds(0, 10)));
  assert.equal(engine.replace([]).map(({ kind, trigger }) => `${kind} ${trigger}`), ['resolved failed-logins']);
  assert.equal(engine.process(eventsAt([10, { user: 'eve' }])), []);
});

test('semantics 11: all or nothing: triggers that cannot be used change nothing', () => {
  const { engine } = testEngine([TEN]);
  engine.process(eventsAt(...seconds(0, 9)));
  assert.throws(() => engine.replace([triggerConfig({ count: { ...count, gte: 20 } }), triggerConfig({ name: 'bad', when: { 'a|nope': 1 } })]), /nope/);
  assert.equal(engine.process(eventsAt([9, { user: 'eve' }])).map(inWords), ['fired failed-logins user=eve at 9s count 10']);
});

test('reads a field of an event once, however many triggers ask for it', () => {
  const [event] = eventsAt([0]);
  if (event === undefined) throw new Error('no event');
  let reads = 0;
  const counted = new Proxy(event, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name === 'get') reads++;
      return (value as (...given: unknown[]) => unknown).bind(target);
    },
  });
  const { engine } = testEngine(Array.from({ length: 10 }, (_, index) => triggerConfig({ name: `t${index}`, when: { 'event|contains': 'nothing' } })));
  engine.process([counted]);
  assert.is(reads, 1);
});

test.run();
