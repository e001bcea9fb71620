import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { JsonValue } from '../../../../core/contract/json.js';
import type { TriggerConfig } from '../../../../schemas/trigger.js';
import { runs } from '../../../support/full.js';
import { suite } from '../../../support/suite.js';
import { eventsAt, feed, inWords, MINUTE, SECOND, START, testEngine, told, triggerConfig, wait } from '../../../support/trigger-fixtures.js';

const test = suite('SequenceWindows');

type Sequence = NonNullable<TriggerConfig['sequence']>;
const step = (name: string, more: object = {}): Sequence['steps'][number] => ({ [name]: { kind: name }, ...more });
/** A trigger with the steps a, b and c, of events with that `kind`. */
function sequence(fields: Partial<Sequence> = {}, more: Partial<TriggerConfig> = {}): TriggerConfig {
  const { when: _, ...rest } = triggerConfig({ name: 'seq', ...more });
  return { ...rest, sequence: { within: MINUTE, ordered: true, steps: [step('a'), step('b'), step('c')], ...fields } };
}
type Kind = string | object;
/** Events of these kinds, by their seconds. */
const line = (...events: readonly (readonly [number, Kind])[]): readonly (readonly [number, object])[] => events.map(([at, kind]) => [at, typeof kind === 'string' ? { kind } : kind] as const);
const run = (config: TriggerConfig, ...events: readonly (readonly [number, Kind])[]): readonly string[] => feed(testEngine([config]), ...line(...events)).filter((text) => text.startsWith('fired'));
const throughJson = (value: JsonValue): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;

test('fires when events meet its steps one after another', () => {
  const test = testEngine([sequence()]);
  assert.equal(feed(test, ...line([0, 'a'], [1, 'x'], [2, 'b'], [3, 'c'])), ['fired seq at 3s count 3']);
  assert.equal(wait(test, MINUTE - 1), []);
  assert.equal(wait(test, MINUTE), ['resolved seq at 60s'], 'when its first event leaves the window');
});

test('the order matters, unless it says `ordered: false`', () => {
  assert.equal(run(sequence(), [0, 'b'], [1, 'a'], [2, 'c']), []);
  assert.equal(run(sequence({ ordered: false }), [0, 'b'], [1, 'c'], [2, 'a']), ['fired seq at 2s count 3']);
});

test('a step may take several events', () => {
  const config = sequence({ steps: [step('a', { times: 3 }), step('b')] });
  assert.equal(run(config, [0, 'a'], [1, 'a'], [2, 'b'], [3, 'a'], [4, 'b']), ['fired seq at 4s count 4']);
  assert.equal(run(sequence({ steps: [step('a', { times: 2 }), step('b', { times: 2 })], ordered: false }), [0, 'b'], [1, 'a'], [2, 'b'], [3, 'a']), ['fired seq at 3s count 4']);
});

test('semantics 3: its window is half-open', () => {
  assert.equal(run(sequence(), [0, 'a'], [1, 'b'], [60, 'c']), []);
  assert.equal(run(sequence(), [0, 'a'], [1, 'b'], [59.999, 'c']), ['fired seq at 59.999s count 3']);
});

test('what is too old makes place for what came later', () => {
  assert.equal(run(sequence(), [0, 'a'], [40, 'a'], [41, 'b'], [70, 'c']), ['fired seq at 70s count 3']);
  assert.equal(run(sequence(), [0, 'a'], [1, 'b'], [50, 'a'], [70, 'c']), [], 'no b after the second a');
});

test('a step may say how soon after the one before it has to come', () => {
  const config = sequence({ steps: [step('a'), step('b', { within: 5 * SECOND }), step('c')] });
  assert.equal(run(config, [0, 'a'], [5, 'b'], [6, 'c']), []);
  assert.equal(run(config, [0, 'a'], [4, 'a'], [5, 'b'], [6, 'c']), ['fired seq at 6s count 3']);
  assert.equal(run(sequence({ steps: [step('a', { times: 2, within: 5 * SECOND }), step('b')] }), [0, 'a'], [5, 'a'], [9, 'a'], [10, 'b']), ['fired seq at 10s count 3']);
});

