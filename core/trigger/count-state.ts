import type { LogEvent } from '../contract/event.js';
import type { JsonObject } from '../contract/json.js';
import { decodeKey, encodeKey } from './group-key.js';
import { GROUP_LIMITS, GroupTable, type GroupLimits } from './group-table.js';
import { loadGroup, newGroup, saveGroup, type Firing, type Group } from './group.js';
import type { TriggerPlan } from './plan.js';
import { loadList } from './saved.js';
import { requestNotice, waitsUntil, type ThrottleState } from './throttle.js';
import { transitionId, type Transition } from './transition.js';
import type { Match, StateContext, TriggerState } from './trigger-state.js';

/** An event counts while a window that it belongs to ended at most this long ago, by the group's newest event. */
const LATENESS = 30_000;

type Counting = TriggerPlan & { readonly count: NonNullable<TriggerPlan['count']> };

/**
 * `count: { gte, within, by }`: a group fires when `gte` of its events lie in (t - within, t], and resolves when they no
 * longer do. What a group does depends on its own events alone, so it is the same wherever and however they are batched.
 */
export class CountState implements TriggerState {
  readonly #context: StateContext;
  readonly #groups: GroupTable;
  /** Groups that fire now. */
  readonly #firing = new Set<Group>();
  /** No firing group is due before: a lower bound, made exact by `advance`. */
  #deadline = Infinity;
  #lastOverflow = -Infinity;
  #plan: Counting;

  constructor(context: StateContext, limits: GroupLimits = GROUP_LIMITS) {
    this.#context = context;
    this.#plan = counting(context.plan);
    this.#groups = new GroupTable(limits);
  }

  get plan(): TriggerPlan {
    return this.#plan;
  }

  get nextDeadline(): number {
    return this.#deadline;
  }

