import * as assert from 'uvu/assert';
import { FiringRecord } from '../../../core/runtime/firing-record.js';
import { Replay } from '../../../core/runtime/replay.js';
import type { LogEvent } from '../../../core/contract/event.js';
import type { Reason } from '../../../core/contract/reasons.js';
import type { Transition } from '../../../core/trigger/transition.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { suite } from '../../support/suite.js';
import { eventsAt, inWords, MINUTE, START, triggerConfig } from '../../support/trigger-fixtures.js';

const test = suite('Replay');

interface Replayed {
  readonly replay: Replay;
  readonly said: string[];
  readonly transitions: Transition[];
  readonly reasons: string[];
}

function replayOf(triggers: readonly TriggerConfig[]): Replayed {
  const transitions: Transition[] = [];
  const said: string[] = [];
  const reasons: string[] = [];
  const replay = new Replay({
    triggers,
    real: { now: () => START + 30 * 86_400_000 },
    onTransition: (transition) => {
      transitions.push(transition);
      said.push(inWords(transition));
    },
    onReason: (reason: Reason, trigger) => reasons.push(`${trigger} ${reason}`),
  });
  return { replay, said, transitions, reasons };
}

const BY_USER = triggerConfig({ count: { gte: 2, within: MINUTE, by: 'user' } });

test('goes by the time of the events: what falls due between two of them happens there', () => {
  const { replay, said } = replayOf([BY_USER]);
  replay.take(eventsAt([0, { user: 'eve' }], [10, { user: 'eve' }], [20, { user: 'bob' }], [100_000, { user: 'zoe' }]));
  assert.equal(said, ['fired failed-logins user=eve at 10s count 2', 'resolved failed-logins user=eve at 60s']);
});

test('what comes in the millisecond in which something ends is in time', () => {
  const { replay, said } = replayOf([triggerConfig({ absent: { for: MINUTE, lt: 1 } })]);
  replay.take(eventsAt([0], [60], [119], [180]));
  assert.equal(said, ['fired failed-logins at 179s count 0', 'resolved failed-logins at 180s']);
});

test('gives the same however the events are cut', () => {
  const events = eventsAt(...Array.from({ length: 200 }, (_, n) => [Math.floor(n / 4) * 200 + n % 4 * 15 - n % 5 * 7 + 100, { user: ['eve', 'bob', 'zoe'][Math.floor(n / 4) % 3] }] as const));
  const whole = replayOf([BY_USER]);
  whole.replay.take(events);
  const parts = replayOf([BY_USER]);
  for (let at = 0; at < events.length; at += 7) parts.replay.take(events.slice(at, at + 7));
  assert.equal(parts.said, whole.said);
  assert.ok(whole.said.length > 5);
});

test('lets events that nothing is for move the time', () => {
  const { replay, said } = replayOf([BY_USER]);
  replay.take(eventsAt([0, { user: 'eve' }], [10, { user: 'eve' }]));
  replay.take(eventsAt([500, { event: 'other' }]));
  assert.is(said.length, 2);
  replay.advance(START + 1000 * MINUTE);
  assert.is(said.length, 2);
});

test('lets them move it before an older event behind them in the same batch', () => {
  const heartbeat = triggerConfig({ absent: { for: MINUTE, lt: 1 } });
  const events = eventsAt([0], [100, { event: 'other' }], [40]);
  const [whole, one, shared] = [replayOf([heartbeat]), replayOf([heartbeat]), replayOf([heartbeat])];
  whole.replay.take(events);
  for (const event of events) one.replay.take([event]);
  const latest = START + 100_000;
  shared.replay.take(events.filter((_, at) => at !== 1), { count: 3, first: START, latest, before: Float64Array.of(-Infinity, latest) });
  assert.equal(whole.said, ['fired failed-logins at 60s count 0', 'resolved failed-logins at 60s']);
  assert.equal([one.said, shared.said], [whole.said, whole.said]);
});

test('does not let an event of the far future move it', () => {
  const { replay, said, reasons } = replayOf([BY_USER]);
  replay.take(eventsAt([0, { user: 'eve' }], [10, { user: 'eve' }], [400 * 86_400, { user: 'bob' }], [20, { user: 'eve' }]));
  assert.equal(said, ['fired failed-logins user=eve at 10s count 2']);
  assert.equal(reasons, ['failed-logins time_ahead']);
});

test('counts what met each condition', () => {
  const { replay } = replayOf([BY_USER, triggerConfig({ name: 'other', when: { event: 'other' }, throttle: { every: MINUTE, backoff: 1, max: MINUTE } })]);
  replay.take([...eventsAt([0], [1]), ...eventsAt([2, { event: 'other' }], [3, { event: 'none' }])]);
  assert.equal([...replay.matched], [['failed-logins', 2], ['other', 1]]);
});

test('a record says how often, for how long and how many at most', () => {
  const { replay, transitions } = replayOf([triggerConfig({ ...BY_USER, throttle: { every: 10_000, backoff: 1, max: 86_400_000 } })]);
  const events: LogEvent[] = [...eventsAt(...[0, 10, 15, 25, 40].map((second) => [second, { user: 'eve' }] as const)), ...eventsAt([90_000, { user: 'bob' }], [90_001, { user: 'bob' }])];
  replay.take(events);
  const record = new FiringRecord(true);
  for (const transition of transitions) record.add(transition);
  record.count('throttled');
  const { fired, notices, days, longest, peak, firings, stillFiring, heldBack } = record.read();
  assert.equal([fired, [...days], longest, stillFiring, heldBack], [2, [['2025-01-01', 1], ['2025-01-02', 1]], 75_000, 1, 1]);
  assert.ok(notices > fired);
  assert.equal(firings.map(({ key, end, at }) => [key, at - START, end === undefined ? undefined : end - START]), [[{ user: 'eve' }, 10_000, 85_000], [{ user: 'bob' }, 90_001_000, undefined]]);
  assert.is(peak, 5);
});

test.run();