test('a forbidden step begins it anew', () => {
  const config = sequence({ unless: { kind: 'x' } });
  assert.equal(run(config, [0, 'a'], [1, 'b'], [2, 'x'], [3, 'c']), []);
  assert.equal(run(config, [0, 'a'], [1, 'b'], [2, 'x'], [3, 'c'], [4, 'a'], [5, 'b'], [6, 'c']), ['fired seq at 6s count 3']);
  assert.equal(run({ ...config, sequence: { ...config.sequence as Sequence, ordered: false } }, [0, 'a'], [1, 'b'], [2, 'x'], [3, 'c'], [4, 'a'], [5, 'b']), ['fired seq at 5s count 3']);
});

test('one key stands under different names in its events', () => {
  const config = sequence({ by: { actor: { a: 'user', b: 'user', c: 'db.user' } }, unless: { kind: 'x' } });
  assert.equal(run(config, [0, { kind: 'a', user: 'eve' }], [1, { kind: 'b', user: 'eve' }], [2, { kind: 'c', user: 'eve', db: { user: 'bob' } }]), []);
  assert.equal(run(config, [0, { kind: 'a', user: 'eve' }], [1, { kind: 'b', user: 'eve' }], [2, { kind: 'c', db: { user: 'eve' } }]), ['fired seq actor=eve at 2s count 3']);
  assert.equal(run(config, [0, { kind: 'a', user: 'eve' }], [1, { kind: 'x', user: 'eve' }], [1.5, { kind: 'b', user: 'eve' }], [2, { kind: 'c', db: { user: 'eve' } }]), []);
});

test('semantics 8: events without the key are a group of their own, or none where it says so', () => {
  const bare = line([0, 'a'], [1, 'b'], [2, 'c']);
  assert.equal(feed(testEngine([sequence({ by: 'user' })]), ...bare), ['fired seq user=(none) at 2s count 3']);
  assert.equal(feed(testEngine([sequence({ by: 'user' }, { by_missing: 'skip' })]), ...bare), []);
});

test('semantics 6: of several it takes the one that begins first, and goes on behind its last event', () => {
  const { engine } = testEngine([sequence({}, { on_match: 'reset' })]);
  const fired = engine.process(eventsAt(...line([0, 'a'], [1, 'a'], [2, 'b'], [3, 'a'], [4, 'b'], [5, 'c'], [6, 'c'], [7, 'a'], [8, 'c'], [9, 'b'], [10, 'c'])));
  assert.equal(fired.map((one) => [inWords(one), (one.since - START) / SECOND]), [['fired seq at 5s count 3', 0], ['fired seq at 10s count 3', 7]]);
});

test('semantics 6: one event never serves two steps of one match', () => {
  const steps = [{ first: { kind: ['a', 'b'] } }, { second: { kind: ['b', 'c'] } }];
  assert.equal(run(sequence({ steps }), [0, 'b']), []);
  assert.equal(run(sequence({ steps }), [0, 'b'], [1, 'b']), ['fired seq at 1s count 2']);
  assert.equal(run(sequence({ steps, ordered: false }), [0, 'b'], [1, 'a']), ['fired seq at 1s count 2'], 'b moves to the second step');
});

test('semantics 4: late events stand where they belong', () => {
  assert.equal(run(sequence(), [10, 'b'], [12, 'c'], [9, 'x'], [8, 'a']), ['fired seq at 8s count 3']);
  assert.equal(run(sequence({ unless: { kind: 'x' } }), [0, 'a'], [10, 'b'], [5, 'x'], [12, 'c']), []);
});

test('semantics 4: an event counts once however often it comes', () => {
  const { engine, reasons } = testEngine([sequence({ steps: [step('a', { times: 2 }), step('b')] }, { on_match: 'reset' })]);
  const events = eventsAt(...line([0, 'a'], [1, 'b'], [2, 'a'], [3, 'b']));
  assert.equal([...engine.process(events), ...engine.process(events)].length, 1);
  assert.is(reasons.duplicate, 4);
});

