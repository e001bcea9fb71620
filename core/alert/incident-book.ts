import type { ResolveReason } from '../contract/alert.js';
import { HushpipeError } from '../contract/errors.js';
import type { LogEvent } from '../contract/event.js';
import type { JsonValue } from '../contract/json.js';
import type { Reason } from '../contract/reasons.js';
import type { FieldReader } from '../condition/compile.js';
import type { FiringCount } from '../trigger/trigger-state.js';
import { alertFields } from './alert-fields.js';
import type { AlertRules } from './alert-rules.js';
import { moreEvidence, packEvidence } from './evidence.js';
import { EvidenceStore } from './evidence-store.js';
import { fingerprintOf, isOpen, isOwed, type HoldReason, type Incident } from './incident.js';
import * as flow from './incident-flow.js';
import { isInhibited } from './inhibition.js';
import type { Change } from './journal-lines.js';
import type { Vote } from './noise.js';
import { findRoutes } from './route.js';
import { shortId } from './short-id.js';
import { makeSilence, matcherOf, type Silence, type SilenceRequest } from './silence.js';
import { SilenceList } from './silence-list.js';
import { inInterval, nextMinute } from './time-interval.js';
import { UNDELIVERED } from './undelivered.js';

/** How many incidents that are over are remembered, and for how long at least what could be opened again. */
const MOST_CLOSED = 2_000;
const REMEMBERED = 86_400_000;
/** What is over while its message is not, as an action takes nothing or is no more, is kept no longer than this, and no more of it. */
const MOST_OWED = 50_000;
const LONGEST_OWED = 7 * 86_400_000;
/** With many incidents, what is due is done for all of them together, so often at most, in milliseconds. */
const TICK_SPACING = 1_000;
const MANY = 500;
/** How often at least it is looked at what is open, in milliseconds. */
const LOOK = 60_000;
/** How long a drill lasts, in milliseconds. */
const DRILL = 15 * 60_000;
const NO_POLICY: flow.IncidentPolicy = { levels: [], quietAfter: undefined };

export interface IncidentBookOptions {
  readonly rules: AlertRules;
  /** Told of each change, to be written down; all of one call belong together. */
  readonly write: (changes: readonly Change[]) => void;
  /** Told of each incident that is another now: there may be something to say. */
  readonly onChange: (incident: Incident) => void;
  /** Told of whatever people are not told of. */
  readonly onReason: (reason: Reason, trigger: string) => void;
  /** Where the usual number of alerts that are over while their messages are not is too many. */
  readonly mostOwed?: number;
}

/**
 * All incidents and silences. It does nothing by itself, and knows no time but what it is told: the same calls give the same
 * incidents. In the order mute, inhibit, silence it is decided who is told of what.
 */
export class IncidentBook {
  readonly #options: IncidentBookOptions;
  #rules: AlertRules;
  readonly #incidents = new Map<string, Incident>();
  readonly #byFingerprint = new Map<string, string>();
  readonly #byFiring = new Map<string, string>();
  readonly #evidence = new EvidenceStore();
  /** Open incidents, and those among them that may keep others back. */
  readonly #open = new Set<string>();
  readonly #sources = new Set<string>();
  readonly #held = new Set<string>();
  readonly #silences = new SilenceList();
  /** Nothing is due before. */
  #due = Infinity;
  #tickedAt = -Infinity;
  #changes: Change[] = [];

  constructor(options: IncidentBookOptions) {
    this.#options = options;
    this.#rules = options.rules;
  }

  get rules(): AlertRules {
    return this.#rules;
  }

  /** Epoch milliseconds before which `tick` does nothing. */
  get nextDue(): number {
    return this.#open.size > MANY ? Math.max(this.#due, this.#tickedAt + TICK_SPACING) : this.#due;
  }

  incidents(): Iterable<Incident> {
    return this.#incidents.values();
  }

  get(id: string): Incident | undefined {
    return this.#incidents.get(id);
  }

  /** By its id or its short one; the newest where several have that. Throws ALERT_NOT_FOUND. */
  find(name: string): Incident {
    const found = this.#incidents.get(name) ?? [...this.#incidents.values()].findLast(({ id }) => shortId(id) === name);
    if (found === undefined) throw new HushpipeError('ALERT_NOT_FOUND', `there is no alert ${JSON.stringify(name.slice(0, 80))}`);
    return found;
  }

