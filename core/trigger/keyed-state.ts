import type { JsonObject } from '../contract/json.js';
import { grownFloats } from './aggregation/grow.js';
import type { Windows } from './aggregation/windows.js';
import { DueQueue } from './due-queue.js';
import { EarlySamples } from './early-samples.js';
import { Firings } from './firings.js';
import { Frames } from './frame.js';
import { decodeKey } from './group-key.js';
import { GROUP_LIMITS, type GroupLimits } from './group-limits.js';
import { LATENESS } from './lateness.js';
import { loadGroup, saveGroup, type SavedGroup } from './saved-group.js';
import { loadList } from './saved.js';
import { Slots } from './slots.js';
import { waitsUntil, type ThrottleState } from './throttle.js';
import type { TriggerPlan } from './plan.js';
import type { Transition } from './transition.js';
import type { FiringCount, GroupView, Match, StateContext, TriggerState } from './trigger-state.js';

/** Where nearly all groups fire, looking for one that does not must not cost more than letting one go that does. */
const MOST_LOOKED_AT = 64;

/** An alert says that groups were let go of for a window's length after it, but no longer than this. */
const LONGEST_SATURATED = 86_400_000;

/** Groups that are let go of at the same time as one comes, so that what is spent does not pile up. */
const SWEPT_PER_NEW = 2;

/**
 * A trigger whose groups have windows: `Windows` say what each holds, `Firings` what follows from it. What a group does
 * depends on its own events alone, and on their times: it is the same wherever and however they are batched.
 */
export class KeyedState implements TriggerState {
  readonly #context: StateContext;
  readonly #limits: GroupLimits;
  readonly #slots = new Slots();
  readonly #due = new DueQueue((slot) => this.#slots.keyOf(slot));
  readonly #firings: Firings;
  #plan: TriggerPlan;
  #windows: Windows;
  #frames: Frames | undefined;
  #early: EarlySamples;
  /** How long after its own time the newest event of each slot came, less what was held by then: its window ends that much later. */
  #lags = new Float64Array(0);
  /** The latest change of each slot that time alone brought about: it is not brought about again. */
  #passed = new Float64Array(0);
  /** How long the input was held up in all: the clock less this is what groups go by. */
  #held = 0;
  #lastOverflow = -Infinity;
  /** Keys of the groups that are different since `changes` was last asked for. */
  readonly #changed = new Set<string>();

  constructor(context: StateContext, limits: GroupLimits = GROUP_LIMITS) {
    this.#context = context;
    this.#limits = limits;
    this.#plan = context.plan;
    this.#windows = context.plan.makeWindows();
    this.#frames = framesOf(context.plan);
    this.#early = new EarlySamples(limits.sampleBytes);
    this.#firings = new Firings(context);
  }

  get plan(): TriggerPlan {
    return this.#plan;
  }

  get nextDeadline(): number {
    return this.#due.next + this.#held;
  }

