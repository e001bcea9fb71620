import type { LogEvent } from '../contract/event.js';
import type { JsonValue } from '../contract/json.js';
import type { Measure } from './aggregation/windows.js';
import { decodeKey } from './group-key.js';
import type { TriggerPlan } from './plan.js';
import type { SavedGroup } from './saved-group.js';
import { newThrottle, requestNotice, type ThrottleState } from './throttle.js';
import { transitionId, type Transition } from './transition.js';
import type { GroupView, Match, StateContext } from './trigger-state.js';

/** A stretch in which a group's condition held. */
export interface Firing {
  readonly id: string;
  readonly since: number;
  count: number;
  /** How many notices were sent of it. */
  notices: number;
  /** Whether it was said that it is not to be told. */
  withheld: boolean;
  /** When it will have resolved, where its condition holds no more; undefined while it does. */
  until: number | undefined;
}

/** A group that is not idle: what fires, or while it is pending since when its condition holds. */
export type Active = Firing | number;

/** What is known of a group at a moment. */
export interface Judgement {
  readonly key: string;
  readonly slot: number;
  /** Epoch milliseconds, by the group's events. */
  readonly at: number;
  /** The event that caused it; undefined where time alone did. */
  readonly match: Match | undefined;
  readonly holds: boolean;
  readonly early: LogEvent | undefined;
  readonly saturated: boolean;
  readonly measure: () => Measure;
}

/**
 * The life of each group's alert: inactive, pending (`for`), firing, recovering (`keep_firing_for`), resolved. One notice
 * for each transition; throttle applies to what would be said again, and the next notice carries how many it held back.
 */
export class Firings {
  plan: TriggerPlan;
  readonly #context: StateContext;
  readonly #active = new Map<number, Active>();
  readonly #throttles = new Map<number, ThrottleState>();

  constructor(context: StateContext) {
    this.#context = context;
    this.plan = context.plan;
  }

  stage(slot: number): GroupView['stage'] {
    const active = this.#active.get(slot);
    if (active === undefined) return 'inactive';
    if (typeof active === 'number') return 'pending';
    return active.until === undefined ? 'firing' : 'recovering';
  }

  firing(slot: number): Firing | undefined {
    const active = this.#active.get(slot);
    return typeof active === 'number' ? undefined : active;
  }

  throttle(slot: number): ThrottleState | undefined {
    return this.#throttles.get(slot);
  }

  takeThrottle(slot: number, throttle: ThrottleState): void {
    this.#throttles.set(slot, throttle);
  }

  /** The next time after `at` at which the stage changes if the window stays as it is. */
  changesAt(slot: number, at: number): number {
    const active = this.#active.get(slot);
    const next = typeof active === 'number' ? active + this.plan.for : active?.until ?? Infinity;
    return next > at ? next : Infinity;
  }

