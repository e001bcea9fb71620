import type { JsonObject, JsonValue } from '../contract/json.js';
import type { Reason } from '../contract/reasons.js';
import type { AlertRules, GroupRule } from './alert-rules.js';
import { calling, changed, type Bundle } from './bundle.js';
import { nextDigest } from './digest-schedule.js';
import { isOpen, type Incident, type MessageState } from './incident.js';
import type { IncidentBook } from './incident-book.js';
import type { Change } from './journal-lines.js';
import { afterTurn, nextTurn, tidied, type Ability, type Turn } from './message-turn.js';
import { OWN_POSTS, Pace, STORM_GAP } from './pace.js';
import { inInterval, nextMinute } from './time-interval.js';

/** One thing to be said, now. */
export interface Call {
  readonly subject: { readonly incident: string } | { readonly bundle: Bundle };
  readonly turn: Turn;
  readonly receipt: JsonObject | undefined;
  readonly ability: Ability;
}

export type Next = { readonly call: Call } | { readonly at: number };

export interface ChannelOptions {
  /** Name of the action. */
  readonly action: string;
  readonly ability: () => Ability;
  readonly rules: () => AlertRules;
  readonly book: Pick<IncidentBook, 'get' | 'fields' | 'replaceMessage'>;
  readonly write: (changes: readonly Change[]) => void;
  readonly onReason: (reason: Reason, trigger: string) => void;
}

/** A storm is over when nothing joined it for so long, in milliseconds. */
const STORM_OVER = 60_000;
/** How often it is looked for bundles that are over. */
const CHECK_EVERY = 1_000;
const STORM_LINES = 20;
const CATCH_UP_LINES = 50;

/**
 * What one action is told, and when. It does nothing by itself: `next` says what to send at a time, or when to ask again, and
 * `settled` what became of it; one call at a time. Alerts that are too many for the pace share one message, critical ones apart
 * from all others.
 */
export class Channel {
  readonly #options: ChannelOptions;
  readonly #pace = new Pace();
  /** Incidents without a message: first those that are critical. */
  readonly #critical = new Set<string>();
  readonly #waiting = new Set<string>();
  readonly #quiet = new Set<string>();
  /** Incidents whose message does not say all. */
  readonly #stale = new Set<string>();
  readonly #bundles = new Map<string, Bundle>();
  readonly #members = new Map<string, Set<string>>();
  #underWay: Call | undefined;
  #checkedAt = -Infinity;

  constructor(options: ChannelOptions) {
    this.#options = options;
  }

  get action(): string {
    return this.#options.action;
  }