test('semantics 5: another match while it fires is told only as throttle lets it', () => {
  const events = line([0, 'a'], [1, 'b'], [2, 'c'], [3, 'a'], [4, 'b'], [5, 'c'], [6, 'a']);
  assert.equal(run(sequence(), ...events), ['fired seq at 2s count 3']);
  assert.equal(run(sequence({}, { throttle: { every: SECOND, backoff: 1, max: SECOND } }), ...events), ['fired seq at 2s count 3', 'fired seq at 5s count 4 repeat 1']);
});

test('semantics 9: its steps may be what other triggers do', () => {
  const other = (name: string): TriggerConfig => triggerConfig({ name, when: { kind: name } });
  const chained = sequence({ steps: [{ one: { trigger: 'a', state: 'firing' } }, { two: { trigger: 'b', state: 'firing' } }] });
  assert.equal(feed(testEngine([chained, other('a'), other('b')]), ...line([0, 'b'], [1, 'a'], [2, 'b'])), ['fired b at 0s count 1', 'fired a at 1s count 1', 'fired b at 2s count 1', 'fired seq at 2s count 2']);
});

test('semantics 13: a flood of one step is bounded and counted, and hides nothing', () => {
  const { engine, reasons } = testEngine([sequence({ within: 60 * MINUTE })]);
  const flood = Array.from({ length: 1000 }, (_, n) => [2 + n / 1000, n % 3 === 0 ? 'b' : 'a'] as const);
  const fired = engine.process(eventsAt(...line([0, 'a'], [1, 'b'], ...flood, [4, 'c'])));
  assert.equal(fired.map((one) => [inWords(one), one.since - START]), [['fired seq at 4s count 3', 0]]);
  assert.is(reasons.state_full, 1003 - 256);
});

test('a condition that cannot be read is named with its place', () => {
  assert.throws(() => testEngine([sequence({ steps: [step('a'), { b: { 'n|gte': 'x' } }] })]), /Trigger "seq", sequence\.steps\.1\.b\.n\|gte/);
  assert.throws(() => testEngine([sequence({ unless: { 'n|wat': 1 } })]), /sequence\.unless/);
});

interface Case {
  readonly events: readonly (readonly [number, string])[];
  readonly times: readonly number[];
  readonly withins: readonly (number | undefined)[];
  readonly within: number;
  readonly ordered: boolean;
  readonly cut: number;
}
const cases: fc.Arbitrary<Case> = fc.record({
  events: fc.array(fc.tuple(fc.integer({ min: 0, max: 25 }), fc.constantFrom('a', 'b', 'c', 'ab', 'x')), { maxLength: 14 }),
  times: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 3, maxLength: 3 }),
  withins: fc.array(fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }), { minLength: 3, maxLength: 3 }),
  within: fc.integer({ min: 3, max: 15 }),
  ordered: fc.boolean(),
  cut: fc.nat(14),
});
const LETTERS = ['a', 'b', 'c'];

function configOf({ times, withins, within, ordered }: Case): TriggerConfig {
  const steps = LETTERS.map((letter, index) => ({
    [letter]: { 'kind|contains': letter }, times: times[index] ?? 1, ...(withins[index] === undefined || !ordered ? {} : { within: (withins[index] ?? 0) * SECOND }),
  }));
  return sequence({ steps, within: within * SECOND, ordered, unless: { kind: 'x' } }, { on_match: 'reset' });
}

test('agrees with trying all ways by hand, batch by batch, saved and restored on the way', () => {
  fc.assert(fc.property(cases, (one) => {
    const sorted = one.events.toSorted(([a], [b]) => a - b);
    const config = configOf(one);
    const events = eventsAt(...line(...sorted));
    const first = testEngine([config]);
    const got = [...told(first.engine.process(events.slice(0, one.cut)))];
    const second = testEngine([config]);
    second.engine.restore(throughJson(first.engine.snapshot()));
    got.push(...told(events.slice(one.cut).flatMap((event) => second.engine.process([event]))));
    const words = got.filter(({ kind }) => kind === 'fired').map(({ since, at }) => `${(since - START) / SECOND}..${(at - START) / SECOND}`);
    assert.equal(words, byHand({ ...one, events: sorted }), JSON.stringify(one));
  }), { seed: 7, numRuns: runs(300) });
});

