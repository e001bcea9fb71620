import type { JsonObject } from '../contract/json.js';
import { eventDigest } from './aggregation/event-digest.js';
import { loadRing, TimeRing } from './aggregation/time-ring.js';
import type { TriggerPlan } from './plan.js';
import { loadThrottle, newThrottle, requestNotice, saveThrottle, type ThrottleState } from './throttle.js';

import { transitionId, type Transition } from './transition.js';
import type { GroupView, Match, StateContext, TriggerState } from './trigger-state.js';

/** How many matches are remembered to know one that comes again. */
const REMEMBERED = 1024;

/** A trigger without an aggregation: it fires for every match that its throttle lets through, and never resolves. */
export class MatchState implements TriggerState {
  readonly #context: StateContext;
  readonly nextDeadline = Infinity;
  plan: TriggerPlan;
  #throttle = newThrottle();
  #isChanged = false;
  #seen = new TimeRing(REMEMBERED);

  constructor(context: StateContext) {
    this.#context = context;
    this.plan = context.plan;
  }

  match(match: Match, out: Transition[]): void {
    const { id, time } = match;
    this.#isChanged = true;
    if (this.#seen.add(time, eventDigest(id)) === 'duplicate') {
      this.#context.count('duplicate');
      return;
    }
    // Part of a correlation only: there is nobody to tell, but other triggers may be about it.
    if (this.plan.config.alert === undefined && this.plan.config.suppress === undefined) {
      if (this.#context.isWatched) out.push({ ...this.#fired(match), withheld: 'unannounced' });
      return;
    }
    const held = this.#context.hold({}, time);
    const heldBack = held === undefined ? requestNotice(this.#throttle, this.plan.throttle, time) : 0;
    const withheld = held ?? (heldBack === undefined ? 'throttled' : undefined);
    if (withheld !== undefined) {
      this.#context.count(withheld);
      if (this.#context.isWatched || withheld !== 'throttled') out.push({ ...this.#fired(match), withheld });
      return;
    }
    const sample = match.sample();
    out.push({ ...this.#fired(match), samples: sample === undefined ? [] : [sample], heldBack: heldBack ?? 0 });
  }

  #fired({ id, time }: Match): Transition {
    return {
      id: transitionId(this.plan.name, [time, id]),
      trigger: this.plan.name,
      kind: 'fired',
      repeat: 0,
      key: {},
      count: 1,
      measure: { count: 1, value: 1, since: time },
      since: time,
      at: time,
      samples: [],
      heldBack: 0,
      saturated: false,
    };
  }

  advance(): void {}

  expect(): void {}

  delay(): void {}

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

  *groups(): Iterable<GroupView> {
    const { newest } = this.#seen;
    if (newest !== -Infinity) yield { key: {}, stage: 'inactive', id: undefined, newest, count: this.#seen.size, value: this.#seen.size };
  }

  save(): JsonObject {
    return { throttle: saveThrottle(this.#throttle), seen: this.#seen.toJSON() };
  }

  /** What was seen is left out: it would be long, and what is read again after a crash is known by its place. */
  changes(): JsonObject | undefined {
    if (!this.#isChanged) return undefined;
    this.#isChanged = false;
    return { throttle: saveThrottle(this.#throttle) };
  }

  load(saved: JsonObject): void {
    this.#seen = saved['seen'] === undefined ? new TimeRing(REMEMBERED) : loadRing(saved['seen'], REMEMBERED);
    this.#throttle = loadThrottle(saved['throttle']);
  }
}
