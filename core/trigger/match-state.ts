import type { JsonObject } from '../contract/json.js';
import type { TriggerPlan } from './plan.js';
import { loadThrottle, newThrottle, requestNotice, saveThrottle, type ThrottleState } from './throttle.js';
import { loadRing } from './saved.js';
import { TimeRing } from './time-ring.js';
import { transitionId, type Transition } from './transition.js';
import type { Match, StateContext, TriggerState } from './trigger-state.js';

/** How many matches are remembered to know one that comes again. */
const REMEMBERED = 1024;

/** A trigger without an aggregation: it fires for every match that its throttle lets through, and never resolves. */
export class MatchState implements TriggerState {
  readonly #context: StateContext;
  readonly nextDeadline = Infinity;
  plan: TriggerPlan;
  #throttle = newThrottle();
  #seen = new TimeRing(REMEMBERED);

  constructor(context: StateContext) {
    this.#context = context;
    this.plan = context.plan;
  }

  match({ event, time }: Match, out: Transition[]): void {
    if (this.#seen.add(time, event.id) === 'duplicate') {
      this.#context.count('duplicate');
      return;
    }
    const heldBack = requestNotice(this.#throttle, this.plan.throttle, time);
    if (heldBack === undefined) {
      this.#context.count('throttled');
      return;
    }
    out.push({
      id: transitionId(this.plan.name, [time, event.id]),
      trigger: this.plan.name,
      kind: 'fired',
      repeat: 0,
      key: {},
      count: 1,
      since: time,
      at: time,
      samples: [this.#context.detach(event)],
      heldBack,
      saturated: false,
    });
  }

  advance(): void {}

  replan(plan: TriggerPlan): void {
    this.plan = plan;
  }

  close(): void {}

  throttles(): ReadonlyMap<string, ThrottleState> {
    return new Map([['', this.#throttle]]);
  }

  takeThrottles(throttles: ReadonlyMap<string, ThrottleState>): void {
    this.#throttle = throttles.get('') ?? this.#throttle;
  }

  save(): JsonObject {
    return { throttle: saveThrottle(this.#throttle), seen: this.#seen.toJSON() };
  }

  load(saved: JsonObject): void {
    this.#seen = loadRing(saved['seen'], REMEMBERED);
    this.#throttle = loadThrottle(saved['throttle']);
  }
}