  match(match: Match, out: Transition[]): void {
    for (const { key, role } of this.#plan.keys.read(match.fields)) this.#add(key, role, match, out);
  }

  advance(now: number, out: Transition[]): void {
    for (let slot = this.#due.take(now - this.#held); slot !== undefined; slot = this.#due.take(now - this.#held)) {
      const key = this.#slots.keyOf(slot);
      const at = this.#ownTime(slot, now);
      this.#note(key);
      this.#passTo(key, slot, at + 1, out);
      this.#schedule(slot, at);
    }
  }

  replan(plan: TriggerPlan, now: number, out: Transition[]): void {
    if (plan === this.#plan) return;
    const before = this.#windows;
    this.#plan = plan;
    this.#windows = plan.makeWindows();
    this.#frames = framesOf(plan, this.#frames);
    this.#firings.plan = plan;
    for (const [key, slot] of this.#slots.entries()) {
      this.#windows.load(slot, before.save(slot));
      const at = Math.max(before.newest(slot), this.#ownTime(slot, now));
      if (!this.#windows.holds(slot, at)) this.#firings.end(key, slot, now, 'changed', out);
      this.#schedule(slot, this.#reached(slot));
    }
    this.expect(now);
  }

  close(now: number, out: Transition[]): void {
    for (const [key, slot] of this.#slots.entries()) this.#firings.end(key, slot, now, 'removed', out);
  }

  throttles(): ReadonlyMap<string, ThrottleState> {
    return new Map([...this.#slots.entries()].flatMap(([key, slot]) => {
      const throttle = this.#firings.throttle(slot);
      return throttle === undefined || throttle.lastSent === -Infinity ? [] : [[key, throttle] as const];
    }));
  }

  takeThrottles(throttles: ReadonlyMap<string, ThrottleState>): void {
    for (const [key, throttle] of throttles) {
      this.#note(key);
      this.#firings.takeThrottle(this.#slots.slotOf(key) ?? this.#openSlot(key), throttle);
    }
  }

  /** Opens the groups that are expected and not there yet, from this time of the clock on. */
  expect(now: number): void {
    for (const key of this.#plan.expected) {
      this.#note(key);
      const known = this.#slots.slotOf(key);
      const slot = known ?? this.#openSlot(key);
      this.#windows.expect?.(slot, known === undefined ? this.#ownTime(slot, now) : undefined);
      this.#schedule(slot, this.#reached(slot));
    }
  }

  delay(by: number): void {
    this.#held += by;
  }

  *firings(): Iterable<FiringCount> {
    for (const [slot, { id, count }] of this.#firings.counts()) {
      const top = this.#windows.top?.(slot);
      yield { id, count, ...(top === undefined ? {} : { top }) };
    }
  }

  *groups(): Iterable<GroupView> {
    for (const [key, slot] of this.#slots.entries()) {
      const newest = this.#windows.newest(slot);
      const { count, value } = this.#windows.measure(slot, newest);
      yield { key: decodeKey(this.#plan.keys.names, key), stage: this.#firings.stage(slot), id: this.#firings.firing(slot)?.id, newest, count, value };
    }
  }

  save(now: number): JsonObject {
    const live = [...this.#slots.entries()].filter(([key, slot]) => !this.#isSpent(key, slot, now));
    return { groups: live.map(([key, slot]) => this.#saveGroup(key, slot)) };
  }

  changes(): JsonObject | undefined {
    if (this.#changed.size === 0) return undefined;
    const groups: JsonObject[] = [];
    const gone: string[] = [];
    for (const key of this.#changed) {
      const slot = this.#slots.slotOf(key);
      if (slot === undefined) gone.push(key);
      else groups.push(this.#saveGroup(key, slot));
    }
    this.#changed.clear();
    return { groups, gone };
  }

  load(saved: JsonObject, savedAt: number, now: number): void {
    const idle = Math.max(0, now - savedAt);
    for (const value of loadList(saved['groups'])) this.#loadGroup(loadGroup(value), idle);
    this.expect(now);
  }

  #saveGroup(key: string, slot: number): JsonObject {
    return saveGroup({ key, lag: this.#lag(slot) + this.#held, passed: this.#passed[slot] ?? -Infinity, windows: this.#windows.save(slot), frame: this.#frames?.save(slot) ?? null, ...this.#firings.save(slot) });
  }

  #note(key: string): void {
    if (this.#context.notesChanges) this.#changed.add(key);
  }

  #loadGroup({ key, lag, passed, windows, frame, ...firing }: SavedGroup, idle: number): void {
    const slot = this.#slots.open(key);
    this.#grow(slot);
    this.#lags[slot] = lag + idle - this.#held;
    this.#passed[slot] = passed;
    this.#windows.load(slot, windows);
    if (frame !== null) this.#frames?.load(slot, ...frame);
    this.#firings.load(slot, firing);
    this.#schedule(slot, this.#reached(slot));
  }

  #add(key: string, role: number, match: Match, out: Transition[]): void {
    const { time, arrival } = match;
    const windows = this.#windows;
    this.#note(key);
    const slot = this.#slots.touch(key) ?? this.#open(key, arrival, out);
    const newest = windows.newest(slot);
    if (time + windows.span + LATENESS <= newest || !this.#frameFor(key, slot, time, out)) {
      this.#context.count('late');
      return;
    }
    this.#passTo(key, slot, time, out);
    const added = windows.add(slot, match, role);
    this.#countDropped(arrival);
    if (added !== 'counted' && added !== 'kept') {
      if (added === 'late' || added === 'duplicate') this.#context.count(added);
      return;
    }
    if (time >= newest) this.#lags[slot] = arrival - time - this.#held;
    const at = Math.max(time, this.#reached(slot));
    const holds = windows.holds(slot, at);
    if (!holds && this.#firings.stage(slot) === 'inactive') {
      if (this.#plan.onMatch !== 'every') this.#early.offer(slot, match, windows.span);
    } else this.#judge(key, slot, at, added === 'kept' ? undefined : match, out, holds);
    this.#schedule(slot, at);
    this.#letGo(key, arrival, out);
  }

  /** What follows from the window at `at`. */
  #judge(key: string, slot: number, at: number, match: Match | undefined, out: Transition[], holds = this.#windows.holds(slot, at)): void {
    const early = this.#early.get(slot);
    const saturated = (match?.arrival ?? at) - this.#lastOverflow < Math.min(this.#windows.span, LONGEST_SATURATED);
    const fired = this.#firings.judge({ key, slot, at, match, holds, early, saturated, measure: () => this.#windows.measure(slot, at) }, out);
    if (this.#firings.stage(slot) === 'inactive') this.#early.forget(slot);
    if (fired && this.#plan.onMatch === 'reset') this.#restart(slot, at);
  }

  /** Lets the group's own time pass up to `to`, which is not reached: all that would have happened by itself happens. */
  #passTo(key: string, slot: number, to: number, out: Transition[]): void {
    let at = this.#reached(slot);
    for (let next = this.#nextChange(slot, at); next < to; next = this.#nextChange(slot, at)) {
      at = next;
      this.#passed[slot] = next;
      if (this.#frames !== undefined && next >= this.#frames.end(slot)) this.#endFrame(slot);
      this.#judge(key, slot, at, undefined, out);
    }
  }

  /** The next time after `at` at which something happens to the group although nothing comes. */
  #nextChange(slot: number, at: number): number {
    const frameEnd = this.#frames?.end(slot) ?? Infinity;
    return Math.min(this.#checkedAt(this.#windows.changesAt(slot, at)), this.#firings.changesAt(slot, at), frameEnd > at ? frameEnd : Infinity);
  }

  /** When a change at this time is noticed. */
  #checkedAt(change: number): number {
    const { checkEvery } = this.#plan;
    if (checkEvery === undefined || change === Infinity) return change;
    return checkEvery === 0 ? Infinity : Math.ceil(change / checkEvery) * checkEvery;
  }

  #schedule(slot: number, at: number): void {
    const idle = this.#firings.stage(slot) === 'inactive';
    const next = idle && this.#frames !== undefined ? Infinity : this.#nextChange(slot, at);
    this.#due.set(slot, next === Infinity ? Infinity : next + this.#lag(slot));
  }

  /** Whether the event belongs to a window that is not closed; begins the next one where it does not belong to the last. */
  #frameFor(key: string, slot: number, time: number, out: Transition[]): boolean {
    const frames = this.#frames;
    if (frames === undefined) return true;
    const place = frames.place(slot, time);
    if (place === 'closed') return false;
    if (place === 'open') {
      frames.extend(slot, time);
      return true;
    }
    if (frames.end(slot) !== Infinity) {
      this.#passTo(key, slot, time, out);
      this.#endFrame(slot);
    }
    frames.begin(slot, time);
    return true;
  }

  #endFrame(slot: number): void {
    this.#reset(slot);
    this.#frames?.forget(slot);
  }

  /** Begins anew after an alert, where that is not the same as to forget all. */
  #restart(slot: number, at: number): void {
    if (this.#windows.restart === undefined) {
      this.#reset(slot);
      return;
    }
    this.#windows.restart(slot, at);
    this.#early.forget(slot);
  }

  #countDropped(now: number): void {
    for (let left = this.#windows.takeDropped?.() ?? 0; left > 0; left--) {
      this.#context.count('state_full');
      this.#lastOverflow = now;
    }
  }

  #reset(slot: number): void {
    this.#passed[slot] = -Infinity;
    this.#windows.close(slot);
    this.#windows.open(slot);
    this.#early.forget(slot);
  }

  /** The time up to which everything has happened to the group that its events and the time after them lead to. */
  #reached(slot: number): number {
    return Math.max(this.#windows.newest(slot), this.#passed[slot] ?? -Infinity);
  }

  #lag(slot: number): number {
    return this.#lags[slot] ?? 0;
  }

  /** How far the clock is by what the group goes by. */
  #ownTime(slot: number, now: number): number {
    return now - this.#held - this.#lag(slot);
  }

  #open(key: string, now: number, out: Transition[]): number {
    for (let i = 0; i < SWEPT_PER_NEW; i++) {
      const stalest = this.#slots.stalest();
      if (stalest !== undefined && this.#isSpent(...stalest, now)) this.#closeSlot(...stalest);
    }
    const slot = this.#openSlot(key);
    this.#letGo(key, now, out);
    return slot;
  }

  #openSlot(key: string): number {
    const slot = this.#slots.open(key);
    this.#windows.open(slot);
    this.#grow(slot);
    this.#lags[slot] = -this.#held;
    this.#passed[slot] = -Infinity;
    return slot;
  }

  #grow(slot: number): void {
    this.#lags = grownFloats(this.#lags, slot + 1);
    this.#passed = grownFloats(this.#passed, slot + 1);
  }

  #closeSlot(key: string, slot: number): void {
    this.#note(key);
    this.#windows.close(slot);
    this.#frames?.forget(slot);
    this.#firings.forget(slot);
    this.#early.forget(slot);
    this.#due.set(slot, Infinity);
    this.#slots.close(key);
  }

  /** Lets go of groups beyond the limits, but not of `kept`. */
  #letGo(kept: string, now: number, out: Transition[]): void {
    while (this.#slots.size > 1 && (this.#slots.size > this.#limits.groups || this.#windows.size > this.#limits.units)) {
      const [key, slot] = this.#leastMissed(kept);
      this.#firings.end(key, slot, now, 'removed', out);
      this.#closeSlot(key, slot);
      this.#lastOverflow = now;
      this.#context.count('state_full');
    }
  }

