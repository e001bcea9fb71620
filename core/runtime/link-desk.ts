import { equal, formKey, readLink, signLink, type LinkAct, type LinkClaim } from '../alert/link-token.js';
import type { Bundle } from '../alert/bundle.js';
import { isOpen, stateOf, type Incident } from '../alert/incident.js';
import type { IncidentBook } from '../alert/incident-book.js';
import type { Change } from '../alert/journal-lines.js';
import { shortId } from '../alert/short-id.js';
import { byWeight, titleOf } from '../alert/summary-view.js';
import { plainText, type Alert, type IncidentState } from '../contract/alert.js';
import type { Clock } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import type { AlertSettings } from '../../schemas/alerts.js';
import type { Actor, AlertDesk } from './alert-desk.js';

export type LinkSettings = NonNullable<AlertSettings['links']>;

/** What the page of a link to one alert shows. */
export interface LinkPage {
  readonly act: AlertAct;
  readonly title: string;
  readonly severity: string;
  readonly state: string;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly count: number;
  readonly why: string;
  /** Log lines, redacted. */
  readonly lines: readonly string[];
  /** To be given back with the form. */
  readonly key: string;
  /** The act was done before, or is of no use any more. */
  readonly isOver: boolean;
}

/** What the page of a message that stands for many shows. */
export interface ListPage {
  readonly title: string;
  /** The most important first. */
  readonly lines: readonly ListLine[];
  readonly firing: number;
  readonly resolved: number;
}

/** `link` shows it, on this server. */
export interface ListLine extends Pick<Incident, 'severity' | 'at' | 'count'> {
  readonly shortId: string;
  readonly state: IncidentState;
  readonly title: string;
  readonly link: string;
}

type AlertAct = Exclude<LinkAct, 'list'>;
type AlertClaim = LinkClaim & { readonly act: AlertAct };

/** What the path of each link begins with. */
const PATH = '/a/';
/** How long a silence by a link lasts, as its button says: in milliseconds. */
const SILENCE = 3_600_000;
/** Alerts that a list shows; the others are counted. */
const MOST_LISTED = 1_000;

export interface LinkDeskOptions {
  readonly desk: AlertDesk;
  readonly book: IncidentBook;
  readonly clock: Clock;
  readonly entries: ReadonlyMap<string, JsonValue>;
  readonly put: (changes: readonly Change[]) => void;
  readonly settings: () => LinkSettings | undefined;
  /** Takes out of a text what must not leave the process: a title puts side by side what events say apart. */
  readonly guard: (text: string) => string;
}

/** Signed links: makes them, shows what they would do, and does it, once each. */
export class LinkDesk {
  readonly #options: LinkDeskOptions;

  constructor(options: LinkDeskOptions) {
    this.#options = options;
  }

  /** The links of an alert, which hold from its last change on: what that wrote. None where the config has no links. */
  linksOf(incident: Incident): Alert['links'] {
    const settings = this.#options.settings();
    if (settings === undefined) return {};
    const link = (act: AlertAct): string => addressOf({ act, alert: incident.id, round: incident.reopened, expires: incident.updatedAt + settings.expires }, settings);
    // What somebody thinks of a drill says nothing of its trigger.
    if (!isOpen(incident)) return { view: link('view'), ...(incident.drill ? {} : { useful: link('useful'), noise: link('noise') }) };
    return { acknowledge: link('acknowledge'), silence: link('silence'), resolve: link('resolve'), view: link('view') };
  }