  /** Takes a group where its window leads it. Tells whether it began to fire. */
  judge(now: Judgement, out: Transition[]): boolean {
    const { slot, at, holds } = now;
    const active = this.#active.get(slot);
    if (active === undefined) {
      if (!holds || (this.plan.onMatch === 'every' && now.match === undefined)) return false;
      if (this.plan.for === 0) return this.#fire(now, out);
      this.#active.set(slot, at);
      out.push(this.#transition(now, 'pending', { id: this.#idOf(now), count: now.measure().count, since: at }));
      return false;
    }
    if (typeof active === 'number') {
      if (!holds) this.#active.delete(slot);
      else if (at - active >= this.plan.for) return this.#fire(now, out);
      return false;
    }
    if (holds) {
      active.until = undefined;
      if (now.match !== undefined) this.#goOn(now, active, out);
    } else if (active.until === undefined) {
      if (this.plan.keepFiringFor === 0) this.#resolve(now.key, slot, at, 'quiet', out);
      else active.until = at + this.plan.keepFiringFor;
    } else if (at >= active.until) {
      this.#resolve(now.key, slot, active.until, 'quiet', out);
    }
    return false;
  }

  /** Ends whatever the group is about. */
  end(key: string, slot: number, at: number, ended: NonNullable<Transition['ended']>, out: Transition[]): void {
    this.#resolve(key, slot, at, ended, out);
    this.#active.delete(slot);
  }

  forget(slot: number): void {
    this.#active.delete(slot);
    this.#throttles.delete(slot);
  }

  /** All that fires, also what may end soon. */
  *counts(): Iterable<readonly [slot: number, firing: Firing]> {
    for (const [slot, active] of this.#active) if (typeof active !== 'number') yield [slot, active];
  }

  save(slot: number): Pick<SavedGroup, 'active' | 'throttle'> {
    return { active: this.#active.get(slot), throttle: this.#throttles.get(slot) };
  }

  load(slot: number, { active, throttle }: Pick<SavedGroup, 'active' | 'throttle'>): void {
    if (active !== undefined) this.#active.set(slot, active);
    if (throttle !== undefined) this.#throttles.set(slot, throttle);
  }

  #fire(now: Judgement, out: Transition[]): boolean {
    const { count, since } = now.measure();
    const firing: Firing = { id: this.#idOf(now), since, count, notices: 0, withheld: false, until: undefined };
    this.#active.set(now.slot, firing);
    this.#tell(now, firing, out);
    if (this.plan.onMatch !== 'keep') this.#active.delete(now.slot);
    return true;
  }

  /** Another event counted while it fires: says so where throttle lets it, or where nobody was told yet. */
  #goOn(now: Judgement, firing: Firing, out: Transition[]): void {
    firing.count++;
    if (this.plan.throttle !== undefined || firing.notices === 0) this.#tell(now, firing, out);
  }

  #tell(now: Judgement, firing: Firing, out: Transition[]): void {
    const { slot, match, at, early, saturated } = now;
    const time = match?.time ?? at;
    const throttle = this.#throttles.get(slot) ?? newThrottle();
    const held = this.#context.hold(decodeKey(this.plan.keys.names, now.key), time);
    const heldBack = held === undefined ? requestNotice(throttle, this.plan.throttle, time) : 0;
    if (this.plan.throttle !== undefined) this.#throttles.set(slot, throttle);
    const withheld = held ?? (heldBack === undefined ? 'throttled' : undefined);
    if (withheld !== undefined) {
      this.#context.count(withheld);
      if (firing.withheld || firing.notices > 0) return;
      firing.withheld = true;
      out.push(this.#transition(now, 'fired', firing, { withheld }));
      return;
    }
    const latest = match?.sample();
    const samples = [...(early === undefined ? [] : [early]), ...(latest === undefined ? [] : [latest])];
    out.push(this.#transition(now, 'fired', firing, { repeat: firing.notices++, samples, heldBack: heldBack ?? 0, saturated }));
  }

  /** Says so to people only where it was announced. */
  #resolve(key: string, slot: number, at: number, ended: NonNullable<Transition['ended']>, out: Transition[]): void {
    const firing = this.firing(slot);
    if (firing === undefined) return;
    this.#active.delete(slot);
    const { id, count, since } = firing;
    const measure = { count, value: count, since };
    const rest = { repeat: 0, samples: [], heldBack: 0, saturated: false, ended, ...(firing.notices === 0 ? { withheld: 'unannounced' as const } : {}) };
    out.push({ id, trigger: this.plan.name, kind: 'resolved', key: this.#keyOf(key), count, since, at, measure, ...rest });
  }

  #transition(now: Judgement, kind: Transition['kind'], { id, count, since }: Pick<Firing, 'id' | 'count' | 'since'>, more: Partial<Transition> = {}): Transition {
    const at = now.match?.time ?? now.at;
    return { id, trigger: this.plan.name, kind, key: this.#keyOf(now.key), count, since, at, measure: now.measure(), repeat: 0, samples: [], heldBack: 0, saturated: false, ...more };
  }

  #idOf({ key, match, measure }: Judgement): string {
    if (this.plan.onMatch === 'every' && match !== undefined) return transitionId(this.plan.name, [key, match.time, match.id]);
    return transitionId(this.plan.name, [key, measure().since]);
  }

  #keyOf(key: string): Readonly<Record<string, JsonValue>> {
    return decodeKey(this.plan.keys.names, key);
  }
}
