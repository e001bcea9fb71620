import type { SuppressConfig } from '../../schemas/trigger.js';
import { compileNode, type FieldReader, type Matcher } from '../condition/compile.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { DueQueue } from './due-queue.js';
import { decodeKey, encodeKey } from './group-key.js';
import { listOf } from './key-reader.js';
import { MatchState } from './match-state.js';
import type { TriggerPlan } from './plan.js';
import { loadList, loadNumber, loadObject, loadText } from './saved.js';
import type { ThrottleState } from './throttle.js';
import { Slots } from './slots.js';
import { transitionId, type Transition } from './transition.js';
import { nodeOf } from './trigger-condition.js';
import type { GroupView, Match, StateContext, TriggerState } from './trigger-state.js';

/** Most groups that are kept quiet at once; the first goes. */
const MOST_GROUPS = 10_000;

/** A stretch in which a group is kept quiet: from `since`, and before `until`, by the times of events. */
interface Quiet {
  readonly since: number;
  until: number;
  /** How long after its own time the event came that asked for it. */
  lag: number;
  /** How many notices were kept back, by trigger. */
  readonly kept: Map<string, number>;
}

/**
 * A trigger with `suppress`: an event that meets `when` keeps other triggers quiet for a while, one that meets `until` ends
 * that. At the end it sums up what was kept back, as a firing of its own with the figures in `measure.details.suppressed`.
 */
export class SuppressState implements TriggerState {
  readonly #context: StateContext;
  readonly #quiets = new Map<string, Quiet>();
  readonly #slots = new Slots();
  readonly #due = new DueQueue((slot) => this.#slots.keyOf(slot));
  readonly #changed = new Set<string>();
  /** What it does as a trigger with an `alert` of its own. */
  readonly #own: MatchState;
  #rule: Rule;
  #plan: TriggerPlan;

  constructor(context: StateContext) {
    this.#context = context;
    this.#plan = context.plan;
    this.#rule = ruleOf(context.plan);
    this.#own = new MatchState(context);
  }

  get plan(): TriggerPlan {
    return this.#plan;
  }

  get nextDeadline(): number {
    return this.#due.next;
  }

  /** Whether this group of a trigger is to be quiet at this time. */
  covers(trigger: string, key: Readonly<Record<string, JsonValue>>, at: number): boolean {
    return this.#quietOf(trigger, key, at) !== undefined;
  }

  /** Counts a notice that was kept back. Tells whether it was this trigger that kept it. */
  count({ trigger, key, at }: Transition): boolean {
    const [group, quiet] = this.#quietOf(trigger, key, at) ?? [];
    if (group === undefined || quiet === undefined) return false;
    quiet.kept.set(trigger, (quiet.kept.get(trigger) ?? 0) + 1);
    this.#note(group);
    return true;
  }