  /** The stalest that does not fire, else the stalest. */
  #leastMissed(kept: string): [key: string, slot: number] {
    let stalest: [string, number] | undefined;
    let looked = 0;
    for (const entry of this.#slots.entries()) {
      if (entry[0] === kept) continue;
      if (this.#firings.stage(entry[1]) === 'inactive' && !this.#plan.expected.includes(entry[0])) return entry;
      stalest ??= entry;
      if (++looked === MOST_LOOKED_AT) break;
    }
    if (stalest === undefined) throw new RangeError('no group to let go of');
    return stalest;
  }

  /** Whether a new group would do the same from now on. */
  #isSpent(key: string, slot: number, now: number): boolean {
    if (this.#firings.stage(slot) !== 'inactive' || this.#plan.expected.includes(key)) return false;
    const throttle = this.#firings.throttle(slot);
    if (throttle !== undefined && throttle.heldBack > 0) return false;
    const waits = throttle === undefined ? -Infinity : waitsUntil(throttle, this.#plan.throttle);
    return this.#ownTime(slot, now) >= Math.max(this.#windows.spentAt(slot) + LATENESS, waits);
  }
}

/** Frames for the plan's windows, with what the earlier ones knew where they are of the same shape. */
function framesOf({ windowShape }: TriggerPlan, before?: Frames): Frames | undefined {
  return windowShape.kind === 'sliding' ? undefined : before ?? new Frames(windowShape);
}
