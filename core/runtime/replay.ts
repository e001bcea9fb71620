import type { Clock } from '../contract/clock.js';
import type { LogEvent } from '../contract/event.js';
import type { Reason } from '../contract/reasons.js';
import { createTriggerEngine, type TriggerEngine } from '../trigger/engine.js';
import { EventMatcher } from '../trigger/event-matcher.js';
import type { Transition } from '../trigger/transition.js';
import type { Share } from './stored-events.js';
import type { TriggerConfig } from '../../schemas/trigger.js';

export interface ReplayOptions {
  readonly triggers: readonly TriggerConfig[];
  /** The clock of the system, which no event can be ahead of by much. */
  readonly real: Pick<Clock, 'now'>;
  readonly onTransition: (transition: Transition) => void;
  readonly onReason: (reason: Reason, trigger: string) => void;
  /** Called after each event that a trigger is for, with the engine as it stands then. */
  readonly onCounted?: (engine: TriggerEngine) => void;
}

/** An event that states a time further ahead of the real one than this does not move the clock. */
const MAX_AHEAD = 5 * 60_000;

/**
 * Runs stored events through triggers as if each had come at its own time: the clock is that of the events, and what falls due
 * between two of them happens there. So it gives what a pipeline would have given, however long ago. Throws at triggers that
 * cannot be used.
 */
export class Replay {
  readonly #options: ReplayOptions;
  readonly #matcher: EventMatcher;
  readonly #latest: number;
  readonly #matched: number[];
  #time = Number.NEGATIVE_INFINITY;
  #engine: TriggerEngine | undefined;

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#matcher = new EventMatcher(options.triggers);
    this.#matched = this.#matcher.names.map(() => 0);
    this.#latest = options.real.now() + MAX_AHEAD;
  }

  /** How many events met the condition of each trigger. */
  get matched(): ReadonlyMap<string, number> {
    return new Map(this.#matcher.names.map((name, at) => [name, this.#matched[at] ?? 0]));
  }

  /** Takes events in the order in which they came. With `share`, those that no trigger is for may have been left out of them. */
  take(events: readonly LogEvent[], share?: Share): void {
    const start = share?.first ?? events[0]?.time;
    if (start === undefined || Number.isNaN(start)) return;
    const engine = this.#engine ??= this.#start(start);
    let isPending = engine.nextDeadline() !== undefined;
    let latest = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < events.length; index++) {
      const event = events[index] as LogEvent;
      const met = this.#matcher.match(event);
      if (met.length === 0) {
        // What no trigger is for cannot change anything but the time, and that only where something waits for it.
        if (isPending && event.time > latest && event.time <= this.#latest) latest = event.time;
        continue;
      }
      for (const at of met) this.#matched[at] = (this.#matched[at] ?? 0) + 1;
      if (isPending) this.#comeTo(share?.before[index] ?? latest);
      this.#comeTo(event.time);
      this.#tell(engine.process([event]));
      this.#options.onCounted?.(engine);
      isPending = engine.nextDeadline() !== undefined;
    }
    if (isPending) this.#comeTo(share?.latest ?? latest);
  }

  /** Lets time pass after the last event. */
  advance(to: number): void {
    this.#comeTo(to);
  }

  #start(at: number): TriggerEngine {
    this.#time = Math.min(at, this.#latest);
    const { triggers, onReason } = this.#options;
    // What is expected is expected from the first event on.
    return createTriggerEngine({ triggers, clock: { now: () => this.#time }, onReason });
  }

  #comeTo(time: number): void {
    const engine = this.#engine;
    if (engine === undefined || time <= this.#time || time > this.#latest) return;
    let last = Number.NEGATIVE_INFINITY;
    // One after another, as timers would have it: what falls due may lead to more that does.
    for (let due = engine.nextDeadline(); due !== undefined && due < time && due > last; due = engine.nextDeadline()) {
      last = due;
      this.#time = Math.max(this.#time, due);
      this.#tell(engine.advance(this.#time));
    }
    this.#time = time;
  }

  #tell(transitions: readonly Transition[]): void {
    for (const transition of transitions) this.#options.onTransition(transition);
  }
}
