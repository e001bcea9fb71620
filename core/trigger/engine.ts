import type { TriggerConfig } from '../../schemas/trigger.js';
import type { Clock } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import type { LogEvent } from '../contract/event.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import type { Reason } from '../contract/reasons.js';
import { Correlations } from '../sigma/correlations.js';
import { MOST_CHAINED } from './check-chain.js';
import { EventMatch } from './event-match.js';
import { FieldCache } from './field-cache.js';
import { listOf } from './key-reader.js';
import { KeyedState } from './keyed-state.js';
import { MatchState } from './match-state.js';
import { planTriggers, type TriggerPlan } from './plan.js';
import { loadList, loadNumber, loadObject, loadText } from './saved.js';
import { TransitionMatch } from './transition-match.js';
import { SuppressState } from './suppress-state.js';
import type { Transition } from './transition.js';
import { TriggerIndex } from './trigger-index.js';
import type { FiringCount, GroupView, StateContext, TriggerState } from './trigger-state.js';

/** An event that states a time further ahead of the clock than this is taken at its arrival. */
const MAX_AHEAD = 5 * 60_000;
const SNAPSHOT_VERSION = 2;

export interface TriggerEngineOptions {
  readonly triggers: readonly TriggerConfig[];
  readonly clock: Pick<Clock, 'now'>;
  /** Told of all that did not count or was not said, once for each. */
  readonly onReason: (reason: Reason, trigger: string) => void;
  /** Whether `changes` will be asked for. */
  readonly notesChanges?: boolean;
}

/**
 * Runs triggers over events. It does nothing by itself: no timer, no I/O. The same events and times give the same
 * transitions, however the events are batched. Throws at triggers that cannot be used, then without any effect.
 */
export interface TriggerEngine {
  /** Transitions that these events cause, in their order; of one event, in the order of the triggers. */
  process(events: readonly LogEvent[]): readonly Transition[];
  /** Names of the triggers whose condition the event meets, in their order; of a sequence, that of one of its steps. Counts nothing. */
  match(event: LogEvent): readonly string[];
  /** Ends what is due at this time of the clock. Call it no later than soon after `nextDeadline`. */
  advance(to: number): readonly Transition[];
  /** Epoch milliseconds before which `advance` does nothing; undefined while nothing is pending. */
  nextDeadline(): number | undefined;
  /** The input was held up for so many milliseconds, or the clock stepped by them, back where negative: they do not count as quiet. */
  delay(by: number): void;
  /** The groups of a trigger as they stand, the stalest first; undefined where there is no such trigger. */
  groups(trigger: string): Iterable<GroupView> | undefined;
  /** Everything that fires now and will tell its end, with how many events counted so far. */
  firings(): Iterable<FiringCount>;
  /** All that it remembers, as JSON. Holds group values and times, no events. */
  snapshot(): JsonValue;
  /** What is different since this was last asked, to be put on top of a snapshot by `withChanges`; undefined where nothing is. */
  changes(): JsonObject | undefined;
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

/** Triggers in place: made anew aside, then put in place by one assignment. */
interface Installed {
  readonly states: readonly TriggerState[];
  /** Of the states, those that are about events. */
  readonly onEvents: readonly TriggerState[];
  /** Those that are about other triggers. */
  readonly onTriggers: readonly TriggerState[];
  /** Those that keep others quiet. */
  readonly suppressions: readonly SuppressState[];
  readonly byName: ReadonlyMap<string, TriggerState>;
  readonly fields: FieldCache;
  readonly index: TriggerIndex;
}

class Engine implements TriggerEngine {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #onReason: (reason: Reason, trigger: string) => void;
  readonly #notesChanges: boolean;
  #installed: Installed = install([]);
  #correlations: Correlations;

  constructor({ triggers, clock, onReason, notesChanges = false }: TriggerEngineOptions) {
    this.#clock = clock;
    this.#notesChanges = notesChanges;
    this.#onReason = onReason;
    const plans = planTriggers(triggers);
    this.#installed = install(plans.map((plan) => this.#newState(plan, plans)));
    this.#correlations = this.#correlate(triggers);
  }

