import { compileAlertRules, type AlertConfig } from '../../core/alert/alert-rules.js';
import type { Bundle } from '../../core/alert/bundle.js';
import { Channel, type ChannelOptions } from '../../core/alert/channel.js';
import { deliveryOf } from '../../core/alert/delivery-of.js';
import type { Incident } from '../../core/alert/incident.js';
import { IncidentBook } from '../../core/alert/incident-book.js';
import type { Change } from '../../core/alert/journal-lines.js';
import type { Firing } from '../../core/alert/incident-flow.js';
import type { Ability } from '../../core/alert/message-turn.js';
import type { Silence } from '../../core/alert/silence.js';
import { convertValue } from '../../core/config/convert.js';
import type { AlertDelivery, AlertSummary } from '../../core/contract/alert.js';
import type { JsonValue } from '../../core/contract/json.js';
import type { JsonSchema } from '../../core/contract/schema.js';
import { alertsSchema, escalateSchema, groupSchema, muteSchema } from '../../schemas/alerts.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import { START, triggerConfig } from './trigger-fixtures.js';

export interface Sent {
  /** Milliseconds since START. */
  readonly at: number;
  readonly action: string;
  readonly delivery: AlertDelivery;
}

export interface SimConfig {
  readonly alerts?: object;
  readonly mute?: readonly object[];
  readonly group?: readonly object[];
  /** Each with what differs from a counting trigger that tells `chat`; `escalate` as the file states it. */
  readonly triggers: readonly (Omit<Partial<TriggerConfig>, 'escalate'> & { readonly escalate?: readonly object[] })[];
  /** What each action can do; `chat` can do everything. */
  readonly abilities?: Readonly<Record<string, Ability>>;
  readonly pace?: ChannelOptions['pace'];
  /** Nothing can be handed over before, in milliseconds since START: it is tried again and again, at growing intervals. */
  readonly takesFrom?: number;
  /** As of `IncidentBookOptions`. */
  readonly mostOwed?: number;
  /** Where the alerts of a message are listed. */
  readonly listLinkOf?: (bundle: Bundle) => string | undefined;
}

const FIRST_RETRY = 500;
const RETRY_FACTOR = 1.5;

function converted<T>(schema: JsonSchema, value: unknown): T {
  return convertValue(schema, value, { folder: '/' }) as T;
}

/** Incidents and channels without a pipeline: time is told, what is sent is kept, and every call is taken at once. */
export class AlertSim {
  readonly sent: Sent[] = [];
  readonly reasons: Record<string, number> = {};
  readonly book: IncidentBook;
  /** What the journal would hold. */
  readonly entries = new Map<string, JsonValue>();
  readonly channels = new Map<string, Channel>();
  now = START;
  readonly #config: SimConfig;
  readonly #takesFrom: number;
  readonly #listLinkOf: (bundle: Bundle) => string | undefined;
  #firings = 0;
  #retry = { after: FIRST_RETRY, at: -Infinity };

  constructor(simConfig: SimConfig) {
    this.#config = simConfig;
    const { alerts = {}, mute = [], group = [], triggers, abilities = { chat: 'thread' }, pace, takesFrom = 0, mostOwed, listLinkOf = () => undefined } = simConfig;
    this.#listLinkOf = listLinkOf;
    this.#takesFrom = START + takesFrom;
    const config: AlertConfig = {
      alerts: converted(alertsSchema, alerts), mute: converted(muteSchema, mute), group: converted(groupSchema, group),
      triggers: triggers.map(({ escalate = [], ...rest }) => triggerConfig({ count: { gte: 1, within: 60_000 }, ...rest, escalate: converted(escalateSchema, escalate) })),
    };
    const onReason = (reason: string): void => void (this.reasons[reason] = (this.reasons[reason] ?? 0) + 1);
    this.book = new IncidentBook({
      rules: compileAlertRules(config), write: this.put, onReason, ...(mostOwed === undefined ? {} : { mostOwed }),
      onChange: (incident) => {
        for (const channel of this.channels.values()) channel.changed(incident, this.now);
      },
    });
    for (const [action, ability] of Object.entries(abilities)) {
      this.channels.set(action, new Channel({ action, ability: () => ability, rules: () => this.book.rules, book: this.book, write: this.put, onReason, ...(pace === undefined ? {} : { pace }) }));
    }
  }

