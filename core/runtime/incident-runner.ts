import { join } from 'node:path';
import type { AlertConfig } from '../alert/alert-rules.js';
import { compileAlertRules, type AlertRules } from '../alert/alert-rules.js';
import { textOf } from '../alert/alert-view.js';
import type { Bundle } from '../alert/bundle.js';
import type { Call } from '../alert/call.js';
import { Channel } from '../alert/channel.js';
import { deliveryOf } from '../alert/delivery-of.js';
import { guardedDelivery } from '../alert/guarded-delivery.js';
import { unpackEvidence } from '../alert/evidence.js';
import type { Incident } from '../alert/incident.js';
import { IncidentBook } from '../alert/incident-book.js';
import { Journal } from '../alert/journal.js';
import { MemoryJournal } from '../alert/memory-journal.js';
import type { Change } from '../alert/journal-lines.js';
import type { Silence } from '../alert/silence.js';
import { targetsOf } from '../alert/notice.js';
import { inputOf } from '../alert/transition-input.js';
import type { AlertDelivery } from '../contract/alert.js';
import type { Clock, Timer } from '../contract/clock.js';
import type { LogEvent } from '../contract/event.js';
import { HushpipeError } from '../contract/errors.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import type { ActionReceiver } from '../contract/plugin.js';
import type { ChangeGuard } from '../event/provenance.js';
import type { Outlet } from '../pipeline/outlet.js';
import { Ticket } from '../pipeline/ticket.js';
import type { EgressGuard } from '../redact/egress.js';
import type { Transition } from '../trigger/transition.js';
import type { FiringCount } from '../trigger/trigger-state.js';
import { AlertDesk, type ActRecord } from './alert-desk.js';
import { DeliveryWatch } from './delivery-watch.js';
import { LinkDesk, type LinkSettings } from './link-desk.js';
import type { RuntimeServices } from './services.js';
import { SteppedClock } from './stepped-clock.js';

type Actions = ReadonlyMap<string, Outlet<AlertDelivery>>;
type Outcome = { readonly delivered: boolean; readonly receipt?: JsonObject };

/**
 * Incidents in a pipeline: takes what triggers do, keeps all that it knows in a journal, asks actions to say what is to be said, and
 * takes their receipts. What is to be said is on disk before it is sent, and what was said right after: a process that is killed
 * goes on where it was.
 */
export class IncidentRunner {
  readonly #services: RuntimeServices;
  readonly #clock: Clock;
  readonly #firings: () => Iterable<FiringCount>;
  #journal: Pick<Journal, 'entries' | 'put' | 'flushed' | 'close'> = new MemoryJournal();
  #book: IncidentBook | undefined;
  #desk: AlertDesk | undefined;
  #links: LinkDesk | undefined;
  #watch: DeliveryWatch | undefined;
  #linkSettings: LinkSettings | undefined;
  readonly #channels = new Map<string, Channel>();
  #actions: Actions = new Map();
  /** Channels whose outlet gave up: what is left to say is said in the next run, or by the next outlet. */
  readonly #ended = new Set<Channel>();
  readonly #outcomes = new Map<AlertDelivery, Outcome>();
  readonly #sending = new Set<Promise<void>>();
  #wake: { readonly at: number; readonly timer: Timer } | undefined;
  #isDraining = false;
  #isClosed = false;
  /** Stands before all that is said; a reload replaces it. */
  egress: EgressGuard | undefined;