  samples(id: string): readonly LogEvent[] {
    return this.#evidence.get(id);
  }

  fields(incident: Incident): FieldReader {
    return alertFields(incident, this.samples(incident.id));
  }

  policy(trigger: string): flow.IncidentPolicy {
    return this.#rules.policies.get(trigger) ?? NO_POLICY;
  }

  #policyOf({ trigger, drill }: Incident): flow.IncidentPolicy {
    const policy = this.policy(trigger);
    return drill ? { ...policy, quietAfter: DRILL } : policy;
  }

  /** A trigger fired. `isDirect`: these actions are told, whatever the routes say. */
  fired(firing: flow.Firing, to: readonly string[], samples: readonly LogEvent[], now: number, isDirect = false): Incident {
    const before = this.#incidents.get(this.#byFingerprint.get(fingerprintOf(firing)) ?? '');
    if (before !== undefined && flow.hasTaken(before, firing)) return before;
    const id = before !== undefined && this.#canGoOn(before, now) ? before.id : firing.id;
    const evidence = moreEvidence(id === before?.id && isOpen(before) ? this.samples(id) : [], samples);
    for (const other of this.#evidence.set(id, evidence)) this.#note([`e/${other}`]);
    this.#note([`e/${id}`, packEvidence(evidence)]);
    const after = this.#taken(before, firing, to, now, isDirect);
    return this.#commit(after);
  }

  /** A firing is over. What was never an incident stays none. */
  resolved(firing: string, end: { readonly at: number; readonly reason: ResolveReason }, now: number): void {
    const before = this.#incidents.get(this.#byFiring.get(firing) ?? '');
    // Another firing of the same thing may have begun since.
    if (before === undefined || before.firings[0]?.[0] !== firing) return;
    this.#put(flow.resolveIncident(before, end, now), now);
    this.#commit();
  }

  /** What a firing that goes on has counted by now. */
  recount({ id: firing, ...counted }: FiringCount, now: number): void {
    const before = this.#incidents.get(this.#byFiring.get(firing) ?? '');
    if (before === undefined || !isOpen(before) || before.firings[0]?.[0] !== firing || counted.count <= before.count) return;
    this.#put(flow.recount(before, counted, now), now);
    this.#commit();
  }

  acknowledge(id: string, by: string, now: number): Incident {
    return this.#commit(this.#put(flow.acknowledge(this.find(id), by, now), now));
  }

  resolve(id: string, by: string, now: number): Incident {
    const before = this.find(id);
    return this.#commit(this.#put(flow.resolveIncident(before, { at: now, reason: 'by_hand', by }, now), now));
  }

  vote(id: string, cast: Vote, now: number): Incident {
    return this.#commit(this.#put(flow.vote(this.find(id), cast), now));
  }

  /** Whether an alert that people were told of is one that they are to hear nothing of now. */
  isHushed(incident: Incident, now: number): boolean {
    return incident.announcedAt !== undefined && this.#holdReason(incident, now) !== undefined;
  }

  silences(): Iterable<Silence> {
    return this.#silences.all();
  }

  /** Throws SILENCE_REFUSED. */
  silence(request: SilenceRequest, now: number): Silence {
    const silence = makeSilence(this.#silences.nextId(request, now), request, this.#rules.silences, now);
    this.#silences.add(silence, matcherOf(silence.match));
    this.#note([`s/${silence.id}`, silence as unknown as JsonValue]);
    this.#due = Math.min(this.#due, silence.until);
    this.#silenceAll(now);
    this.#commit();
    return silence;
  }

  /** Throws ALERT_NOT_FOUND. */
  expire(id: string, by: string, now: number): Silence {
    const silence = this.#silences.expire(id, by, now);
    this.#note([`s/${silence.id}`, silence as unknown as JsonValue]);
    this.#silenceAll(now);
    this.#commit();
    return silence;
  }

  /** The clock was set back by so much: what is open goes on as it would have, and silences last as long. Nothing is said because of it. */
  setBack(by: number): void {
    for (const id of this.#open) {
      const incident = flow.setBack(this.#incidents.get(id) as Incident, by);
      this.#incidents.set(id, incident);
      this.#note([`i/${id}`, incident as unknown as JsonValue]);
    }
    for (const silence of this.#silences.setBack(by)) this.#note([`s/${silence.id}`, silence as unknown as JsonValue]);
    this.#due = -Infinity;
    this.#tickedAt = -Infinity;
    this.#commit();
  }

  /** What time brought. */
  tick(now: number): void {
    if (now < this.nextDue) return;
    this.#tickedAt = now;
    // Whether a count has doubled is looked at in between.
    this.#due = this.#open.size === 0 ? Infinity : now + LOOK;
    this.#silenceAll(now);
    for (const id of this.#held) this.#reconsider(this.#incidents.get(id) as Incident, now);
    for (const id of this.#open) {
      const incident = this.#incidents.get(id) as Incident;
      this.#put(flow.passTime(incident, this.#policyOf(incident), this.isHushed(incident, now), now), now);
    }
    for (const id of this.#silences.prune(now, REMEMBERED)) this.#note([`s/${id}`]);
    this.#forget(now);
    this.#commit();
  }

  /** Another config: incidents of triggers that are no more are over. Nothing is said again because of it. */
  replaceRules(rules: AlertRules, now: number): void {
    this.#rules = rules;
    for (const id of this.#open) {
      const incident = this.#incidents.get(id) as Incident;
      const isKnown = incident.trigger === UNDELIVERED ? rules.undelivered !== undefined : rules.plans.has(incident.trigger);
      const isGone = !isKnown && !incident.drill;
      this.#put(isGone ? flow.resolveIncident(incident, { at: now, reason: 'removed' }, now) : incident, now);
    }
    this.#due = now;
    this.#commit();
  }

  /** Puts what a channel said, or will never say, in its place. */
  replaceMessage(id: string, action: string, message: Incident['messages'][string]): void {
    const before = this.#incidents.get(id);
    if (before === undefined) return;
    const after = { ...before, messages: { ...before.messages, [action]: message } };
    this.#incidents.set(id, after);
    this.#note([`i/${id}`, after as unknown as JsonValue]);
  }

  /** Writes down what `replaceMessage` was told since. */
  flush(): void {
    const changes = this.#changes.splice(0);
    if (changes.length > 0) this.#options.write(changes);
  }

  /** Takes up what was written down. To be called once, before anything else. */
  restore(incidents: readonly Incident[], silences: readonly Silence[], evidence: ReadonlyMap<string, readonly LogEvent[]>): void {
    for (const [id, events] of evidence) this.#evidence.set(id, events);
    for (const silence of silences) this.#silences.add(silence, matcherOf(silence.match));
    for (const incident of incidents.toSorted((a, b) => a.openedAt - b.openedAt)) this.#index(incident);
    this.#due = -Infinity;
  }

  #canGoOn(before: Incident, now: number): boolean {
    return isOpen(before) || now - before.updatedAt <= this.#rules.reopenWithin;
  }

  #taken(before: Incident | undefined, firing: flow.Firing, to: readonly string[], now: number, isDirect: boolean): Incident {
    if (before !== undefined && isOpen(before)) return this.#put(flow.continueIncident(before, firing, now), now);
    const opened = before !== undefined && this.#canGoOn(before, now) ? flow.reopenIncident(before, firing, to, now) : flow.openIncident(firing, to, now);
    const ways = isDirect || this.#rules.routes.length === 0 ? [] : findRoutes(this.#rules.routes, this.fields(opened)).flatMap((way) => way.to ?? []);
    const routed = ways.length === 0 ? opened : { ...opened, to: [...new Set(ways)] };
    const silenced = this.#withSilence(routed, now);
    const reason = this.#holdReason(silenced, now);
    if (reason !== undefined) this.#options.onReason(reason, firing.trigger);
    return this.#put(reason === undefined ? flow.announce(silenced, now) : flow.hold(silenced, reason), now);
  }

  #holdReason(incident: Incident, now: number): HoldReason | undefined {
    const { mute, inhibit } = this.#rules;
    if (incident.drill) return undefined;
    const fields = this.fields(incident);
    if (mute.some(({ match, interval }) => inInterval(interval, now) && (match === undefined || match.matches(fields)))) return 'muted';
    const sources = (): Iterable<FieldReader> => [...this.#sources].filter((id) => id !== incident.id).map((id) => this.fields(this.#incidents.get(id) as Incident));
    if (inhibit.length > 0 && isInhibited(inhibit, fields, sources())) return 'inhibited';
    return incident.silenced === undefined ? undefined : 'silenced';
  }

  /** Whether what held an incident back is over. */
  #reconsider(incident: Incident, now: number): void {
    const reason = this.#holdReason(incident, now);
    if (reason === incident.held) return this.#plan(incident, now);
    this.#put(reason === undefined ? flow.announce(incident, now) : flow.hold(incident, reason), now);
  }

  #withSilence(incident: Incident, now: number): Incident {
    const silence = this.#silences.find(this.fields(incident), now);
    return flow.setSilence(incident, silence === undefined ? undefined : { id: silence.id, by: silence.by, until: silence.until, reason: silence.reason }, now);
  }

  #silenceAll(now: number): void {
    const next = this.#silences.nextEnd(now);
    this.#due = Math.min(this.#due, next);
    if (!this.#silences.hasChanged(now)) return;
    for (const id of this.#open) {
      const after = this.#put(this.#withSilence(this.#incidents.get(id) as Incident, now), now);
      if (after.held !== undefined) this.#reconsider(after, now);
    }
  }

  /** Puts an incident in place; it is written and told of where it is another one. */
  #put(incident: Incident, now: number): Incident {
    const before = this.#incidents.get(incident.id);
    const wasSource = this.#sources.has(incident.id);
    this.#index(incident);
    this.#plan(incident, now);
    if (before === incident) return incident;
    // Who was held back by it has to be asked again.
    if (wasSource && !this.#sources.has(incident.id)) this.#due = Math.min(this.#due, now);
    this.#note([`i/${incident.id}`, incident as unknown as JsonValue]);
    this.#options.onChange(incident);
    return this.#incidents.get(incident.id) as Incident;
  }

  #index(incident: Incident): void {
    const { id, fingerprint, firings, held } = incident;
    const before = this.#incidents.get(id)?.firings ?? [];
    if (before !== firings) for (const [firing] of before) this.#byFiring.delete(firing);
    this.#incidents.set(id, incident);
    this.#byFingerprint.set(fingerprint, id);
    for (const [firing] of firings) this.#byFiring.set(firing, id);
    toggle(this.#open, id, isOpen(incident));
    toggle(this.#held, id, held !== undefined && isOpen(incident));
    const { inhibit } = this.#rules;
    toggle(this.#sources, id, inhibit.length > 0 && isOpen(incident) && inhibit.some(({ source }) => source.matches(this.fields(incident))));
  }

  #plan(incident: Incident, now: number): void {
    if (!isOpen(incident)) return;
    const isBlocked = incident.held !== undefined || this.isHushed(incident, now);
    // Intervals begin and end with a minute.
    const again = isBlocked && this.#rules.mute.length > 0 ? nextMinute(now) : Infinity;
    this.#due = Math.min(this.#due, again, flow.dueAt(incident, this.#policyOf(incident), isBlocked));
  }

  #note(change: readonly [string, (JsonValue | undefined)?]): void {
    this.#changes.push(change[1] === undefined ? [change[0]] : [change[0], change[1]]);
  }

  #commit<T>(result?: T): T {
    this.flush();
    return result as T;
  }

  /** Lets go of what is over for long, and of the oldest where there are too many. */
  #forget(now: number): void {
    const told: Incident[] = [];
    const owed: Incident[] = [];
    for (const incident of this.#incidents.values()) if (!isOpen(incident)) (isOwed(incident) ? owed : told).push(incident);
    this.#letGo(told, MOST_CLOSED, now - Math.max(REMEMBERED, this.#rules.reopenWithin));
    for (const { trigger } of this.#letGo(owed, this.#options.mostOwed ?? MOST_OWED, now - LONGEST_OWED)) this.#options.onReason('forgotten', trigger);
  }

  /** Keeps so many at most, the latest, and none that last changed before a time. Gives those that went. */
  #letGo(incidents: Incident[], most: number, before: number): readonly Incident[] {
    incidents.sort((a, b) => a.updatedAt - b.updatedAt);
    const gone = incidents.filter(({ updatedAt }, index) => incidents.length - index > most || updatedAt < before);
    for (const { id, fingerprint, firings } of gone) {
      this.#incidents.delete(id);
      this.#evidence.delete(id);
      if (this.#byFingerprint.get(fingerprint) === id) this.#byFingerprint.delete(fingerprint);
      for (const [firing] of firings) this.#byFiring.delete(firing);
      this.#note([`i/${id}`]);
      this.#note([`e/${id}`]);
    }
    return gone;
  }
}

function toggle(set: Set<string>, id: string, isIn: boolean): void {
  if (isIn) set.add(id);
  else set.delete(id);
}