  readonly put = (changes: readonly Change[]): void => {
    for (const [key, value] of changes) {
      if (value === undefined) this.entries.delete(key);
      else this.entries.set(key, value);
    }
  };

  /** A trigger fires: for the first time, or again where `id` and `repeat` say so. */
  fire(trigger: string, fields: Partial<Firing> = {}): string {
    const plan = this.book.rules.plans.get(trigger);
    const id = fields.id ?? `${trigger}/${++this.#firings}`;
    const { severity = 'warning', tags = [] } = plan?.config ?? {};
    this.book.fired({
      id, repeat: 0, trigger, severity, title: [{ text: trigger }], text: [], why: '', key: {}, tags, since: this.now, at: this.now, count: 1, heldBack: 0, drill: false,
      ...(plan?.mention === undefined ? {} : { mention: plan.mention }), ...fields,
    }, plan?.to ?? [], [], this.now);
    return id;
  }

  end(id: string): void {
    this.book.resolved(id, { at: this.now, reason: 'quiet' }, this.now);
  }

  /** The same config, read again. */
  reload(): void {
    this.book.replaceRules(this.book.rules, this.now);
    for (const channel of this.channels.values()) channel.restarted(this.now);
  }

  /** The system's clock is corrected. */
  setBack(by: number): void {
    this.now -= by;
    this.book.setBack(by);
    for (const channel of this.channels.values()) channel.setBack(by);
  }

  /** Another process, with what the journal of this one holds, after so many milliseconds. */
  restarted(after: number): AlertSim {
    const next = new AlertSim(this.#config);
    next.now = this.now + after;
    next.put([...this.entries]);
    const saved = <T>(prefix: string): readonly T[] => [...this.entries].flatMap(([key, value]) => (key.startsWith(prefix) ? [value as T] : []));
    next.book.restore(saved<Incident>('i/'), saved<Silence>('s/'), new Map());
    for (const channel of next.channels.values()) channel.restore(saved<Bundle>('b/'), next.book.incidents(), next.now);
    next.reload();
    return next;
  }

  /** Sends what may be sent now, and moves on. */
  advance(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      if (this.now >= this.book.nextDue) this.book.tick(this.now);
      const next = Math.max(this.now + 1, Math.min(this.#send(), this.book.nextDue));
      if (next > until) break;
      this.now = next;
    }
    this.now = until;
  }

  /** `0s chat post fired` */
  get words(): readonly string[] {
    return this.sent.map(({ at, action, delivery: { form, cause, content } }) => {
      const { mention } = 'alert' in content ? content.alert : content.summary;
      return `${at / 1000}s ${action} ${form} ${cause}${'summary' in content ? ` ${content.summary.kind}` : ''}${mention === undefined ? '' : ` ${mention}`}`;
    });
  }

  take(): readonly string[] {
    const { words } = this;
    this.sent.splice(0);
    return words;
  }

  #send(): number {
    let soonest = Infinity;
    for (const channel of this.channels.values()) {
      if (this.now < this.#retry.at) {
        soonest = Math.min(soonest, this.#retry.at);
        continue;
      }
      for (let next = channel.next(this.now); ; next = channel.next(this.now)) {
        if ('at' in next) {
          soonest = Math.min(soonest, next.at);
          break;
        }
        if (this.now < this.#takesFrom) {
          channel.failed();
          this.#retry = { after: this.#retry.after * RETRY_FACTOR, at: this.now + this.#retry.after };
          soonest = Math.min(soonest, this.#retry.at);
          break;
        }
        const delivery = deliveryOf(next.call, { book: this.book, members: (id) => channel.members(id, this.now), linksOf: () => ({}), listLinkOf: this.#listLinkOf, now: this.now });
        if (delivery !== undefined) this.sent.push({ at: this.now - START, action: channel.action, delivery });
        channel.settled(next.call, { delivered: true, receipt: { ts: String(this.sent.length) } }, this.now);
      }
    }
    return soonest;
  }
}

export const summaryOfSent = ({ delivery: { content } }: Sent): AlertSummary | undefined => ('summary' in content ? content.summary : undefined);
export const incidentsOf = (sim: AlertSim): readonly Incident[] => [...sim.book.incidents()];