  match({ event, fields, time, arrival }: Match, out: Transition[]): void {
    const { within } = this.#plan.count;
    const key = encodeKey(this.#plan.by, fields);
    const group = this.#groups.touch(key) ?? this.#open(key, arrival, out);
    const { ring } = group;
    const { newest, oldest, size } = ring;
    if (time + within + LATENESS <= newest) {
      this.#context.count('late');
      return;
    }
    if (time > oldest + within) this.#resolve(group, oldest + within, out);
    const added = ring.add(time, event.id);
    // Whether one from before all that is kept is new can't be told, and the window is the same with it.
    if (added === 'outside') return;
    if (added === 'duplicate') {
      this.#context.count('duplicate');
      return;
    }
    this.#groups.grew(ring.size - size);
    if (time >= newest) group.lag = arrival - time;
    if (group.firing !== undefined && ring.fills(within)) {
      group.firing.count++;
      if (this.#plan.throttle !== undefined) this.#notify(group, group.firing, event, time, arrival, out);
    } else {
      this.#resolve(group, oldest + within, out);
      if (ring.fills(within)) this.#fire(group, event, time, arrival, out);
      else this.#keepEarly(group, event, time);
    }
    if (group.firing !== undefined) this.#deadline = Math.min(this.#deadline, this.#dueAt(group));
    this.#letGo(group, arrival, out);
  }

  advance(now: number, out: Transition[]): void {
    if (now < this.#deadline) return;
    const due = [...this.#firing].filter((group) => this.#dueAt(group) <= now);
    due.sort((a, b) => a.ring.oldest - b.ring.oldest || (a.key < b.key ? -1 : 1));
    for (const group of due) this.#resolve(group, group.ring.oldest + this.#plan.count.within, out);
    this.#findDeadline();
  }

  replan(plan: TriggerPlan, now: number, out: Transition[]): void {
    this.#plan = counting(plan);
    for (const group of this.#groups.values()) {
      const { size } = group.ring;
      group.ring.resize(this.#plan.count.gte);
      this.#groups.grew(group.ring.size - size);
      if (!group.ring.isFull) this.#resolve(group, now, out);
    }
    this.#findDeadline();
  }

  close(now: number, out: Transition[]): void {
    for (const group of this.#firing) this.#resolve(group, now, out);
  }

  throttles(): ReadonlyMap<string, ThrottleState> {
    const spoken = [...this.#groups.values()].filter(({ throttle }) => throttle.lastSent !== -Infinity);
    return new Map(spoken.map(({ key, throttle }) => [key, throttle]));
  }

  takeThrottles(throttles: ReadonlyMap<string, ThrottleState>): void {
    for (const [key, throttle] of throttles) this.#groups.add({ ...newGroup(key, this.#plan.count.gte), throttle });
  }

  save(now: number): JsonObject {
    return { groups: [...this.#groups.values()].filter((group) => !this.#isSpent(group, now)).map(saveGroup) };
  }

  load(saved: JsonObject, savedAt: number, now: number): void {
    const late = Math.max(0, now - savedAt);
    for (const value of loadList(saved['groups'])) {
      const group = loadGroup(value, this.#plan.count.gte, late);
      this.#groups.add(group);
      if (group.firing !== undefined) this.#firing.add(group);
      if (!group.ring.isFull) this.#resolve(group, now, []);
    }
    this.#findDeadline();
  }

  #open(key: string, now: number, out: Transition[]): Group {
    // Two go for each that comes, so what is spent does not pile up.
    for (let i = 0; i < 2; i++) {
      const stalest = this.#groups.stalest();
      if (stalest !== undefined && this.#isSpent(stalest, now)) this.#groups.delete(stalest);
    }
    const group = newGroup(key, this.#plan.count.gte);
    this.#groups.add(group);
    this.#letGo(group, now, out);
    return group;
  }

  /** Lets go of groups beyond the limits, but not of `kept`. */
  #letGo(kept: Group, now: number, out: Transition[]): void {
    for (let group = this.#groups.overflow(kept); group !== undefined; group = this.#groups.overflow(kept)) {
      this.#resolve(group, now, out);
      this.#groups.delete(group);
      this.#lastOverflow = now;
      this.#context.count('state_full');
    }
  }

  #fire(group: Group, event: LogEvent, time: number, arrival: number, out: Transition[]): void {
    const since = group.ring.oldest;
    group.firing = { id: transitionId(this.#plan.name, [group.key, since]), since, count: group.ring.size, notices: 0 };
    this.#firing.add(group);
    this.#notify(group, group.firing, event, time, arrival, out);
  }

  #notify(group: Group, firing: Firing, event: LogEvent, time: number, arrival: number, out: Transition[]): void {
    const heldBack = requestNotice(group.throttle, this.#plan.throttle, time);
    if (heldBack === undefined) {
      this.#context.count('throttled');
      return;
    }
    const latest = this.#context.detach(event);
    out.push({
      ...this.#transition(group, firing),
      kind: 'fired',
      repeat: firing.notices++,
      at: time,
      samples: group.early === undefined ? [latest] : [group.early.event, latest],
      heldBack,
      saturated: arrival - this.#lastOverflow < this.#plan.count.within,
    });
  }

  /** Ends the group's firing, where it fires. Says so only of what was announced. */
  #resolve(group: Group, at: number, out: Transition[]): void {
    const { firing } = group;
    if (firing === undefined) return;
    group.firing = undefined;
    this.#firing.delete(group);
    this.#groups.keepEarly(group, undefined);
    if (firing.notices === 0) return;
    out.push({ ...this.#transition(group, firing), kind: 'resolved', repeat: 0, at, samples: [], heldBack: 0, saturated: false });
  }

  #transition(group: Group, { id, count, since }: Firing): Pick<Transition, 'id' | 'trigger' | 'key' | 'count' | 'since'> {
    return { id, trigger: this.#plan.name, key: decodeKey(this.#plan.by, group.key), count, since };
  }

  #keepEarly(group: Group, event: LogEvent, time: number): void {
    if (group.early !== undefined && group.early.time > time - this.#plan.count.within) return;
    this.#groups.keepEarly(group, undefined);
    if (this.#groups.hasRoomFor(event.byteLength)) this.#groups.keepEarly(group, { event: this.#context.detach(event), time });
  }

  /** Time of the clock at which the window of a firing group no longer holds enough, if nothing more comes. */
  #dueAt({ ring, lag }: Group): number {
    return ring.oldest + this.#plan.count.within + lag;
  }

  #findDeadline(): void {
    this.#deadline = Infinity;
    for (const group of this.#firing) this.#deadline = Math.min(this.#deadline, this.#dueAt(group));
  }

  /** Whether a new group would do the same from now on. */
  #isSpent({ ring, lag, firing, throttle }: Group, now: number): boolean {
    return firing === undefined && throttle.heldBack === 0
      && now >= Math.max(ring.newest + this.#plan.count.within + LATENESS, waitsUntil(throttle, this.#plan.throttle)) + lag;
  }
}

function counting(plan: TriggerPlan): Counting {
  const { count } = plan;
  if (count === undefined) throw new TypeError('a plan without count');
  return { ...plan, count };
}
