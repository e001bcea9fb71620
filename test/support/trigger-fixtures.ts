import type { LogEvent } from '../../core/contract/event.js';
import type { Reason } from '../../core/contract/reasons.js';
import { Inlet } from '../../core/pipeline/inlet.js';
import { Tally } from '../../core/pipeline/tally.js';
import { makeEvents } from '../../core/testing/make-events.js';
import { VirtualClock } from '../../core/testing/virtual-clock.js';
import { createTriggerEngine, type TriggerEngine } from '../../core/trigger/engine.js';
import type { Transition } from '../../core/trigger/transition.js';
import type { TriggerConfig } from '../../schemas/trigger.js';

/** Where the virtual clock begins. */
export const START = Date.UTC(2025, 0, 1);
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

/** A trigger as the config loader gives it, with its defaults filled in. */
export function triggerConfig(fields: Partial<TriggerConfig> = {}): TriggerConfig {
  return { name: 'failed-logins', when: { event: 'login_failed' }, severity: 'warning', alert: 'chat', tags: [], window: 'sliding', timezone: 'UTC', by_missing: 'group', on_match: 'keep', regex: 'refuse', dry_run: false, escalate: [], enabled: true, ...fields };
}

/** Events of one batch: seconds after START, with fields. */
export function eventsAt(...events: readonly (readonly [seconds: number, fields?: object])[]): readonly LogEvent[] {
  return makeEvents(events.map(([seconds, fields], index) => ({
    time: new Date(START + seconds * SECOND).toISOString(), event: 'login_failed', n: index, ...fields,
  })));
}

export interface TestEngine {
  readonly engine: TriggerEngine;
  readonly clock: VirtualClock;
  /** What was counted, by reason. */
  readonly reasons: Partial<Record<Reason, number>>;
}

export function testEngine(triggers: readonly TriggerConfig[], clock = new VirtualClock(START)): TestEngine {
  const reasons: Partial<Record<Reason, number>> = {};
  const onReason = (reason: Reason): void => {
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  };
  return { engine: createTriggerEngine({ triggers, clock, onReason }), clock, reasons };
}

/** Lets each event come at its own time. Gives what people are told, in words. */
export function feed(test: Pick<TestEngine, 'engine' | 'clock'>, ...events: readonly (readonly [seconds: number, fields?: object])[]): readonly string[] {
  const { engine, clock } = test;
  return told(eventsAt(...events).flatMap((event) => {
    clock.step(event.time - clock.now());
    return engine.process([event]);
  })).map(inWords);
}

/** Lets the clock come to so many milliseconds after START. Gives what people are told, in words. */
export function wait({ engine, clock }: Pick<TestEngine, 'engine' | 'clock'>, to: number): readonly string[] {
  clock.step(START + to - clock.now());
  return told(engine.advance(clock.now())).map(inWords);
}

/** What people are told of. */
export function told(transitions: readonly Transition[]): readonly Transition[] {
  return transitions.filter(({ kind, withheld }) => kind !== 'pending' && withheld === undefined);
}

/** A transition in a few words: "fired failed-logins user=eve at 40s count 5 held 0". */
export function inWords({ kind, trigger, key, at, count, heldBack, repeat }: Transition): string {
  const groups = Object.entries(key).map(([field, value]) => ` ${field}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join('');
  const rest = kind === 'fired' ? ` count ${count}${heldBack > 0 ? ` held ${heldBack}` : ''}${repeat > 0 ? ` repeat ${repeat}` : ''}` : '';
  return `${kind} ${trigger}${groups} at ${(at - START) / SECOND}s${rest}`;
}

const inlet = new Inlet({
  id: 'sources.file', decoder: 'json', redactor: undefined, guard: (_path, value) => value, classify: undefined, discard: undefined,
  resource: {}, multiline: false, clock: new VirtualClock(START), random: () => 0.5, tally: new Tally('sources.file'),
});

/** The lines of a file from one number up to another, as a source reads them that states where they stand. */
export function readFrom(key: string, lines: readonly string[], from: number, to: number): readonly LogEvent[] {
  const offset = Buffer.byteLength(lines.slice(0, from).map((line) => `${line}\n`).join(''));
  return inlet.admit({ bytes: Buffer.from(lines.slice(from, to).join('\n')), origin: { name: key, key, offset } });
}