  /** Whether anything waits that is to be said as soon as the pace allows. */
  isBusy(now: number): boolean {
    return this.#underWay !== undefined || this.#critical.size + this.#waiting.size > 0
      || [...this.#stale].some((id) => this.#turnOf(id, now) !== undefined)
      || [...this.#bundles.values()].some((bundle) => !bundle.message.posted || bundle.message.dirty !== undefined || bundle.message.notes.length > 0);
  }

  bundles(): Iterable<Bundle> {
    return this.#bundles.values();
  }

  members(id: string): readonly Incident[] {
    return [...this.#members.get(id) ?? []].flatMap((member) => this.#options.book.get(member) ?? []);
  }

  restore(bundles: readonly Bundle[]): void {
    for (const bundle of bundles) this.#bundles.set(bundle.id, bundle);
  }

  /** There may be something to say of an incident. */
  changed(incident: Incident, now: number): void {
    const { id } = incident;
    const message = incident.messages[this.action];
    for (const queue of [this.#critical, this.#waiting, this.#quiet, this.#stale]) queue.delete(id);
    if (message === undefined) return;
    const bundle = message.bundle === undefined ? undefined : this.#bundles.get(message.bundle);
    if (message.bundle !== undefined && (bundle === undefined || (bundle.isClosed && message.notes.some(({ cause }) => cause === 'reopened')))) {
      this.#members.get(message.bundle)?.delete(id);
      // What stood for it is of the past: it gets a message of its own.
      const { bundle: _bundle, dirty: _dirty, receipt: _receipt, ...rest } = message;
      if (bundle === undefined && !isOpen(incident)) this.#options.book.replaceMessage(id, this.action, { ...rest, posted: true, notes: [] });
      else this.#place(incident, { ...rest, posted: false }, now);
      return;
    }
    if (bundle !== undefined) this.#inBundle(bundle, incident, message);
    else this.#place(incident, message, now);
  }

  /** What to send now, or when to ask again: Infinity where nothing is left to say. `isLast` leaves out all waiting. */
  next(now: number, isLast = false): Next {
    if (this.#underWay !== undefined) return { at: Infinity };
    const quietEnds = this.#endQuiet(now);
    this.#closeBundles(now);
    this.#overflow(now);
    let soonest = quietEnds;
    for (const candidate of this.#candidates(now, isLast)) {
      const at = isLast ? now : candidate.at;
      if (at <= now) {
        const call = candidate.call();
        if (call === undefined) continue;
        this.#underWay = call;
        this.#pace.called(call.turn.form !== 'edit' && call.turn.form !== 'reply', now);
        return { call };
      }
      soonest = Math.min(soonest, at);
    }
    return { at: soonest };
  }

  /** What became of the call under way. */
  settled({ subject, turn, ability }: Call, outcome: { readonly delivered: boolean; readonly receipt?: JsonObject }, now: number): void {
    this.#underWay = undefined;
    const { book } = this.#options;
    if ('incident' in subject) {
      const incident = book.get(subject.incident);
      const message = incident?.messages[this.action];
      if (incident === undefined || message === undefined) return;
      book.replaceMessage(incident.id, this.action, tidied(afterTurn(message, turn, ability, outcome), this.#options.ability()));
      this.changed(book.get(incident.id) as Incident, now);
      return;
    }
    const bundle = this.#bundles.get(subject.bundle.id);
    if (bundle === undefined) return;
    const flushAt = ability === 'post' ? nextDigest(bundle.since, now) : now + bundle.interval;
    this.#keep({ ...bundle, flushAt, message: afterTurn(bundle.message, turn, ability, outcome) });
  }

  /** The call under way was given up: it is made again. */
  failed(): void {
    const call = this.#underWay;
    this.#underWay = undefined;
    const incident = call !== undefined && 'incident' in call.subject ? this.#options.book.get(call.subject.incident) : undefined;
    if (incident !== undefined) this.changed(incident, -Infinity);
  }

  #place(incident: Incident, before: MessageState, now: number): void {
    const { book, onReason, ability } = this.#options;
    const { id, severity } = incident;
    if (before.posted) {
      const message = tidied(before, ability());
      if (message !== incident.messages[this.action]) book.replaceMessage(id, this.action, message);
      if (nextTurn(message, ability(), incident.seq) !== undefined) this.#stale.add(id);
      return;
    }
    if (this.#isQuiet(incident, now)) {
      if (before.quiet === undefined) onReason('quiet_hours', incident.trigger);
      book.replaceMessage(id, this.action, { ...before, quiet: true });
      this.#quiet.add(id);
      return;
    }
    if (before.quiet === true && !isOpen(incident)) {
      // Its catch-up is due.
      if (before !== incident.messages[this.action]) book.replaceMessage(id, this.action, before);
      this.#quiet.add(id);
      return;
    }
    if (before !== incident.messages[this.action]) book.replaceMessage(id, this.action, before);
    const group = this.#groupOf(incident);
    if (group !== undefined) this.#joinGroup(group, incident, now);
    else (severity === 'critical' ? this.#critical : this.#waiting).add(id);
  }

  #isQuiet({ severity, drill }: Pick<Incident, 'severity' | 'drill'>, now: number): boolean {
    return !drill && this.#options.rules().quiet.some(({ interval, to, pass }) => !pass.has(severity) && (to === undefined || to.has(this.action)) && inInterval(interval, now));
  }

  /** Hands over what quiet hours held back; gives the time at which they may end. */
  #endQuiet(now: number): number {
    if (this.#quiet.size === 0) return Infinity;
    const over: Incident[] = [];
    for (const id of this.#quiet) {
      const incident = this.#options.book.get(id);
      if (incident === undefined) this.#quiet.delete(id);
      else if (!this.#isQuiet(incident, now)) {
        this.#quiet.delete(id);
        if (isOpen(incident)) this.#place(incident, incident.messages[this.action] as MessageState, now);
        else over.push(incident);
      }
    }
    const bundle = over[0] === undefined ? undefined : this.#open('catch_up', 'While it was quiet', over[0].id, false, now, { wait: 0, interval: 0, maxLines: CATCH_UP_LINES });
    for (const incident of over) if (bundle !== undefined) this.#join(bundle.id, incident, now);
    if (bundle !== undefined) this.#keep({ ...this.#bundles.get(bundle.id) as Bundle, isClosed: true });
    return this.#quiet.size === 0 ? Infinity : nextMinute(now);
  }

  #groupOf(incident: Incident): { readonly rule: GroupRule; readonly key: string; readonly name: string } | undefined {
    const { rules, book } = this.#options;
    const fields = book.fields(incident);
    const index = incident.drill ? -1 : rules().groups.findIndex(({ match }) => match === undefined || match.matches(fields));
    const rule = rules().groups[index];
    if (rule === undefined) return undefined;
    const values = rule.by.map((field) => fields.get(field) ?? '(none)');
    return { rule, key: JSON.stringify([index, ...values]), name: rule.by.map((field, at) => `${field}=${textOf(values[at])}`).join(', ') };
  }

  #joinGroup({ rule, key, name }: { readonly rule: GroupRule; readonly key: string; readonly name: string }, incident: Incident, now: number): void {
    const standing = [...this.#bundles.values()].find((bundle) => bundle.kind === 'group' && bundle.key === key && !bundle.isClosed);
    const bundle = standing ?? this.#open('group', name, key, false, now, rule);
    this.#options.onReason('grouped', incident.trigger);
    this.#join(bundle.id, incident, now);
  }

  #open(kind: Bundle['kind'], name: string, key: string, isCritical: boolean, now: number, { wait, interval, maxLines }: Pick<GroupRule, 'wait' | 'interval' | 'maxLines'>): Bundle {
    const bundle: Bundle = {
      id: `${kind}/${this.action}/${now.toString(36)}${isCritical ? 'c' : ''}.${this.#bundles.size}`,
      kind, action: this.action, name, key, isCritical, since: now, joinedAt: now, flushAt: now + wait, interval, maxLines, seq: 0, message: { posted: false, notes: [] }, isClosed: false,
    };
    this.#keep(bundle);
    return bundle;
  }

  #join(id: string, incident: Incident, now: number): void {
    const bundle = this.#bundles.get(id) as Bundle;
    const message = incident.messages[this.action] as MessageState;
    const isWorse = bundle.kind === 'group' && bundle.message.posted && incident.severity === 'critical' && !this.members(id).some(({ severity }) => severity === 'critical');
    this.#members.set(id, (this.#members.get(id) ?? new Set()).add(incident.id));
    this.#options.book.replaceMessage(incident.id, this.action, { ...message, posted: true, bundle: id });
    const joined = { ...bundle, joinedAt: now };
    this.#inBundle(isWorse ? calling(joined, 'escalated', undefined) : joined, this.#options.book.get(incident.id) as Incident, { ...message, posted: true, bundle: id });
  }

  /** What is to be said of an incident is said of its bundle. */
  #inBundle(before: Bundle, incident: Incident, message: MessageState): void {
    this.#members.set(before.id, (this.#members.get(before.id) ?? new Set()).add(incident.id));
    let bundle = changed(before);
    for (const { cause, mention } of message.notes) if (cause === 'escalated' || (cause === 'reopened' && before.kind === 'group')) bundle = calling(bundle, cause, mention);
    if (message.dirty !== undefined || message.notes.length > 0) {
      const { dirty: _dirty, ...rest } = message;
      this.#options.book.replaceMessage(incident.id, this.action, { ...rest, notes: [] });
    }
    this.#keep(bundle);
  }

  /** Puts together what would be too many posts. */
  #overflow(now: number): void {
    const { book, onReason } = this.#options;
    const storms = [...this.#bundles.values()].filter(({ kind, isClosed }) => kind === 'storm' && !isClosed);
    let room = Math.max(0, OWN_POSTS - this.#pace.postsAt(now));
    for (const queue of [this.#critical, this.#waiting]) {
      const isCritical = queue === this.#critical;
      let storm = storms.find((bundle) => bundle.isCritical === isCritical);
      // Who comes too late to have a message of its own is told of at once, with all others.
      const kept = storm === undefined && queue.size <= room ? queue.size : 0;
      room -= kept;
      for (const id of [...queue].slice(kept)) {
        const incident = book.get(id);
        queue.delete(id);
        if (incident === undefined) continue;
        storm ??= this.#open('storm', isCritical ? 'critical alerts' : 'alerts', '', isCritical, now, { wait: 0, interval: STORM_GAP, maxLines: STORM_LINES });
        onReason('storm', incident.trigger);
        this.#join(storm.id, incident, now);
      }
    }
  }

  #closeBundles(now: number): void {
    if (now - this.#checkedAt < CHECK_EVERY) return;
    this.#checkedAt = now;
    for (const bundle of this.#bundles.values()) {
      const members = this.members(bundle.id);
      const isOver = members.every((member) => !isOpen(member));
      const isClosed = bundle.isClosed || (bundle.message.posted && (bundle.kind === 'storm' ? now - bundle.joinedAt >= STORM_OVER : isOver));
      const isSaid = bundle.message.posted && bundle.message.dirty === undefined && bundle.message.notes.length === 0;
      if (isClosed && isOver && isSaid) this.#drop(bundle, members);
      else if (isClosed !== bundle.isClosed) this.#keep({ ...bundle, isClosed });
    }
  }

  #drop(bundle: Bundle, members: readonly Incident[]): void {
    this.#bundles.delete(bundle.id);
    this.#members.delete(bundle.id);
    this.#options.write([[`b/${bundle.id}`]]);
    for (const { id, messages } of members) {
      const { bundle: _bundle, ...rest } = messages[this.action] as MessageState;
      // It stood in a message that is of the past. Should it come again, it gets one of its own.
      this.#options.book.replaceMessage(id, this.action, { ...rest, notes: [] });
    }
  }

  /** Everything that could be said, in the order of its weight, with the time at which it may be. */
  *#candidates(now: number, isLast: boolean): Generator<{ readonly at: number; call(): Call | undefined }> {
    const bundles = [...this.#bundles.values()];
    const isStorm = bundles.some(({ kind, isClosed }) => kind === 'storm' && !isClosed);
    const [ownAt, postAt, editAt] = [this.#pace.postAt(now, OWN_POSTS), this.#pace.postAt(now), this.#pace.editAt(isStorm)];
    const stale = [...this.#stale].flatMap((id) => {
      const turn = this.#turnOf(id, now);
      return turn === undefined ? [] : [{ id, turn }];
    });
    const own = (id: string): { readonly at: number; call(): Call | undefined } => ({ at: ownAt, call: () => this.#callOf(id, this.#turnOf(id, now)) });
    const first = (isCritical: boolean) => bundles.filter((bundle) => !bundle.message.posted && bundle.kind === 'storm' && bundle.isCritical === isCritical).map((bundle) => ({ at: postAt, call: () => this.#bundleCall(bundle) }));
    for (const id of this.#critical) yield own(id);
    yield* first(true);
    for (const bundle of bundles) if (bundle.message.posted && bundle.message.notes.length > 0) yield { at: postAt, call: () => this.#bundleCall(bundle) };
    for (const { id, turn } of stale) if (turn.form === 'broadcast' || turn.form === 'post') yield { at: postAt, call: () => this.#callOf(id, turn) };
    for (const id of this.#waiting) yield own(id);
    yield* first(false);
    for (const bundle of bundles) {
      if (!bundle.message.posted && bundle.kind !== 'storm') yield { at: Math.max(postAt, isLast ? now : bundle.flushAt), call: () => this.#bundleCall(bundle) };
    }
    // What is over first: that is what people wait for.
    for (const { id, turn } of stale) if (turn.form === 'edit' && turn.cause === 'resolved') yield { at: editAt, call: () => this.#callOf(id, turn) };
    for (const bundle of bundles.toSorted((a, b) => Number(b.isCritical) - Number(a.isCritical) || a.flushAt - b.flushAt)) {
      const { posted, dirty, notes } = bundle.message;
      if (posted && dirty !== undefined && notes.length === 0) yield { at: Math.max(isLast ? now : bundle.flushAt, this.#abilityAt(bundle.message) === 'post' ? postAt : editAt), call: () => this.#bundleCall(bundle) };
    }
    for (const { id, turn } of stale) if ((turn.form === 'edit' && turn.cause !== 'resolved') || turn.form === 'reply') yield { at: editAt, call: () => this.#callOf(id, turn) };
  }

  #abilityAt({ receipt }: MessageState): Ability {
    return receipt === undefined ? 'post' : this.#options.ability();
  }

  /** What is next of an incident; nothing while it must be quiet and what is next would be heard. */
  #turnOf(id: string, now: number): Turn | undefined {
    const incident = this.#options.book.get(id);
    const message = incident?.messages[this.action];
    if (incident === undefined || message === undefined) return undefined;
    const turn = nextTurn(message, this.#options.ability(), incident.seq);
    return turn !== undefined && (turn.form === 'post' || turn.form === 'broadcast') && message.posted && this.#isQuiet(incident, now) ? undefined : turn;
  }

  #callOf(id: string, turn: Turn | undefined): Call | undefined {
    for (const queue of [this.#critical, this.#waiting, this.#stale]) queue.delete(id);
    const receipt = this.#options.book.get(id)?.messages[this.action]?.receipt;
    return turn === undefined ? undefined : { subject: { incident: id }, turn, receipt, ability: this.#options.ability() };
  }

  #bundleCall(bundle: Bundle): Call | undefined {
    const ability = this.#options.ability();
    const { message, seq } = bundle;
    const isOver = this.members(bundle.id).every((member) => !isOpen(member));
    let said = message;
    if (message.posted && message.dirty !== undefined) {
      const dirty = { ...message.dirty, cause: isOver ? 'resolved' : 'digest' } as const;
      // Who cannot edit is told anew.
      said = this.#abilityAt(message) === 'post' && message.notes.length === 0 ? { ...message, dirty, notes: [dirty] } : { ...message, dirty };
    }
    const next = { ...bundle, message: tidied(said, ability) };
    const turn = nextTurn(next.message, ability, seq);
    this.#keep(next);
    return turn === undefined ? undefined : { subject: { bundle: next }, turn: !message.posted && isOver ? { ...turn, cause: 'resolved' } : turn, receipt: message.receipt, ability };
  }

  #keep(bundle: Bundle): void {
    this.#bundles.set(bundle.id, bundle);
    this.#options.write([[`b/${bundle.id}`, bundle as unknown as JsonValue]]);
  }
}

function textOf(value: JsonValue | undefined): string {
  return (typeof value === 'string' ? value : JSON.stringify(value ?? null)).slice(0, 100);
}
