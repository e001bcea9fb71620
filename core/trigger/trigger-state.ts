import type { FieldReader } from '../condition/compile.js';
import type { LogEvent } from '../contract/event.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import type { Reason } from '../contract/reasons.js';
import type { TopValue } from './aggregation/windows.js';
import type { TriggerPlan } from './plan.js';
import type { ThrottleState } from './throttle.js';
import type { Transition } from './transition.js';

/** An event that a trigger's condition holds for, or what another trigger did. Valid during the call only. */
export interface Match {
  /** The same event has the same id, however often it comes. */
  readonly id: string;
  readonly fields: FieldReader;
  /** Epoch milliseconds that windows go by. */
  readonly time: number;
  /** Epoch milliseconds at which it came to the engine. */
  readonly arrival: number;
  /** Bytes that keeping it as a sample would take. */
  readonly sampleBytes: number;
  /** The event in bytes of its own, to be kept; undefined where there is none to show. */
  sample(): LogEvent | undefined;
}

export interface StateContext {
  readonly plan: TriggerPlan;
  readonly count: (reason: Reason) => void;
  /** Why a notice of this group is not to be told now; undefined where it may be. Asked before throttle. */
  readonly hold: (key: Readonly<Record<string, JsonValue>>, at: number) => Reason | undefined;
  /** Whether another trigger is about this one, so that it has to hear of what is not told to people too. */
  readonly isWatched: boolean;
  /** Whether `changes` will be asked for; else nothing is noted down for it. */
  readonly notesChanges: boolean;
}

/** How far a trigger is with one group. */
export interface GroupView {
  readonly key: Readonly<Record<string, JsonValue>>;
  readonly stage: 'inactive' | 'pending' | 'firing' | 'recovering';
  /** Id of its firing. */
  readonly id: string | undefined;
  /** Epoch milliseconds of its newest event. */
  readonly newest: number;
  readonly count: number;
  readonly value: number;
}

/** A firing that goes on, and how many events counted since it began. */
export interface FiringCount {
  readonly id: string;
  readonly count: number;
  /** Of those that count different values: what came most often. */
  readonly top?: readonly TopValue[];
}

/** What a trigger remembers. Transitions are appended to `out`. */
export interface TriggerState {
  readonly plan: TriggerPlan;
  match(match: Match, out: Transition[]): void;
  /** Ends what is due at this time of the clock. */
  advance(now: number, out: Transition[]): void;
  /** Time of the clock before which `advance` does nothing; Infinity while nothing is pending. */
  readonly nextDeadline: number;
  /** Takes a plan of the same shape; windows stay. */
  replan(plan: TriggerPlan, now: number, out: Transition[]): void;
  /** Ends all that still fires, because the trigger is no more. */
  close(now: number, out: Transition[]): void;
  /** Opens the groups that are expected and not there yet, from this time of the clock on. */
  expect(now: number): void;
  /** Milliseconds in which nothing could come in, so they do not count as quiet. */
  delay(by: number): void;
  /** The throttles by group key, and taking them over from a state whose windows could not be kept. */
  throttles(): ReadonlyMap<string, ThrottleState>;
  takeThrottles(throttles: ReadonlyMap<string, ThrottleState>): void;
  /** Its groups, the stalest first. */
  groups(): Iterable<GroupView>;
  /** What fires now, where it tells its end. */
  firings?(): Iterable<FiringCount>;
  save(now: number): JsonObject;
  /** What of `save` is different since this was last asked: groups, and the keys of those that are `gone`; undefined where nothing is. */
  changes(): JsonObject | undefined;
  /** Takes what `save` gave. The time that passed since does not count as quiet. Throws on what it can't read. */
  load(saved: JsonObject, savedAt: number, now: number): void;
}