test('semantics 4: events in any order, none too late, come to the same as in theirs, where there is one match', () => {
  fc.assert(fc.property(cases, fc.infiniteStream(fc.nat(100)), (one, order) => {
    const kinds = one.events.filter(([, kind]) => kind !== 'x');
    const distinct = kinds.filter(([at], index) => kinds.findIndex(([other]) => other === at) === index);
    const sorted = distinct.toSorted(([a], [b]) => a - b);
    const [match, ...more] = byHand({ ...one, events: sorted });
    fc.pre(match !== undefined && more.length === 0);
    const shuffled = distinct.map((event) => ({ event, place: order.next().value as number })).toSorted((a, b) => a.place - b.place).map(({ event }) => event);
    const fired = testEngine([configOf(one)]).engine.process(eventsAt(...line(...shuffled))).filter(({ kind }) => kind === 'fired');
    assert.ok(fired.length >= 1, JSON.stringify({ ...one, events: shuffled }));
  }), { seed: 9, numRuns: runs(150) });
});

/** Tries every event for every place of a match, ending with each event in turn. */
function byHand({ events, times, withins, within, ordered }: Case): readonly string[] {
  const out: string[] = [];
  let from = 0;
  for (let end = 0; end < events.length; end++) {
    let first = end;
    const last = events[end] as readonly [number, string];
    while (first > from && (events[first - 1] as readonly [number, string])[1] !== 'x' && (events[first - 1] as readonly [number, string])[0] > last[0] - within) first--;
    if (last[1] === 'x') {
      from = end + 1;
      continue;
    }
    const starts = (ordered ? orderedStarts : unorderedStarts)(events.slice(first, end + 1), times, withins);
    if (starts.length === 0) continue;
    out.push(`${Math.min(...starts)}..${last[0]}`);
    from = end + 1;
  }
  return out;
}

/** When the matches begin that take the last of these events. */
function orderedStarts(events: readonly (readonly [number, string])[], times: readonly number[], withins: readonly (number | undefined)[]): readonly number[] {
  const starts: number[] = [];
  const units = times.flatMap((count, index) => Array.from({ length: count }, () => index));
  const go = (unit: number, next: number, taken: readonly number[]): void => {
    if (unit === units.length) {
      if (next === events.length && isSoonEnough(taken)) starts.push(taken[0] as number);
      return;
    }
    for (let at = next; at < events.length; at++) {
      const [time, kind] = events[at] as readonly [number, string];
      if (kind.includes(LETTERS[units[unit] as number] as string)) go(unit + 1, at + 1, [...taken, time]);
    }
  };
  const isSoonEnough = (taken: readonly number[]): boolean => times.every((count, index) => {
    const before = times.slice(0, index).reduce((sum, one) => sum + one, 0);
    const reference = index === 0 ? taken[0] : taken[before - 1];
    return (taken[before + count - 1] as number) - (reference as number) < (withins[index] ?? Infinity);
  });
  go(0, 0, []);
  return starts;
}

function unorderedStarts(events: readonly (readonly [number, string])[], times: readonly number[]): readonly number[] {
  const starts: number[] = [];
  const go = (at: number, left: readonly number[], start: number | undefined): void => {
    if (left.every((count) => count === 0)) {
      if (at === events.length && start !== undefined) starts.push(start);
      return;
    }
    if (at === events.length) return;
    const [time, kind] = events[at] as readonly [number, string];
    if (at < events.length - 1) go(at + 1, left, start);
    for (const [index, count] of left.entries()) {
      if (count > 0 && kind.includes(LETTERS[index] as string)) go(at + 1, left.with(index, count - 1), start ?? time);
    }
  };
  go(0, times, undefined);
  return starts;
}

test.run();
