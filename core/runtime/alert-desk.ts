import { nextCall } from '../alert/escalation.js';
import { stateOf, type Incident } from '../alert/incident.js';
import type { IncidentBook } from '../alert/incident-book.js';
import type { Change } from '../alert/journal-lines.js';
import { noiseReport, type Vote } from '../alert/noise.js';
import { shortId } from '../alert/short-id.js';
import { isActive, type Silence, type SilenceRequest } from '../alert/silence.js';
import { deliveryIn, type Teller } from '../alert/state-delivery.js';
import { plainText, type Alert, type AlertDelivery } from '../contract/alert.js';
import type { Clock } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import type { JsonObject, JsonValue } from '../contract/json.js';

/** Who did what, when, and by which way. Kept in the journal. */
export interface ActRecord {
  readonly at: number;
  readonly by: string;
  readonly act: 'acknowledge' | 'resolve' | 'silence' | 'expire' | 'drill' | Vote;
  /** Of the alert or the silence. */
  readonly subject: string;
  /** The command line, a link, a chat. */
  readonly via: string;
  /** Of a silence its reason; of a vote the trigger that it is about. */
  readonly detail?: string;
}

export interface Actor {
  readonly by: string;
  readonly via: string;
}

export interface AlertDeskOptions {
  readonly book: IncidentBook;
  readonly clock: Clock;
  readonly entries: ReadonlyMap<string, JsonValue>;
  readonly put: (changes: readonly Change[]) => void;
  /** Something changed: what is to be said is to be sent. */
  readonly onAct: (act: ActRecord) => void;
  /** Takes out of what people type what must not leave the process. */
  readonly guard: (text: string) => string;
  readonly hasAction: (name: string) => boolean;
  readonly linksOf: (incident: Incident) => Alert['links'];
}

/** Acts that are remembered. */
const MOST_ACTS = 1_000;
const LONGEST_NAME = 80;

/** Where people look at alerts and act on them: for the control socket, for links, for chats. All times are epoch milliseconds. */
export class AlertDesk {
  readonly #options: AlertDeskOptions;
  #acts: number;

  constructor(options: AlertDeskOptions) {
    this.#options = options;
    this.#acts = Math.max(0, ...[...options.entries.keys()].filter((key) => key.startsWith('a/')).map((key) => Number(key.slice(2)) || 0));
  }