  /** `firings` gives what fires now, with how much counted so far. */
  constructor(services: RuntimeServices, firings: () => Iterable<FiringCount>) {
    this.#services = services;
    this.#firings = firings;
    this.#clock = new SteppedClock(services.clock, (by) => {
      this.#book?.setBack(by);
      for (const channel of this.#channels.values()) channel.setBack(by);
    });
  }

  /** Reads what an earlier run left; it is taken up when the first rules are put in place. */
  async open(dataDir: string): Promise<void> {
    if (this.#services.rehearsal === undefined) this.#journal = await Journal.open(join(dataDir, 'alerts.journal'), this.#services.log);
  }

  /** Throws where a rule cannot be used. */
  compile(config: AlertConfig): AlertRules {
    return compileAlertRules(config);
  }

  /** Puts rules and actions in place. Nothing is said again because of it. */
  replace(rules: AlertRules, actions: Actions, guard: ChangeGuard, links: LinkSettings | undefined): void {
    this.#linkSettings = links;
    const now = this.#clock.now();
    this.#actions = actions;
    this.#ended.clear();
    const fresh: Channel[] = [];
    for (const [name, outlet] of actions) {
      outlet.onSettled = (delivery, outcome) => void this.#outcomes.set(delivery, outcome);
      if (this.#channels.has(name)) continue;
      const channel = this.#channelFor(name);
      this.#channels.set(name, channel);
      fresh.push(channel);
    }
    for (const name of this.#channels.keys()) if (!actions.has(name)) this.#channels.delete(name);
    const book = (this.#book ??= this.#restore(rules, guard));
    // An action may be back that an earlier config had.
    for (const channel of fresh) channel.restore(this.#saved<Bundle>('b/'), book.incidents(), now);
    book.replaceRules(rules, now);
    this.#watch?.keepOnly(new Set(actions.keys()));
    for (const channel of this.#channels.values()) channel.restarted(now);
    this.#run();
  }

  /** Where people look at alerts and act on them. There once rules are in place. */
  get desk(): AlertDesk {
    return this.#desk as AlertDesk;
  }

  /** There once rules are in place. */
  get links(): LinkDesk {
    return this.#links as LinkDesk;
  }

  get linkSettings(): LinkSettings | undefined {
    return this.#linkSettings;
  }

  /**
   * Exactly what an action would send of an alert in a state, or with `text` one line about it; undefined where the action does not
   * say. Throws ALERT_NOT_FOUND where there is no such action or alert.
   */
  render(action: string, alert: string, state: string): JsonValue | undefined {
    if (action === 'text') {
      const { content } = this.desk.deliveryIn(alert, state, { action, ability: 'thread' });
      return 'alert' in content ? textOf(content.alert) : undefined;
    }
    const outlet = this.#actions.get(action);
    if (outlet === undefined) throw new HushpipeError('ALERT_NOT_FOUND', `there is no action ${JSON.stringify(action.slice(0, 80))}`);
    const receiver = outlet.receiver as ActionReceiver;
    return receiver.render?.(this.#guarded(this.desk.deliveryIn(alert, state, { action, ability: abilityOf(receiver) })));
  }

  /** Resolves when all that is known so far is on disk, or the disk does not take it. */
  flushed(): Promise<void> {
    this.#book?.flush();
    return this.#journal.flushed();
  }

  /** What triggers did. */
  take(transitions: readonly Transition[]): void {
    const book = this.#book;
    if (book === undefined || this.#isClosed) return;
    const now = this.#clock.now();
    for (const transition of transitions) {
      const plan = book.rules.plans.get(transition.trigger);
      const input = inputOf(plan, transition);
      if (input?.kind === 'fired') book.fired(input.firing, plan === undefined ? [] : targetsOf(plan, transition), transition.samples, now);
      else if (input !== undefined) book.resolved(input.id, { at: input.at, reason: input.reason }, now);
    }
    this.#run();
  }

  /** Says what is left to say, without waiting for the pace. Resolves when it is said, or the actions stopped. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    this.#run();
    while (this.#sending.size > 0) await Promise.all(this.#sending);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watch?.close();
    this.#wake?.timer.cancel();
    await Promise.all(this.#sending);
    await this.#journal.close();
  }

  #channelFor(action: string): Channel {
    const tally = this.#services.tallies.of('alerts');
    return new Channel({
      action,
      ability: () => abilityOf(this.#actions.get(action)?.receiver),
      rules: () => (this.#book as IncidentBook).rules,
      book: {
        get: (id) => this.#book?.get(id),
        fields: (incident) => (this.#book as IncidentBook).fields(incident),
        isHushed: (incident, now) => (this.#book as IncidentBook).isHushed(incident, now),
        replaceMessage: (id, name, message) => this.#book?.replaceMessage(id, name, message),
      },
      write: (changes) => this.#journal.put(changes),
      onReason: (reason) => tally.record(reason),
    });
  }

  #restore(rules: AlertRules, guard: ChangeGuard): IncidentBook {
    const tally = this.#services.tallies.of('alerts');
    const book = new IncidentBook({
      rules,
      write: (changes) => this.#journal.put(changes),
      onChange: (incident) => {
        for (const action of Object.keys(incident.messages)) this.#channels.get(action)?.changed(incident, this.#clock.now());
      },
      onReason: (reason) => tally.record(reason),
    });
    const shared = { book, clock: this.#clock, entries: this.#journal.entries, put: (changes: readonly Change[]) => this.#journal.put(changes), guard: (text: string) => this.egress?.text(text) ?? text };
    this.#desk = new AlertDesk({ ...shared, onAct: (act) => this.#acted(act), hasAction: (name) => this.#actions.has(name), linksOf: (incident) => this.links.linksOf(incident) });
    this.#links = new LinkDesk({ ...shared, desk: this.#desk, settings: () => this.#linkSettings });
    const evidence = new Map<string, readonly LogEvent[]>();
    for (const [key, value] of this.#journal.entries) if (key.startsWith('e/')) this.#unpack(key.slice(2), value, guard, evidence);
    book.restore(this.#saved<Incident>('i/'), this.#saved<Silence>('s/'), evidence);
    this.#watch = new DeliveryWatch({ book, clock: this.#clock, signals: this.#services.signals, onChange: () => this.#run() });
    return book;
  }

  #saved<T>(prefix: string): readonly T[] {
    return [...this.#journal.entries].flatMap(([key, value]) => (key.startsWith(prefix) ? [value as T] : []));
  }

  /** What people do is carried out at once, and put on record. */
  #acted({ at, by, act, subject, via, detail }: ActRecord): void {
    this.#run();
    const entry = { event: `alert.${act}`, outcome: 'success' as const, actor: by, target: subject, time: at, data: { via, ...(detail === undefined ? {} : { detail }) } };
    // The audit log tries again by itself; nobody who acts on an alert waits for it.
    void this.#services.audit.record(entry).catch(() => {});
  }

  #unpack(id: string, packed: JsonValue, guard: ChangeGuard, into: Map<string, readonly LogEvent[]>): void {
    try {
      into.set(id, unpackEvidence(packed as string, guard));
    } catch (error) {
      this.#services.log.warn('the log lines of an alert cannot be read', { alert: id, error });
    }
  }

  /** Does what is due, sends what may be sent, and asks to be called again. */
  #run(): void {
    const book = this.#book;
    if (book === undefined || this.#isClosed) return;
    const now = this.#clock.now();
    if (now >= book.nextDue) {
      // What is said now is said of now: a trigger tells of itself only when it begins, repeats and ends.
      for (const firing of this.#firings()) book.recount(firing, now);
      book.tick(now);
    }
    let next = Infinity;
    for (const channel of this.#channels.values()) {
      if (this.#ended.has(channel)) continue;
      const turn = channel.next(now, this.#isDraining);
      if ('call' in turn) this.#send(channel, turn.call);
      else next = Math.min(next, turn.at);
    }
    book.flush();
    this.#wakeAt(Math.min(next, book.nextDue), now);
  }

  #wakeAt(at: number, now: number): void {
    if (this.#wake?.at === at) return;
    this.#wake?.timer.cancel();
    this.#wake = undefined;
    if (at === Infinity) return;
    const timer = this.#clock.after(Math.max(1, at - now), () => {
      this.#wake = undefined;
      this.#run();
    }, { background: true });
    this.#wake = { at, timer };
  }

  #send(channel: Channel, call: Call): void {
    const sent = this.#deliver(channel, call).finally(() => this.#sending.delete(sent));
    this.#sending.add(sent);
    void sent.then(() => this.#run());
  }

  #guarded(delivery: AlertDelivery): AlertDelivery {
    return this.egress === undefined ? delivery : guardedDelivery(delivery, this.egress);
  }

  /** Never rejects. */
  async #deliver(channel: Channel, call: Call): Promise<void> {
    const book = this.#book as IncidentBook;
    book.flush();
    await this.#journal.flushed();
    const outlet = this.#actions.get(channel.action);
    const now = this.#clock.now();
    const said = deliveryOf(call, {
      book, members: (id) => channel.members(id, now), linksOf: (incident) => this.links.linksOf(incident), listLinkOf: (bundle) => this.links.listLinkOf(bundle), now,
    });
    const delivery = said === undefined ? undefined : this.#guarded(said);
    let outcome: Outcome | undefined = { delivered: false };
    if (outlet !== undefined && delivery !== undefined) {
      // Who restarts finds it in the journal.
      const ticket = new Ticket('disk');
      void outlet.push([delivery], ticket);
      ticket.settle();
      outcome = await ticket.done.then(() => this.#outcomes.get(delivery) ?? { delivered: false }, () => undefined);
      this.#outcomes.delete(delivery);
    }
    if (outcome === undefined) {
      this.#ended.add(channel);
      channel.failed();
    } else {
      channel.settled(call, outcome, this.#clock.now());
      if (delivery !== undefined && outlet !== undefined) this.#watch?.settled(channel.action, outcome.delivered);
    }
    book.flush();
  }
}

function abilityOf(receiver: ActionReceiver | undefined): NonNullable<ActionReceiver['messages']> {
  return receiver?.messages ?? 'post';
}