  /** Where a message that stands for many links to; nowhere where the config has no links. */
  listLinkOf({ id, since }: Pick<Bundle, 'id' | 'since'>): string | undefined {
    const settings = this.#options.settings();
    if (settings === undefined) return undefined;
    // Such a message may stand for longer than a link holds: each change of it brings one that holds for at least half of that.
    const half = Math.max(1, settings.expires / 2);
    const expires = since + half * (Math.floor((this.#options.clock.now() - since) / half) + 2);
    return addressOf({ act: 'list', alert: id, round: 0, expires }, settings);
  }

  /** What a message stands for, or stood for; undefined where the link is one to a single alert. Throws ALERT_LINK_REFUSED. */
  list(token: string): ListPage | undefined {
    const settings = this.#settings;
    const { act, alert: id, expires } = readLink(token, settings.secret.reveal(), this.#options.clock.now());
    if (act !== 'list') return undefined;
    const viewOf = ({ id: alert, reopened: round }: Incident): string => pathOf(addressOf({ act: 'view', alert, round, expires }, settings));
    const { book, entries, guard } = this.#options;
    const members = [...book.incidents()].filter(({ messages }) => Object.values(messages).some(({ bundle, stoodIn }) => bundle === id || stoodIn === id)).toSorted(byWeight);
    const bundle = entries.get(`b/${id}`) as Bundle | undefined;
    const firing = members.filter(isOpen).length;
    return {
      title: bundle === undefined ? 'Alerts' : guard(plainText(titleOf(bundle))), firing, resolved: members.length - firing,
      lines: members.slice(0, MOST_LISTED).map((member) => ({
        shortId: shortId(member.id), severity: member.severity, state: stateOf(member), at: member.at, count: member.count, title: guard(plainText(member.title)) || member.trigger, link: viewOf(member),
      })),
    };
  }

  /** Changes nothing. Throws ALERT_LINK_REFUSED, and ALERT_NOT_FOUND for an alert of long ago. */
  page(token: string): LinkPage {
    const { claim, incident } = this.#read(token);
    const { severity, since, count, why } = incident;
    const { guard } = this.#options;
    return {
      act: claim.act, title: guard(plainText(incident.title)) || incident.trigger, severity, state: stateOf(incident), since, count, why: guard(why), lines: this.#options.book.samples(incident.id).map((event) => event.line()), key: formKey(token, this.#settings.secret.reveal()),
      isOver: claim.act === 'view' || this.#isUsed(token) || isPast(claim, incident),
    };
  }

  /** Does what the link says. Throws ALERT_LINK_REFUSED, also at a link that was used, and at a form that is not of its page. */
  use(token: string, key: string, actor: Actor, reason: string): JsonObject {
    const { claim, incident } = this.#read(token);
    if (!equal(key, formKey(token, this.#settings.secret.reveal()))) throw new HushpipeError('ALERT_LINK_REFUSED', 'the form is not of this page');
    return this.#use(token, claim, incident, actor, reason);
  }

  /** As `use`, for who has shown in another way that nobody made them do it. */
  useSigned(token: string, actor: Actor, reason: string): JsonObject {
    const { claim, incident } = this.#read(token);
    // All see the same button, and each has a vote.
    return this.#use(isVote(claim.act) ? `${token} ${actor.by}` : token, claim, incident, actor, reason);
  }

  #use(token: string, claim: AlertClaim, incident: Incident, actor: Actor, reason: string): JsonObject {
    if (this.#isUsed(token)) throw new HushpipeError('ALERT_LINK_REFUSED', 'the link was used before');
    if (isPast(claim, incident)) throw new HushpipeError('ALERT_LINK_REFUSED', 'the alert is over, or was opened again since');
    const { put, clock, entries } = this.#options;
    const result = this.#act(claim, actor, reason);
    const now = clock.now();
    const old = [...entries].filter(([name, until]) => name.startsWith('l/') && typeof until === 'number' && until <= now).map(([name]) => [name] as const);
    put([[keyOf(token), claim.expires], ...old]);
    return result;
  }

  #act({ act, alert }: AlertClaim, actor: Actor, reason: string): JsonObject {
    const { desk, book } = this.#options;
    switch (act) {
      case 'acknowledge': return desk.acknowledge(alert, actor);
      case 'resolve': return desk.resolve(alert, actor);
      case 'silence': return desk.silenceAlert(alert, { reason, for: Math.min(SILENCE, book.rules.silences.max) }, actor);
      case 'useful': case 'noise': return desk.vote(alert, act, actor);
      case 'view': throw new HushpipeError('ALERT_LINK_REFUSED', 'this link only shows the alert');
    }
  }

  #read(token: string): { readonly claim: AlertClaim; readonly incident: Incident } {
    const { act, ...claim } = readLink(token, this.#settings.secret.reveal(), this.#options.clock.now());
    if (act === 'list') throw new HushpipeError('ALERT_LINK_REFUSED', 'this link only shows alerts');
    return { claim: { ...claim, act }, incident: this.#options.book.find(claim.alert) };
  }

  #isUsed(token: string): boolean {
    return this.#options.entries.has(keyOf(token));
  }

  get #settings(): LinkSettings {
    const settings = this.#options.settings();
    if (settings === undefined) throw new HushpipeError('ALERT_LINK_REFUSED', 'there are no links in the config');
    return settings;
  }
}

const isVote = (act: AlertAct): boolean => act === 'useful' || act === 'noise';

/** What it was made for is over, or was opened again since. A vote is about what is over. */
function isPast({ act, round }: AlertClaim, incident: Incident): boolean {
  return round !== incident.reopened || (!isVote(act) && !isOpen(incident));
}

function addressOf(claim: LinkClaim, { url, secret }: LinkSettings): string {
  return `${url.replace(/\/+$/, '')}${PATH}${signLink(claim, secret.reveal())}`;
}

/** The part of such an address that this server sees. */
function pathOf(address: string): string {
  return address.slice(address.lastIndexOf(PATH));
}

/** Of a link that was used: by its signature, which no two links share. */
function keyOf(token: string): string {
  return `l/${token.slice(token.indexOf('.') + 1)}`;
}
