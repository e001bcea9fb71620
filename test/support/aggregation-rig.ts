import * as assert from 'uvu/assert';
import type { LogEvent } from '../../core/contract/event.js';
import type { VirtualClock } from '../../core/testing/virtual-clock.js';
import type { Transition } from '../../core/trigger/transition.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import { eventsAt, inWords, SECOND, START, testEngine, told } from './trigger-fixtures.js';

/** An event of a test: seconds after START, with fields. */
export type Timed = readonly [seconds: number, fields?: object];

/** What one engine does with events in the order given, and then as the clock goes on to `until` (in seconds). */
export function wordsOf(trigger: TriggerConfig, events: readonly Timed[], until?: number): readonly string[] {
  return told(runThrough(trigger, eventsAt(...events), { until })).map(inWords);
}

export interface RunOptions {
  /** Sizes of the batches, used again and again; all at once without. */
  readonly batches?: readonly number[] | undefined;
  /** Restart from a snapshot after each batch. */
  readonly restarts?: boolean;
  /** Seconds after START to which time goes on when all came, for a group that has the newest of them. */
  readonly until?: number | undefined;
}

/** The transitions of a trigger over events, without their samples, which do not live through a restart. */
export function runThrough(trigger: TriggerConfig, events: readonly LogEvent[], { batches = [events.length], restarts = false, until }: RunOptions = {}): readonly Transition[] {
  const out: Transition[] = [];
  let { engine, clock } = testEngine([trigger]);
  for (let from = 0, turn = 0; from < events.length; turn++) {
    const size = Math.max(1, batches[turn % batches.length] ?? 1);
    out.push(...engine.process(events.slice(from, from + size)));
    from += size;
    if (restarts) ({ engine, clock } = restarted(trigger, engine.snapshot(), clock));
  }
  // All came at START by the clock, so windows end that much earlier by it.
  const newest = events.reduce((latest, { time }) => Math.max(latest, time), START);
  if (until !== undefined) out.push(...engine.advance(START + until * SECOND + START - newest));
  return out.map((transition) => ({ ...transition, samples: [] }));
}

function restarted(trigger: TriggerConfig, snapshot: ReturnType<ReturnType<typeof testEngine>['engine']['snapshot']>, clock: VirtualClock): ReturnType<typeof testEngine> {
  const next = testEngine([trigger], clock);
  next.engine.restore(JSON.parse(JSON.stringify(snapshot)) as typeof snapshot);
  return next;
}

/** Semantics 12 and 14: the same in one batch, one by one, in batches of odd sizes, and with a restart after each of them. */
export function assertSameHoweverRun(trigger: TriggerConfig, timed: readonly Timed[], until: number): void {
  const events = eventsAt(...timed);
  const expected = runThrough(trigger, events, { until });
  assert.equal(runThrough(trigger, events, { until, batches: [1] }), expected, 'one by one');
  assert.equal(runThrough(trigger, events, { until, batches: [3, 1, 4], restarts: true }), expected, 'with restarts');
}

/** "fired 3" and "resolved 10.5" by walking over half seconds; `holds` says whether the condition does, from the events up to then. */
export function walked(until: number, holds: (second: number) => boolean): readonly string[] {
  const words: string[] = [];
  let firing = false;
  for (let second = 0; second <= until; second += 0.5) {
    const now = holds(second);
    if (now !== firing) words.push(`${now ? 'fired' : 'resolved'} ${second}`);
    firing = now;
  }
  return words;
}

/** The same words of what an engine did. */
export function walkedBy(trigger: TriggerConfig, timed: readonly Timed[], until: number): readonly string[] {
  return told(runThrough(trigger, eventsAt(...timed), { until })).map(({ kind, at }) => `${kind} ${(at - START) / SECOND}`);
}
