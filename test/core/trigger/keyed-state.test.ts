import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { LogEvent } from '../../../core/contract/event.js';
import type { GroupLimits } from '../../../core/trigger/group-limits.js';
import { KeyedState } from '../../../core/trigger/keyed-state.js';
import { planTriggers } from '../../../core/trigger/plan.js';
import type { Transition } from '../../../core/trigger/transition.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { eventsAt, inWords, MINUTE, SECOND, START, testEngine, told, triggerConfig } from '../../support/trigger-fixtures.js';

const test = suite('KeyedState');

const three = (fields: Partial<NonNullable<TriggerConfig['count']>> = {}, more: Partial<TriggerConfig> = {}): TriggerConfig =>
  triggerConfig({ count: { gte: 3, within: 10 * SECOND, ...fields }, ...more });

const run = (trigger: TriggerConfig, events: readonly LogEvent[]): readonly string[] => told(testEngine([trigger]).engine.process(events)).map(inWords);

test('fires when the window holds enough, with what counted', () => {
  const { engine } = testEngine([three({ by: ['user'] })]);
  const [fired, ...more] = engine.process(eventsAt([0, { user: 'eve' }], [4, { user: 'eve' }], [5, { user: 'bob' }], [9, { user: 'eve' }]));
  assert.is(more.length, 0);
  assert.is(fired && inWords(fired), 'fired failed-logins user=eve at 9s count 3');
  assert.is(fired?.since, START);
  assert.equal(fired?.samples.map((event) => event.get('n')), [0, 3], 'the first and the latest');
});

test('semantics 3: the window is half-open (t-W, t]', () => {
  assert.equal(run(three(), eventsAt([0], [1], [10])), []);
  assert.equal(run(three(), eventsAt([0], [1], [9.999])), ['fired failed-logins at 9.999s count 3']);
});

test('semantics 3: the window slides: what was too far apart may be close enough to what follows', () => {
  assert.equal(run(three(), eventsAt([0], [8], [16], [17])), ['fired failed-logins at 17s count 3']);
});

test('semantics 5: one notice for each transition, not for each event', () => {
  assert.equal(run(three(), eventsAt([0], [1], [2], [3], [4], [5])), ['fired failed-logins at 2s count 3']);
});

test('semantics 5: resolves when the window no longer holds enough, and may fire again', () => {
  assert.equal(run(three(), eventsAt([0], [1], [2], [13], [14], [15])), [
    'fired failed-logins at 2s count 3',
    'resolved failed-logins at 10s',
    'fired failed-logins at 15s count 3',
  ]);
});

test('semantics 5: an event at the very moment another leaves keeps it firing', () => {
  assert.equal(run(three(), eventsAt([0], [1], [2], [10])), ['fired failed-logins at 2s count 3']);
  assert.equal(run(three(), eventsAt([0], [0], [0], [10])), ['fired failed-logins at 0s count 3', 'resolved failed-logins at 10s']);
});

test('semantics 5: repeats come only as throttle lets them, with the number held back', () => {
  const throttle = { every: 5 * SECOND, backoff: 1, max: MINUTE };
  assert.equal(run(three({}, { throttle }), eventsAt([0], [1], [2], [3], [4], [7], [8])), [
    'fired failed-logins at 2s count 3',
    'fired failed-logins at 7s count 6 held 2 repeat 1',
  ]);
});

test('semantics 5: a firing that throttle held back is announced when it may, and its end only if it was', () => {
  const throttle = { every: 30 * SECOND, backoff: 1, max: MINUTE };
  assert.equal(run(three({}, { throttle }), eventsAt([0], [1], [2], [14], [15], [16], [28], [29], [30], [31], [32])), [
    'fired failed-logins at 2s count 3',
    'resolved failed-logins at 10s',
    'fired failed-logins at 32s count 5 held 3',
  ]);
});

test('throttles each group by itself', () => {
  const throttle = { every: MINUTE, backoff: 1, max: MINUTE };
  assert.equal(run(three({ gte: 1, by: 'user' }, { throttle }), eventsAt([0, { user: 'a' }], [1, { user: 'b' }], [2, { user: 'a' }])), [
    'fired failed-logins user=a at 0s count 1',
    'fired failed-logins user=b at 1s count 1',
  ]);
});

test('semantics 8: events without the grouping field are a group of their own', () => {
  assert.equal(run(three({ by: ['user', 'ip'] }), eventsAt([0, { user: 'eve' }], [1, { user: 'eve', ip: null }], [2, { user: 'eve', ip: '(none)' }], [3, { user: 'eve' }])), [
    'fired failed-logins user=eve ip=(none) at 3s count 3',
  ]);
});