  match(match: Match, out: Transition[]): void {
    const { fields, time, arrival } = match;
    const key = encodeKey(this.#rule.by, fields);
    if (this.#rule.ends?.(fields) === true) this.#end(key, time, out);
    if (!this.#rule.begins(fields)) return;
    const before = this.#quiets.get(key);
    if (before !== undefined && before.until <= time) this.#end(key, before.until, out);
    const quiet = this.#quiets.get(key) ?? { since: time, until: time, lag: 0, kept: new Map<string, number>() };
    if (time + this.#rule.for > quiet.until) Object.assign(quiet, { until: time + this.#rule.for, lag: arrival - time });
    this.#put(key, quiet);
    if (this.#quiets.size > MOST_GROUPS) {
      const [first] = this.#quiets.keys();
      if (first !== undefined) this.#end(first, time, out);
      this.#context.count('state_full');
    }
    if (this.#plan.config.alert !== undefined) this.#own.match(match, out);
  }

  advance(now: number, out: Transition[]): void {
    for (let slot = this.#due.take(now); slot !== undefined; slot = this.#due.take(now)) {
      const key = this.#slots.keyOf(slot);
      this.#end(key, this.#quiets.get(key)?.until ?? now, out);
    }
  }

  replan(plan: TriggerPlan): void {
    this.#plan = plan;
    this.#rule = ruleOf(plan);
    this.#own.replan(plan);
  }

  close(now: number, out: Transition[]): void {
    for (const key of this.#quiets.keys()) this.#end(key, now, out);
  }

  expect(): void {}

  delay(by: number): void {
    for (const [key, quiet] of this.#quiets) {
      quiet.lag += by;
      this.#put(key, quiet);
    }
  }

  throttles(): ReadonlyMap<string, ThrottleState> {
    return this.#own.throttles();
  }

  takeThrottles(throttles: ReadonlyMap<string, ThrottleState>): void {
    this.#own.takeThrottles(throttles);
  }

  *groups(): Iterable<GroupView> {
    for (const [key, { since, kept }] of this.#quiets) {
      const count = total(kept);
      yield { key: decodeKey(this.#rule.by, key), stage: 'firing', id: undefined, newest: since, count, value: count };
    }
  }

  save(): JsonObject {
    return { ...this.#own.save(), groups: [...this.#quiets].map(([key, quiet]) => saveQuiet(key, quiet)) };
  }

  changes(): JsonObject | undefined {
    const own = this.#own.changes();
    if (own === undefined && this.#changed.size === 0) return undefined;
    const groups: JsonObject[] = [];
    const gone: string[] = [];
    for (const key of this.#changed) {
      const quiet = this.#quiets.get(key);
      if (quiet === undefined) gone.push(key);
      else groups.push(saveQuiet(key, quiet));
    }
    this.#changed.clear();
    return { ...own, groups, gone };
  }

  /** Quiet goes by the clock: it is over no later for a restart. */
  load(saved: JsonObject): void {
    this.#own.load(saved);
    for (const group of loadList(saved['groups']).map(loadObject)) {
      const kept = new Map(Object.entries(loadObject(group['kept'])).map(([trigger, count]) => [trigger, loadNumber(count)]));
      this.#put(loadText(group['key']), { since: loadNumber(group['since']), until: loadNumber(group['until']), lag: loadNumber(group['lag']), kept });
    }
  }

  #quietOf(trigger: string, key: Readonly<Record<string, JsonValue>>, at: number): [group: string, quiet: Quiet] | undefined {
    const { triggers, by } = this.#rule;
    if (!triggers.has(trigger) || !by.every((field) => Object.hasOwn(key, field))) return undefined;
    // A missing value stands in a key as the text that people are shown.
    const group = encodeKey(by, { get: (field) => (key[field] === '(none)' ? null : key[field]) });
    const quiet = this.#quiets.get(group);
    return quiet !== undefined && at >= quiet.since && at < quiet.until ? [group, quiet] : undefined;
  }

  #put(key: string, quiet: Quiet): void {
    this.#quiets.set(key, quiet);
    this.#due.set(this.#slotOf(key), quiet.until + quiet.lag);
    this.#note(key);
  }

  #end(key: string, at: number, out: Transition[]): void {
    const quiet = this.#quiets.get(key);
    if (quiet === undefined) return;
    this.#quiets.delete(key);
    this.#due.set(this.#slotOf(key), Infinity);
    this.#slots.close(key);
    this.#note(key);
    const count = total(quiet.kept);
    if (count === 0 || this.#plan.config.suppress?.summary === undefined) return;
    const { name } = this.#plan;
    const { since } = quiet;
    const measure = { count, value: count, since, details: { suppressed: Object.fromEntries(quiet.kept) } };
    const group = decodeKey(this.#rule.by, key);
    out.push({ id: transitionId(name, ['summary', key, since]), trigger: name, kind: 'fired', repeat: 0, key: group, count, measure, since, at: Math.min(at, quiet.until), samples: [], heldBack: 0, saturated: false });
  }

  #slotOf(key: string): number {
    return this.#slots.slotOf(key) ?? this.#slots.open(key);
  }

  #note(key: string): void {
    if (this.#context.notesChanges) this.#changed.add(key);
  }
}

/** What the trigger's config says, made ready to run. */
interface Rule {
  readonly triggers: ReadonlySet<string>;
  readonly by: readonly string[];
  readonly for: number;
  readonly begins: Matcher;
  readonly ends: ((fields: FieldReader) => boolean) | undefined;
}

function ruleOf({ config }: TriggerPlan): Rule {
  const { triggers, by, for: length, until } = config.suppress as SuppressConfig;
  return {
    triggers: new Set(listOf(triggers)),
    by: listOf(by),
    for: length,
    begins: compileNode(nodeOf(config, ['when'], config.when)),
    ends: until === undefined ? undefined : compileNode(nodeOf(config, ['suppress', 'until'], until)),
  };
}

function saveQuiet(key: string, { since, until, lag, kept }: Quiet): JsonObject {
  return { key, since, until, lag, kept: Object.fromEntries(kept) };
}

function total(kept: ReadonlyMap<string, number>): number {
  return [...kept.values()].reduce((sum, count) => sum + count, 0);
}
