import type { FieldReader } from '../condition/compile.js';
import type { LogEvent } from '../contract/event.js';
import type { JsonObject } from '../contract/json.js';
import type { Reason } from '../contract/reasons.js';
import type { TriggerPlan } from './plan.js';
import type { ThrottleState } from './throttle.js';
import type { Transition } from './transition.js';

/** An event that a trigger's condition holds for. */
export interface Match {
  readonly event: LogEvent;
  readonly fields: FieldReader;
  /** Epoch milliseconds that windows go by. */
  readonly time: number;
  /** Epoch milliseconds at which it came to the engine. */
  readonly arrival: number;
}

export interface StateContext {
  readonly plan: TriggerPlan;
  /** The event in bytes of its own, to be kept. */
  readonly detach: (event: LogEvent) => LogEvent;
  readonly count: (reason: Reason) => void;
}

/** What a trigger remembers: one implementation for each way of counting. Transitions are appended to `out`. */
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
  /** The throttles by group key, and taking them over from a state whose windows could not be kept. */
  throttles(): ReadonlyMap<string, ThrottleState>;
  takeThrottles(throttles: ReadonlyMap<string, ThrottleState>): void;
  save(now: number): JsonObject;
  /** Takes what `save` gave. The time that passed since does not count as quiet. Throws on what it can't read. */
  load(saved: JsonObject, savedAt: number, now: number): void;
}