test('semantics 4: late events count in windows still open', () => {
  assert.equal(run(three(), eventsAt([5], [9], [1])), ['fired failed-logins at 1s count 3']);
  assert.equal(run(three(), eventsAt([0], [1], [39.999], [2])), [], 'taken, but its window is no longer kept');
});

test('semantics 4: later ones are counted, and neither reset nor shorten a window', () => {
  const { engine, reasons } = testEngine([three()]);
  const fired = engine.process(eventsAt([100], [101], [60], [50], [102]));
  assert.equal(fired.map(inWords), ['fired failed-logins at 102s count 3']);
  assert.is(reasons.late, 2);
});

test('semantics 4: a window stays open for 30 s behind its end', () => {
  const { engine, reasons } = testEngine([three()]);
  engine.process(eventsAt([100], [60.001]));
  assert.is(reasons.late, undefined);
  engine.process(eventsAt([60, { second: true }]));
  assert.is(reasons.late, 1);
});

test('semantics 4: an event counts once however often it comes', () => {
  const { engine, reasons } = testEngine([three()]);
  const events = eventsAt([0], [1]);
  assert.equal([...engine.process(events), ...engine.process(events)], []);
  assert.is(reasons.duplicate, 2);
});

test('semantics 4: a batch that comes again while it fires adds nothing', () => {
  const { engine } = testEngine([three({}, { throttle: { every: SECOND, backoff: 1, max: SECOND } })]);
  const events = eventsAt([0], [0.5], [1], [1.5], [1.9]);
  assert.equal(told(engine.process(events)).map(inWords), ['fired failed-logins at 1s count 3']);
  assert.equal(engine.process(events), []);
  assert.equal(engine.process(eventsAt([2, { user: 'eve' }])).map(inWords), ['fired failed-logins at 2s count 6 held 2 repeat 1']);
});

test('semantics 2: an event more than 5 minutes ahead is taken at its arrival, and counted', () => {
  const { engine, reasons } = testEngine([three()]);
  const fired = engine.process(eventsAt([0], [86_400], [1], [2]));
  assert.equal(fired.map(inWords), ['fired failed-logins at 1s count 3']);
  assert.is(reasons.time_ahead, 1);
});

test('ends by the clock when nothing more comes', () => {
  const { engine } = testEngine([three()]);
  assert.is(engine.nextDeadline(), undefined);
  engine.process(eventsAt([0], [1], [2]));
  const deadline = engine.nextDeadline() ?? 0;
  assert.equal(engine.advance(deadline - 1), []);
  assert.equal(engine.advance(deadline).map(inWords), ['resolved failed-logins at 10s']);
  assert.is(engine.nextDeadline(), undefined);
});

test('semantics 2: events that come late end that much later by the clock, so catching up does not end what goes on', () => {
  const { engine, clock } = testEngine([three()]);
  clock.step(60 * MINUTE);
  assert.is(engine.process(eventsAt([0], [1], [2])).length, 1);
  assert.equal(engine.advance(clock.now()), [], 'they came just now');
  assert.equal(engine.advance(clock.now() + 8 * SECOND).map(inWords), ['resolved failed-logins at 10s']);
});

test('ends several at once in the order of their windows', () => {
  const { engine } = testEngine([three({ gte: 1, by: 'user' })]);
  engine.process(eventsAt([2, { user: 'c' }], [1, { user: 'b' }], [1, { user: 'a' }]));
  assert.equal(engine.advance(START + MINUTE).map(inWords), ['resolved failed-logins user=a at 11s', 'resolved failed-logins user=b at 11s', 'resolved failed-logins user=c at 12s']);
});

function limited(config: TriggerConfig, limits: GroupLimits): { readonly match: (events: readonly LogEvent[]) => readonly string[]; readonly counted: string[]; readonly state: KeyedState; readonly out: Transition[] } {
  const [plan] = planTriggers([config]);
  if (plan === undefined) throw new Error('no plan');
  const counted: string[] = [];
  const state = new KeyedState({ plan, count: (reason) => counted.push(reason), hold: () => undefined, isWatched: false, notesChanges: false }, limits);
  const all: Transition[] = [];
  const match = (events: readonly LogEvent[]): readonly string[] => {
    const out: Transition[] = [];
    for (const event of events) state.match({ id: event.id, fields: event, time: event.time, arrival: event.time, sampleBytes: event.byteLength, sample: () => event }, out);
    all.push(...out);
    return told(out).map(inWords);
  };
  return { match, counted, state, out: all };
}