  process(events: readonly LogEvent[]): readonly Transition[] {
    const out: Transition[] = [];
    const { fields, index, onEvents } = this.#installed;
    const match = new EventMatch(fields);
    match.arrival = this.#clock.now();
    for (const event of events) {
      fields.turnTo(event);
      match.turnTo(event);
      const before = out.length;
      const met: string[] = [];
      for (const at of index.matching(fields)) {
        const state = onEvents[at] as TriggerState;
        if (met.length === 0) match.time = this.#timeOf(event, match.arrival, state.plan.name);
        met.push(state.plan.name);
        state.match(match, out);
      }
      if (met.length > 0 && !this.#correlations.isEmpty) this.#correlations.take(met, match, out);
      this.#chain(before, out, match.arrival);
    }
    fields.turnTo(undefined);
    return out;
  }

  match(event: LogEvent): readonly string[] {
    const { fields, index, onEvents } = this.#installed;
    fields.turnTo(event);
    const names = index.matching(fields).map((at) => (onEvents[at] as TriggerState).plan.name);
    fields.turnTo(undefined);
    return names;
  }

  advance(to: number): readonly Transition[] {
    const out: Transition[] = [];
    for (const state of this.#installed.states) {
      if (state.nextDeadline > to) continue;
      const before = out.length;
      state.advance(to, out);
      this.#chain(before, out, to);
    }
    return out;
  }

  nextDeadline(): number | undefined {
    const next = this.#installed.states.reduce((least, state) => Math.min(least, state.nextDeadline), Infinity);
    return next === Infinity ? undefined : next;
  }

  delay(by: number): void {
    for (const state of this.#installed.states) state.delay(by);
  }

  *firings(): Iterable<FiringCount> {
    for (const state of this.#installed.states) yield* state.firings?.() ?? [];
  }

  groups(trigger: string): Iterable<GroupView> | undefined {
    return this.#installed.byName.get(trigger)?.groups() ?? (this.#correlations.trigger(trigger) === undefined ? undefined : this.#correlations.groups(trigger));
  }

  snapshot(): JsonValue {
    const at = this.#clock.now();
    const states = this.#installed.states.map((state) => ({ name: state.plan.name, shape: state.plan.shape, state: state.save(at) }));
    return { version: SNAPSHOT_VERSION, at, triggers: [...states, ...this.#correlations.save()] };
  }

  changes(): JsonObject | undefined {
    const states = this.#installed.states.flatMap((state) => {
      const changed = state.changes();
      return changed === undefined ? [] : [{ name: state.plan.name, shape: state.plan.shape, state: changed }];
    });
    const triggers = [...states, ...this.#correlations.changes()];
    return triggers.length === 0 ? undefined : { version: SNAPSHOT_VERSION, at: this.#clock.now(), triggers };
  }

  restore(snapshot: JsonValue): void {
    try {
      const { version, at, triggers } = loadObject(snapshot);
      if (version !== SNAPSHOT_VERSION) throw new TypeError(`expected version ${SNAPSHOT_VERSION}`);
      const savedAt = loadNumber(at);
      const saved = new Map(loadList(triggers).map(loadObject).map((entry) => [loadText(entry['name']), entry]));
      const plans = this.#installed.states.map(({ plan }) => plan);
      const correlations = this.#correlations.restored(saved);
      this.#installed = install(plans.map((plan) => this.#restored(plan, plans, saved.get(plan.name), savedAt)));
      this.#correlations = correlations;
    } catch (cause) {
      throw new HushpipeError('STATE_UNREADABLE', `The saved state of the triggers cannot be read: ${cause instanceof Error ? cause.message : 'unknown'}.`, { cause });
    }
  }

  replace(triggers: readonly TriggerConfig[]): readonly Transition[] {
    const plans = planTriggers(triggers);
    const out: Transition[] = [];
    const now = this.#clock.now();
    const left = new Map(this.#installed.byName);
    const states = plans.map((plan) => {
      const old = left.get(plan.name);
      if (old?.plan.shape === plan.shape) {
        left.delete(plan.name);
        old.replan(plan, now, out);
        return old;
      }
      const state = this.#newState(plan, plans);
      if (old !== undefined && JSON.stringify(old.plan.keys.names) === JSON.stringify(plan.keys.names)) state.takeThrottles(old.throttles());
      return state;
    });
    for (const state of left.values()) state.close(now, out);
    this.#installed = install(states);
    this.#correlations = this.#correlate(triggers, this.#correlations);
    return out;
  }

  /** What follows from what happened since `from`: other triggers hear of it, and what was kept quiet is counted. */
  #chain(from: number, out: Transition[], arrival: number): void {
    const { onTriggers, suppressions } = this.#installed;
    if (onTriggers.length > 0) this.#hear(from, out, arrival);
    if (suppressions.length === 0) return;
    for (const transition of out.slice(from)) if (transition.withheld === 'suppressed') suppressions.some((state) => state.count(transition));
  }

  /** Lets the triggers that are about triggers see what happened since `from`, and what that leads to. */
  #hear(from: number, out: Transition[], arrival: number): void {
    const { onTriggers, byName } = this.#installed;
    let start = from;
    for (let depth = 0; depth < MOST_CHAINED && start < out.length; depth++) {
      const end = out.length;
      for (const transition of out.slice(start, end)) {
        const cause = byName.get(transition.trigger);
        const config = cause?.plan.config ?? this.#correlations.trigger(transition.trigger);
        if (config === undefined || transition.repeat > 0) continue;
        const match = new TransitionMatch(transition, config, arrival);
        for (const state of onTriggers) if (state !== cause && state.plan.condition.matches(match.fields)) state.match(match, out);
      }
      start = end;
    }
  }

  #stateFor(plan: TriggerPlan, all: readonly TriggerPlan[]): TriggerState {
    const { name, config } = plan;
    const context: StateContext = {
      plan,
      count: (reason) => this.#onReason(reason, name),
      hold: (key, at) => this.#hold(config, key, at),
      notesChanges: this.#notesChanges,
      isWatched: all.some((other) => other.isAboutTriggers),
    };
    if (plan.aggregation !== undefined) return new KeyedState(context);
    return config.suppress === undefined ? new MatchState(context) : new SuppressState(context);
  }

  #correlate(triggers: readonly TriggerConfig[], before?: Correlations): Correlations {
    const context = { onReason: this.#onReason, hold: this.#hold.bind(this), notesChanges: this.#notesChanges };
    return new Correlations(triggers, context, before);
  }

  #hold({ name, dry_run: isDry }: TriggerConfig, key: Readonly<Record<string, JsonValue>>, at: number): Reason | undefined {
    if (this.#installed.suppressions.some((state) => state.plan.name !== name && state.covers(name, key, at))) return 'suppressed';
    return isDry ? 'dry_run' : undefined;
  }

  #newState(plan: TriggerPlan, all: readonly TriggerPlan[]): TriggerState {
    const state = this.#stateFor(plan, all);
    state.expect(this.#clock.now());
    return state;
  }

  #restored(plan: TriggerPlan, all: readonly TriggerPlan[], saved: JsonObject | undefined, savedAt: number): TriggerState {
    if (saved === undefined || saved['shape'] !== plan.shape) return this.#newState(plan, all);
    const state = this.#stateFor(plan, all);
    state.load(loadObject(saved['state']), savedAt, this.#clock.now());
    return state;
  }

  /** The event's own time, unless it is too far ahead: else one wrong clock would close everybody's windows. */
  #timeOf(event: LogEvent, arrival: number, trigger: string): number {
    if (event.time <= arrival + MAX_AHEAD) return event.time;
    this.#onReason('time_ahead', trigger);
    return arrival;
  }
}

function install(states: readonly TriggerState[]): Installed {
  // Who keeps others quiet sees an event before they do.
  const inTurn = [...states].sort((a, b) => Number(b instanceof SuppressState) - Number(a instanceof SuppressState));
  const onEvents = inTurn.filter(({ plan }) => !plan.isAboutTriggers);
  const fields = onEvents.flatMap(({ plan }) => [...plan.condition.fields, ...plan.keys.fields, ...listOf(plan.config.suppress?.by), ...(plan.aggregation?.fields ?? [])]);
  return {
    states,
    onEvents,
    onTriggers: inTurn.filter(({ plan }) => plan.isAboutTriggers),
    suppressions: states.filter((state) => state instanceof SuppressState),
    byName: new Map(states.map((state) => [state.plan.name, state])),
    fields: new FieldCache(fields, onEvents.some(({ plan }) => plan.isOfSigma)),
    index: new TriggerIndex(onEvents.map(({ plan }) => plan.condition)),
  };
}
