import type { JsonObject, JsonValue } from '../contract/json.js';
import type { Reason } from '../contract/reasons.js';
import type { AlertRules } from './alert-rules.js';
import { calling, changed, isSaid, openBundle, setBack, toSay, type Bundle, type BundleRule } from './bundle.js';
import type { Call, Next } from './call.js';
import { nextDigest } from './digest-schedule.js';
import { beat, nextBeat, shownOf, wakeAt } from './group-beat.js';
import { groupOf, type GroupPlace } from './group-of.js';
import { isOpen, type Incident, type MessageState } from './incident.js';
import type { IncidentBook } from './incident-book.js';
import type { Change } from './journal-lines.js';
import { afterTurn, nextTurn, tidied, type Ability, type Turn } from './message-turn.js';
import { OWN_POSTS, Pace, STORM_GAP } from './pace.js';
import { inInterval, nextMinute } from './time-interval.js';

export interface ChannelOptions {
  /** Name of the action. */
  readonly action: string;
  readonly ability: () => Ability;
  readonly rules: () => AlertRules;
  readonly book: Pick<IncidentBook, 'get' | 'fields' | 'isHushed' | 'replaceMessage'>;
  readonly write: (changes: readonly Change[]) => void;
  readonly onReason: (reason: Reason, trigger: string) => void;
  /** Where the usual pace is not wanted. */
  readonly pace?: Pick<Pace, 'postsAt' | 'postAt' | 'editAt' | 'called' | 'setBack'>;
}