test('semantics 13: beyond the cap the stalest idle group goes, is counted, and the alert says so', () => {
  const { match, counted, state, out } = limited(three({ gte: 2, by: 'user' }), { groups: 2, units: 1000, sampleBytes: 1000 });
  assert.equal(match(eventsAt([0, { user: 'a' }], [1, { user: 'b' }], [2, { user: 'a' }], [3, { user: 'c' }], [4, { user: 'b' }])), ['fired failed-logins user=a at 2s count 2']);
  assert.equal(counted, ['state_full', 'state_full'], 'b went for c, then c for b; a fires');
  assert.is((state.save(START)['groups'] as readonly unknown[]).length, 2);
  match(eventsAt([5, { user: 'b' }]));
  assert.equal(out.map(({ saturated }) => saturated), [false, true]);
});

test('semantics 13: when all groups fire, the stalest goes, and is resolved', () => {
  const { match, counted } = limited(three({ gte: 1, by: 'user' }), { groups: 2, units: 1000, sampleBytes: 1000 });
  assert.equal(match(eventsAt([0, { user: 'a' }], [1, { user: 'b' }], [2, { user: 'c' }])), [
    'fired failed-logins user=a at 0s count 1',
    'fired failed-logins user=b at 1s count 1',
    'resolved failed-logins user=a at 2s',
    'fired failed-logins user=c at 2s count 1',
  ]);
  assert.equal(counted, ['state_full']);
});

test('semantics 13: the times of all groups together are bounded too', () => {
  const { match, counted } = limited(three({ gte: 100, by: 'user' }), { groups: 100, units: 5, sampleBytes: 1000 });
  match(eventsAt(...['a', 'a', 'b', 'b', 'b', 'b'].map((user, second) => [second, { user }] as const)));
  assert.equal(counted, ['state_full']);
  match(eventsAt(...['b', 'b', 'b', 'b'].map((user, second) => [second + 10, { user }] as const)));
  assert.equal(counted, ['state_full'], 'a group is not let go for itself');
});

test('semantics 13: early events are kept only within their own bound', () => {
  const { match, out } = limited(three({ gte: 2 }), { groups: 100, units: 100, sampleBytes: 10 });
  match(eventsAt([0], [1]));
  assert.is(out[0]?.samples.length, 1, 'the latest only');
});

test('forgets groups whose windows are over', () => {
  const { match, state } = limited(three({ by: 'user' }), { groups: 1000, units: 1000, sampleBytes: 1e6 });
  for (let second = 0; second < 500; second++) match(eventsAt([second, { user: `u${second}` }]));
  const { groups } = state.save(START) as { readonly groups: readonly unknown[] };
  assert.ok(groups.length <= 42, `${groups.length} groups`);
});

test('semantics 10: what was held back is told however long it was quiet', () => {
  const throttle = { every: SECOND, backoff: 1, max: SECOND };
  const { match, state } = limited(three({ gte: 1, by: 'user' }, { throttle }), { groups: 1000, units: 1000, sampleBytes: 1e6 });
  match(eventsAt([0, { user: 'a' }], [0.5, { user: 'a' }]));
  state.advance(START + 60 * MINUTE, []);
  for (let second = 0; second < 5; second++) match(eventsAt([4000 + second, { user: `u${second}` }]));
  assert.equal(match(eventsAt([5000, { user: 'a' }])), ['fired failed-logins user=a at 5000s count 1 held 1']);
});

test('agrees with counting the window by hand, group by group', () => {
  const second = fc.integer({ min: 0, max: 60 });
  const event = fc.tuple(second, fc.constantFrom('a', 'b'));
  fc.assert(fc.property(fc.array(event, { maxLength: 40 }), fc.integer({ min: 1, max: 4 }), (list, gte) => {
    const sorted = list.toSorted(([a], [b]) => a - b);
    const { engine } = testEngine([three({ gte, by: 'user' })]);
    const got = [...engine.process(eventsAt(...sorted.map(([at, user]) => [at, { user }] as const))), ...engine.advance(START + 60 * MINUTE)];
    for (const user of ['a', 'b']) {
      const times = sorted.filter(([, name]) => name === user).map(([at]) => at);
      const words = got.filter(({ key }) => key['user'] === user).map(({ kind, at }) => `${kind} ${(at - START) / SECOND}`);
      assert.equal(words, byHand(times, gte, 10), `${user}: ${times.join(' ')}`);
    }
  }), { seed: 23, numRuns: runs(500) });
});

/** Walks over every half second, counting (t-W, t] anew. */
function byHand(times: readonly number[], gte: number, within: number): readonly string[] {
  const words: string[] = [];
  let firing = false;
  for (let t = 0; t < 120; t += 0.5) {
    const holds = times.filter((time) => time > t - within && time <= t).length >= gte;
    if (holds !== firing) words.push(`${holds ? 'fired' : 'resolved'} ${t}`);
    firing = holds;
  }
  return words;
}

test.run();
