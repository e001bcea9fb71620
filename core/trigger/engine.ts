import type { TriggerConfig } from '../../schemas/trigger.js';
import type { Clock } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import type { LogEvent } from '../contract/event.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import type { Reason } from '../contract/reasons.js';
import { admit, viewOf } from '../event/line-event.js';
import { CountState } from './count-state.js';
import { FieldCache } from './field-cache.js';
import { MatchState } from './match-state.js';
import { planTriggers, type TriggerPlan } from './plan.js';
import { loadList, loadNumber, loadObject, loadText } from './saved.js';
import type { Transition } from './transition.js';
import { TriggerIndex } from './trigger-index.js';
import type { TriggerState } from './trigger-state.js';

/** An event that states a time further ahead of the clock than this is taken at its arrival. */
const MAX_AHEAD = 5 * 60_000;
const SNAPSHOT_VERSION = 1;

export interface TriggerEngineOptions {
  readonly triggers: readonly TriggerConfig[];
  readonly clock: Pick<Clock, 'now'>;
  /** Told of all that did not count or was not said, once for each. */
  readonly onReason: (reason: Reason, trigger: string) => void;
}

/**
 * Runs triggers over events. It does nothing by itself: no timer, no I/O. The same events and times give the same
 * transitions, however the events are batched. Throws at triggers that cannot be used, then without any effect.
 */
export interface TriggerEngine {
  /** Transitions that these events cause, in their order; of one event, in the order of the triggers. */
  process(events: readonly LogEvent[]): readonly Transition[];
  /** Ends what is due at this time of the clock. Call it no later than soon after `nextDeadline`. */
  advance(to: number): readonly Transition[];
  /** Epoch milliseconds before which `advance` does nothing; undefined while nothing is pending. */
  nextDeadline(): number | undefined;
  /** All that it remembers, as JSON. Holds group values and times, no events. */
  snapshot(): JsonValue;
  /** Takes up where a snapshot left off; triggers that were changed since begin anew. Throws STATE_UNREADABLE, then without any effect. */
  restore(snapshot: JsonValue): void;
  /**
   * Puts other triggers in place. What has the same name, condition, window length and grouping keeps its windows, what has
   * the same grouping its throttle. Gives the ends of what fired and is no more; nothing fires because of it.
   */
  replace(triggers: readonly TriggerConfig[]): readonly Transition[];
}

export function createTriggerEngine(options: TriggerEngineOptions): TriggerEngine {
  return new Engine(options);
}

class Engine implements TriggerEngine {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #onReason: (reason: Reason, trigger: string) => void;
  #states: readonly TriggerState[] = [];
  #fields = new FieldCache([]);
  #index = new TriggerIndex([]);

  constructor({ triggers, clock, onReason }: TriggerEngineOptions) {
    this.#clock = clock;
    this.#onReason = onReason;
    this.#install(planTriggers(triggers).map((plan) => this.#stateFor(plan)));
  }

  process(events: readonly LogEvent[]): readonly Transition[] {
    const out: Transition[] = [];
    const arrival = this.#clock.now();
    const fields = this.#fields;
    for (const event of events) {
      fields.turnTo(event);
      let time: number | undefined;
      for (const index of this.#index.candidates(fields)) {
        const state = this.#states[index];
        if (state === undefined || !state.plan.condition.matches(fields)) continue;
        time ??= this.#timeOf(event, arrival, state.plan.name);
        state.match({ event, fields, time, arrival }, out);
      }
    }
    fields.turnTo(undefined);
    return out;
  }

  advance(to: number): readonly Transition[] {
    const out: Transition[] = [];
    for (const state of this.#states) state.advance(to, out);
    return out;
  }

  nextDeadline(): number | undefined {
    const next = this.#states.reduce((least, state) => Math.min(least, state.nextDeadline), Infinity);
    return next === Infinity ? undefined : next;
  }

  snapshot(): JsonValue {
    const at = this.#clock.now();
    return { version: SNAPSHOT_VERSION, at, triggers: this.#states.map((state) => ({ name: state.plan.name, shape: state.plan.shape, state: state.save(at) })) };
  }

  restore(snapshot: JsonValue): void {
    try {
      const { version, at, triggers } = loadObject(snapshot);
      if (version !== SNAPSHOT_VERSION) throw new TypeError(`expected version ${SNAPSHOT_VERSION}`);
      const savedAt = loadNumber(at);
      const saved = new Map(loadList(triggers).map(loadObject).map((entry) => [loadText(entry['name']), entry]));
      this.#install(this.#states.map(({ plan }) => this.#restored(plan, saved.get(plan.name), savedAt)));
    } catch (cause) {
      throw new HushpipeError('STATE_UNREADABLE', `The saved state of the triggers cannot be read: ${cause instanceof Error ? cause.message : 'unknown'}.`, { cause });
    }
  }

  replace(triggers: readonly TriggerConfig[]): readonly Transition[] {
    const plans = planTriggers(triggers);
    const out: Transition[] = [];
    const now = this.#clock.now();
    const left = new Map(this.#states.map((state) => [state.plan.name, state]));
    const states = plans.map((plan) => {
      const old = left.get(plan.name);
      if (old?.plan.shape === plan.shape) {
        left.delete(plan.name);
        old.replan(plan, now, out);
        return old;
      }
      const state = this.#stateFor(plan);
      if (old !== undefined && JSON.stringify(old.plan.by) === JSON.stringify(plan.by)) state.takeThrottles(old.throttles());
      return state;
    });
    for (const state of left.values()) state.close(now, out);
    this.#install(states);
    return out;
  }

  #install(states: readonly TriggerState[]): void {
    this.#states = states;
    this.#fields = new FieldCache(states.flatMap(({ plan }) => [...plan.condition.fields, ...plan.by]));
    this.#index = new TriggerIndex(states.map(({ plan }) => plan.condition));
  }

  #stateFor(plan: TriggerPlan): TriggerState {
    const context = { plan, detach, count: (reason: Reason) => this.#onReason(reason, plan.name) };
    return plan.count === undefined ? new MatchState(context) : new CountState(context);
  }

  #restored(plan: TriggerPlan, saved: JsonObject | undefined, savedAt: number): TriggerState {
    const state = this.#stateFor(plan);
    if (saved !== undefined && saved['shape'] === plan.shape) state.load(loadObject(saved['state']), savedAt, this.#clock.now());
    return state;
  }

  /** The event's own time, unless it is too far ahead: else one wrong clock would close everybody's windows. */
  #timeOf(event: LogEvent, arrival: number, trigger: string): number {
    if (event.time <= arrival + MAX_AHEAD) return event.time;
    this.#onReason('time_ahead', trigger);
    return arrival;
  }
}

function detach(event: LogEvent): LogEvent {
  return admit(viewOf(event).detach());
}