  /** Newest first. */
  list(all: boolean): readonly JsonObject[] {
    return [...this.#options.book.incidents()].filter(({ resolved }) => all || resolved === undefined).toReversed().map((incident) => this.#line(incident));
  }

  /** Throws ALERT_NOT_FOUND. */
  show(name: string): JsonObject {
    const { book } = this.#options;
    const incident = book.find(name);
    const { text, why, key, tags, owner, runbook, to, count, peak, openedAt, acknowledged, silenced, resolved, messages, held } = incident;
    const next = nextCall(book.policy(incident.trigger).levels, incident);
    return {
      ...this.#line(incident), text: plainText(text), why, key, tags, to, count, peak, opened_at: openedAt, owner: owner ?? null, runbook: runbook ?? null,
      held: held ?? null, acknowledged: acknowledged === undefined ? null : { ...acknowledged }, silenced: silenced === undefined ? null : { ...silenced }, resolved: resolved === undefined ? null : { ...resolved },
      next_escalation: next === undefined ? null : { ...next },
      samples: book.samples(incident.id).map((event) => event.line()),
      messages: Object.fromEntries(Object.entries(messages).map(([action, { posted, bundle, dirty, notes }]) => [action, bundle ?? (!posted ? 'waiting' : dirty === undefined && notes.length === 0 ? 'told' : 'behind')])),
      acts: this.acts().filter(({ subject }) => subject === incident.id) as unknown as readonly JsonValue[],
    };
  }

  acknowledge(name: string, actor: Actor): JsonObject {
    const { id } = this.#options.book.find(name);
    return this.#acted('acknowledge', id, actor, () => this.#line(this.#options.book.acknowledge(id, nameOf(actor), this.#now)));
  }

  resolve(name: string, actor: Actor): JsonObject {
    const { id } = this.#options.book.find(name);
    return this.#acted('resolve', id, actor, () => this.#line(this.#options.book.resolve(id, nameOf(actor), this.#now)));
  }

  silence(request: Omit<SilenceRequest, 'by'>, actor: Actor): JsonObject {
    const silence = this.#options.book.silence({ ...request, reason: this.#options.guard(request.reason), by: nameOf(actor) }, this.#now);
    return this.#acted('silence', silence.id, actor, () => this.#silenceLine(silence), silence.reason);
  }

  /** Everything that is the same as this alert, for a while. */
  silenceAlert(name: string, request: { readonly reason: string; readonly for?: number }, actor: Actor): JsonObject {
    const { fingerprint, id } = this.#options.book.find(name);
    const silence = this.#options.book.silence({ ...request, reason: this.#options.guard(request.reason), match: { 'fingerprint|in|cased': [fingerprint] }, by: nameOf(actor) }, this.#now);
    return this.#acted('silence', id, actor, () => this.#silenceLine(silence), silence.reason);
  }

  expire(id: string, actor: Actor): JsonObject {
    const silence = this.#options.book.expire(id, nameOf(actor), this.#now);
    return this.#acted('expire', silence.id, actor, () => this.#silenceLine(silence));
  }

  silences(all: boolean): readonly JsonObject[] {
    return [...this.#options.book.silences()].filter((silence) => all || isActive(silence, this.#now)).map((silence) => this.#silenceLine(silence));
  }

  vote(name: string, vote: Vote, actor: Actor): JsonObject {
    const { id, trigger, drill } = this.#options.book.find(name);
    // What somebody thinks of a drill says nothing of its trigger.
    return this.#acted(vote, id, actor, () => this.#line(this.#options.book.vote(id, vote, this.#now)), drill ? undefined : trigger);
  }

  /** How much each trigger said, and what people thought of it. */
  report(): readonly JsonObject[] {
    const { book } = this.#options;
    const votes = this.acts().flatMap(({ act, detail, at }) => (act === 'useful' || act === 'noise') && detail !== undefined ? [{ trigger: detail, vote: act, at }] : []);
    return noiseReport([...book.incidents()], votes, book.rules.noise, this.#now) as unknown as readonly JsonObject[];
  }

  /** Sends a marked alert end to end, and gives it. Throws ALERT_NOT_FOUND where there is no such trigger. */
  drill(trigger: string, to: string | undefined, actor: Actor): JsonObject {
    const { book } = this.#options;
    const plan = book.rules.plans.get(trigger);
    if (plan === undefined) throw new HushpipeError('ALERT_NOT_FOUND', `there is no trigger ${JSON.stringify(trigger.slice(0, LONGEST_NAME))}`);
    if (to !== undefined && !this.#options.hasAction(to)) throw new HushpipeError('ALERT_NOT_FOUND', `there is no action ${JSON.stringify(to.slice(0, LONGEST_NAME))}`);
    const now = this.#now;
    const { severity, tags, owner } = plan.config;
    const incident = book.fired({
      id: `drill/${trigger}/${now.toString(36)}`, repeat: 0, trigger, severity, title: [{ text: trigger }], text: [{ text: 'A drill: nothing happened. It ends by itself after 15 minutes.' }],
      why: `a drill by ${nameOf(actor)}`, key: {}, tags, since: now, at: now, count: 1, heldBack: 0, drill: true,
      ...(owner === undefined ? {} : { owner }), ...(plan.runbook === undefined ? {} : { runbook: plan.runbook }), ...(plan.mention === undefined ? {} : { mention: plan.mention }),
    }, to === undefined ? plan.to : [to], [], now, to !== undefined);
    return this.#acted('drill', incident.id, actor, () => this.#line(incident));
  }

  /** What would be said next of an alert in a state that it may never have been in. Throws ALERT_NOT_FOUND. */
  deliveryIn(name: string, state: string, teller: Teller): AlertDelivery {
    const { book, linksOf } = this.#options;
    return deliveryIn(book.find(name), state, teller, { book, linksOf, now: this.#now });
  }

  /** Oldest first. */
  acts(): readonly ActRecord[] {
    return [...this.#options.entries].flatMap(([key, value]) => (key.startsWith('a/') ? [value as unknown as ActRecord] : []));
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  #acted(act: ActRecord['act'], subject: string, actor: Actor, work: () => JsonObject, detail?: string): JsonObject {
    const result = work();
    const record: ActRecord = { at: this.#now, by: nameOf(actor), act, subject, via: actor.via.slice(0, LONGEST_NAME), ...(detail === undefined ? {} : { detail }) };
    const key = ++this.#acts;
    this.#options.put([[`a/${key}`, { ...record }], ...(key > MOST_ACTS ? [[`a/${key - MOST_ACTS}`] as const] : [])]);
    this.#options.onAct(record);
    return result;
  }

  #line(incident: Incident): JsonObject {
    const { id, trigger, severity, title, since, at, updatedAt, count, drill } = incident;
    return { id, short_id: shortId(id), trigger, severity, state: stateOf(incident), title: plainText(title), since, at, updated_at: updatedAt, count, drill };
  }

  #silenceLine(silence: Silence): JsonObject {
    const { id, match, by, reason, from, until } = silence;
    return { id, match, by, reason, from, until, active: isActive(silence, this.#now) };
  }
}

function nameOf({ by }: Actor): string {
  return by.trim().slice(0, LONGEST_NAME) || 'somebody';
}