/** A storm is over when nothing joined it for so long, in milliseconds; its calls are of the last minute for as long again. */
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
  readonly action: string;
  readonly #options: ChannelOptions;
  readonly #pace: NonNullable<ChannelOptions['pace']>;
  /** Incidents without a message: first those that are critical. */
  readonly #critical = new Set<string>();
  readonly #waiting = new Set<string>();
  readonly #quiet = new Set<string>();
  /** Incidents whose message does not say all. */
  readonly #stale = new Set<string>();
  readonly #bundles = new Map<string, Bundle>();
  readonly #members = new Map<string, Set<string>>();
  #underWay: Call | undefined;
  /** Of whom the call under way tells, where it is one of a bundle. */
  #telling: readonly Incident[] = [];
  #checkedAt = -Infinity;

  constructor(options: ChannelOptions) {
    this.action = options.action;
    this.#options = options;
    this.#pace = options.pace ?? new Pace();
  }

  /** The incidents that the message of a bundle is about. */
  members(id: string, now: number): readonly Incident[] {
    const bundle = this.#bundles.get(id);
    return bundle === undefined ? [] : shownOf(bundle, this.#all(id), this.#abilityAt(bundle.message) !== 'post', (incident) => this.#options.book.isHushed(incident, now));
  }

  /** The clock was set back by so much: what waits has to wait no longer than before. */
  setBack(by: number): void {
    this.#pace.setBack(by);
    this.#checkedAt -= by;
    for (const bundle of this.#bundles.values()) this.#keep(setBack(bundle, by));
  }

  /** Another config: groups that can only post look for news at once, and count from now. Reading it often keeps nothing back. */
  restarted(now: number): void {
    for (const bundle of this.#bundles.values()) {
      if (bundle.kind === 'group' && bundle.message.posted && this.#abilityAt(bundle.message) === 'post') this.#keep({ ...bundle, flushAt: now });
    }
  }

  /** Takes up what an earlier run left: what that has said is not said again. To be called once, before anything else. */
  restore(bundles: readonly Bundle[], incidents: Iterable<Incident>, now: number): void {
    for (const bundle of bundles) if (bundle.action === this.action) this.#bundles.set(bundle.id, bundle);
    for (const incident of incidents) {
      const message = incident.messages[this.action];
      if (message?.bundle !== undefined && this.#bundles.has(message.bundle) && isSaid(message)) this.#memberOf(message.bundle, incident.id);
      else this.changed(incident, now);
    }
  }

  /** There may be something to say of an incident. */
  changed(incident: Incident, now: number): void {
    const { id } = incident;
    const message = incident.messages[this.action];
    for (const queue of [this.#critical, this.#waiting, this.#quiet, this.#stale]) queue.delete(id);
    if (message === undefined) return;
    const bundle = message.bundle === undefined ? undefined : this.#bundles.get(message.bundle);
    const isBack = message.notes.some(({ cause }) => cause === 'reopened');
    const hadLeft = isBack && message.bundle === undefined && message.posted && message.receipt === undefined && this.#groupOf(incident) !== undefined;
    if (hadLeft || (message.bundle !== undefined && (bundle === undefined || (bundle.isClosed && isBack)))) {
      this.#members.get(message.bundle ?? '')?.delete(id);
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
    let soonest = Math.min(quietEnds, this.#beat(now));
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
    const message = afterTurn(bundle.message, turn, ability, outcome);
    if (bundle.kind === 'group') this.#toldGroup({ ...bundle, message, ...(turn.form === 'edit' && ability === 'thread' ? {} : { saidAt: now }) }, now);
    else this.#keep({ ...bundle, flushAt: ability === 'post' ? nextDigest(bundle.since, now) : now + bundle.interval, message });
  }

  /** The call under way was given up: it is made again. */
  failed(): void {
    const call = this.#underWay;
    this.#underWay = undefined;
    const incident = call !== undefined && 'incident' in call.subject ? this.#options.book.get(call.subject.incident) : undefined;
    if (incident !== undefined) this.changed(incident, -Infinity);
  }

  /** Who was told to be over leaves the group. */
  #toldGroup(bundle: Bundle, now: number): void {
    const flushAt = this.#abilityAt(bundle.message) === 'post' ? nextBeat(bundle, now) : now + bundle.interval;
    const told = this.#telling.filter(isOpen).map(({ id }) => id);
    for (const { id } of this.#telling.filter((incident) => !isOpen(incident))) {
      const incident = this.#options.book.get(id);
      if (incident !== undefined && !isOpen(incident)) this.#leave(bundle.id, incident);
    }
    this.#keep({ ...bundle, flushAt, told });
  }

  #leave(bundle: string, { id, messages }: Incident): void {
    this.#members.get(bundle)?.delete(id);
    const { bundle: _bundle, ...rest } = messages[this.action] as MessageState;
    this.#options.book.replaceMessage(id, this.action, { ...rest, stoodIn: bundle, notes: [] });
  }

  #memberOf(bundle: string, incident: string): void {
    this.#members.set(bundle, (this.#members.get(bundle) ?? new Set()).add(incident));
  }

  #all(id: string): readonly Incident[] {
    return [...this.#members.get(id) ?? []].flatMap((member) => this.#options.book.get(member) ?? []);
  }

  /** Looks for news of groups whose time has come; gives the time at which to look again. */
  #beat(now: number): number {
    let soonest = Infinity;
    for (const bundle of this.#bundles.values()) {
      if (bundle.kind !== 'group') continue;
      const canEdit = this.#abilityAt(bundle.message) !== 'post';
      const after = now < bundle.flushAt ? bundle : beat(bundle, this.members(bundle.id, now), canEdit, now);
      this.#bundles.set(bundle.id, after);
      const at = wakeAt(after, this.#all(bundle.id), canEdit);
      if (at > now) soonest = Math.min(soonest, at);
    }
    return soonest;
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
    if (before !== incident.messages[this.action]) book.replaceMessage(id, this.action, before);
    if (before.quiet === true && !isOpen(incident)) {
      // Its catch-up is due.
      this.#quiet.add(id);
      return;
    }
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
    const bundle = over[0] === undefined ? undefined : this.#open({ kind: 'catch_up', name: 'While it was quiet', key: over[0].id, isCritical: false }, now, { wait: 0, interval: 0, maxLines: CATCH_UP_LINES });
    for (const incident of over) if (bundle !== undefined) this.#join(bundle.id, incident, now);
    if (bundle !== undefined) this.#keep({ ...this.#bundles.get(bundle.id) as Bundle, isClosed: true });
    return this.#quiet.size === 0 ? Infinity : nextMinute(now);
  }

  #groupOf(incident: Incident): GroupPlace | undefined {
    const { rules, book } = this.#options;
    return incident.drill ? undefined : groupOf(rules().groups, book.fields(incident));
  }

  #joinGroup({ rule, key, name }: GroupPlace, incident: Incident, now: number): void {
    const standing = [...this.#bundles.values()].find((bundle) => bundle.kind === 'group' && bundle.key === key && !bundle.isClosed);
    const bundle = standing ?? this.#open({ kind: 'group', name, key, isCritical: false }, now, rule);
    this.#options.onReason('grouped', incident.trigger);
    this.#join(bundle.id, incident, now);
  }

  #open(begun: Pick<Bundle, 'kind' | 'name' | 'key' | 'isCritical'>, now: number, rule: BundleRule): Bundle {
    const bundle = openBundle({ ...begun, action: this.action, nth: this.#bundles.size }, now, rule);
    this.#keep(bundle);
    return bundle;
  }

  #join(id: string, incident: Incident, now: number): void {
    const bundle = this.#bundles.get(id) as Bundle;
    const message = incident.messages[this.action] as MessageState;
    const isWorse = bundle.kind === 'group' && bundle.message.posted && incident.severity === 'critical' && !this.#all(id).some(({ severity }) => severity === 'critical');
    this.#memberOf(id, incident.id);
    this.#options.book.replaceMessage(incident.id, this.action, { ...message, posted: true, bundle: id });
    const joined = { ...bundle, joinedAt: now };
    this.#inBundle(isWorse ? calling(joined, 'escalated', undefined) : joined, this.#options.book.get(incident.id) as Incident, { ...message, posted: true, bundle: id });
  }

  /** What is to be said of an incident is said of its bundle. */
  #inBundle(before: Bundle, incident: Incident, message: MessageState): void {
    this.#memberOf(before.id, incident.id);
    const isOwed = message.dirty !== undefined || message.notes.length > 0;
    // Of what is over, people may have an opinion; that changes no message that stands for many.
    let bundle = isOpen(incident) || isOwed ? changed(before) : before;
    for (const { cause, mention } of message.notes) if (cause === 'escalated' || (cause === 'reopened' && before.kind === 'group')) bundle = calling(bundle, cause, mention);
    if (isOwed) {
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
        storm ??= this.#open({ kind: 'storm', name: isCritical ? 'critical alerts' : 'alerts', key: '', isCritical }, now, { wait: 0, interval: STORM_GAP, maxLines: STORM_LINES });
        onReason('storm', incident.trigger);
        this.#join(storm.id, incident, now);
      }
    }
  }

  #closeBundles(now: number): void {
    if (now - this.#checkedAt < CHECK_EVERY) return;
    this.#checkedAt = now;
    for (const bundle of this.#bundles.values()) {
      const members = this.#all(bundle.id);
      const isOver = members.every((member) => !isOpen(member));
      const { message, kind } = bundle;
      const endsUnsaid = isOver && (members.length === 0 || (bundle.tell === 'firing' && this.#abilityAt(message) === 'post'));
      const isClosed = bundle.isClosed || endsUnsaid || (message.posted && (kind === 'storm' ? now - bundle.joinedAt >= STORM_OVER : isOver));
      if (isClosed && isOver && (endsUnsaid || isSaid(message))) this.#drop(bundle, members);
      else if (isClosed !== bundle.isClosed) this.#keep({ ...bundle, isClosed });
    }
  }

  #drop(bundle: Bundle, members: readonly Incident[]): void {
    this.#bundles.delete(bundle.id);
    this.#members.delete(bundle.id);
    this.#options.write([[`b/${bundle.id}`]]);
    // They stood in a message that is of the past. Should one come again, it gets another.
    for (const member of members) this.#leave(bundle.id, member);
  }

  /** Everything that could be said, in the order of its weight, with the time at which it may be. */
  *#candidates(now: number, isLast: boolean): Generator<{ readonly at: number; call(): Call | undefined }> {
    const bundles = [...this.#bundles.values()];
    const storms = bundles.filter(({ kind, joinedAt }) => kind === 'storm' && now - joinedAt < 2 * STORM_OVER).length;
    const [ownAt, postAt, editAt] = [this.#pace.postAt(OWN_POSTS), this.#pace.postAt(), this.#pace.editAt(now, storms)];
    const stale = [...this.#stale].flatMap((id) => {
      const turn = this.#turnOf(id, now);
      return turn === undefined ? [] : [{ id, turn }];
    });
    const own = (id: string): { readonly at: number; call(): Call | undefined } => ({ at: ownAt, call: () => this.#callOf(id, this.#turnOf(id, now)) });
    const first = (isCritical: boolean) => bundles.filter((bundle) => !bundle.message.posted && bundle.kind === 'storm' && bundle.isCritical === isCritical).map((bundle) => ({ at: postAt, call: () => this.#bundleCall(bundle, now) }));
    for (const id of this.#critical) yield own(id);
    yield* first(true);
    for (const bundle of bundles) if (bundle.message.posted && bundle.message.notes.length > 0) yield { at: postAt, call: () => this.#bundleCall(bundle, now) };
    for (const { id, turn } of stale) if (turn.form === 'broadcast' || turn.form === 'post') yield { at: postAt, call: () => this.#callOf(id, turn) };
    for (const id of this.#waiting) yield own(id);
    yield* first(false);
    for (const bundle of bundles) {
      if (!bundle.message.posted && bundle.kind !== 'storm') yield { at: Math.max(postAt, isLast ? now : bundle.flushAt), call: () => this.#bundleCall(bundle, now) };
    }
    // What is over first: that is what people wait for.
    for (const { id, turn } of stale) if (turn.form === 'edit' && turn.cause === 'resolved') yield { at: editAt, call: () => this.#callOf(id, turn) };
    for (const bundle of bundles.toSorted((a, b) => a.flushAt - b.flushAt || Number(b.isCritical) - Number(a.isCritical))) {
      const { posted, dirty, notes } = bundle.message;
      if (posted && dirty !== undefined && notes.length === 0) yield { at: Math.max(isLast ? now : bundle.flushAt, this.#abilityAt(bundle.message) === 'post' ? postAt : editAt), call: () => this.#bundleCall(bundle, now) };
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

  #bundleCall(bundle: Bundle, now: number): Call | undefined {
    const ability = this.#options.ability();
    const { message, seq } = bundle;
    this.#telling = this.members(bundle.id, now);
    if (bundle.kind === 'group' && this.#telling.length === 0) return undefined;
    const isOver = this.#all(bundle.id).every((member) => !isOpen(member));
    const next = { ...bundle, message: tidied(toSay(message, isOver, this.#abilityAt(message)), ability) };
    const turn = nextTurn(next.message, ability, seq);
    this.#keep(next);
    return turn === undefined ? undefined : { subject: { bundle: next }, turn: !message.posted && isOver ? { ...turn, cause: 'resolved' } : turn, receipt: message.receipt, ability };
  }

  #keep(bundle: Bundle): void {
    this.#bundles.set(bundle.id, bundle);
    this.#options.write([[`b/${bundle.id}`, bundle as unknown as JsonValue]]);
  }
}
