import { formKey, readLink, signLink, type LinkAct, type LinkClaim } from '../alert/link-token.js';
import { isOpen, stateOf, type Incident } from '../alert/incident.js';
import type { IncidentBook } from '../alert/incident-book.js';
import type { Change } from '../alert/journal-lines.js';
import { plainText, type Alert } from '../contract/alert.js';
import type { Clock } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import type { AlertSettings } from '../../schemas/alerts.js';
import type { Actor, AlertDesk } from './alert-desk.js';

export type LinkSettings = NonNullable<AlertSettings['links']>;

/** What the page of a link shows. */
export interface LinkPage {
  readonly act: LinkAct;
  readonly title: string;
  readonly severity: string;
  readonly state: string;
  /** To be given back with the form. */
  readonly key: string;
  /** The act was done before, or is of no use any more. */
  readonly isOver: boolean;
}

export interface LinkDeskOptions {
  readonly desk: AlertDesk;
  readonly book: IncidentBook;
  readonly clock: Clock;
  readonly entries: ReadonlyMap<string, JsonValue>;
  readonly put: (changes: readonly Change[]) => void;
  readonly settings: () => LinkSettings | undefined;
}

/** Signed links: makes them, shows what they would do, and does it, once each. */
export class LinkDesk {
  readonly #options: LinkDeskOptions;

  constructor(options: LinkDeskOptions) {
    this.#options = options;
  }

  /** The links of an alert; none where the config has no links. */
  linksOf(incident: Incident): Alert['links'] {
    const settings = this.#options.settings();
    if (settings === undefined) return {};
    const link = (act: LinkAct): string => `${settings.url.replace(/\/+$/, '')}/a/${signLink({ act, alert: incident.id, round: incident.reopened, expires: incident.openedAt + settings.expires }, settings.secret.reveal())}`;
    if (!isOpen(incident)) return { view: link('view') };
    return { acknowledge: link('acknowledge'), silence: link('silence'), resolve: link('resolve'), view: link('view') };
  }

  /** Changes nothing. Throws ALERT_LINK_REFUSED, and ALERT_NOT_FOUND for an alert of long ago. */
  page(token: string): LinkPage {
    const { claim, incident } = this.#read(token);
    return {
      act: claim.act, title: plainText(incident.title) || incident.trigger, severity: incident.severity, state: stateOf(incident), key: formKey(token, this.#secret),
      isOver: claim.act === 'view' || this.#isUsed(token) || claim.round !== incident.reopened || !isOpen(incident),
    };
  }

  /** Does what the link says. Throws ALERT_LINK_REFUSED, also at a link that was used, and at a form that is not of its page. */
  use(token: string, key: string, actor: Actor, reason: string): JsonObject {
    const { claim, incident } = this.#read(token);
    if (key !== formKey(token, this.#secret)) throw new HushpipeError('ALERT_LINK_REFUSED', 'the form is not of this page');
    return this.#use(token, claim, incident, actor, reason);
  }

  /** As `use`, for who has shown in another way that nobody made them do it. */
  useSigned(token: string, actor: Actor, reason: string): JsonObject {
    const { claim, incident } = this.#read(token);
    return this.#use(token, claim, incident, actor, reason);
  }

  #use(token: string, claim: LinkClaim, incident: Incident, actor: Actor, reason: string): JsonObject {
    if (this.#isUsed(token)) throw new HushpipeError('ALERT_LINK_REFUSED', 'the link was used before');
    if (claim.round !== incident.reopened || !isOpen(incident)) throw new HushpipeError('ALERT_LINK_REFUSED', 'the alert is over, or was opened again since');
    const { desk, put, clock, entries } = this.#options;
    const result = this.#act(desk, claim, actor, reason);
    const now = clock.now();
    const old = [...entries].filter(([name, until]) => name.startsWith('l/') && typeof until === 'number' && until <= now).map(([name]) => [name] as const);
    put([[keyOf(token), claim.expires], ...old]);
    return result;
  }

  #act(desk: AlertDesk, { act, alert }: LinkClaim, actor: Actor, reason: string): JsonObject {
    switch (act) {
      case 'acknowledge': return desk.acknowledge(alert, actor);
      case 'resolve': return desk.resolve(alert, actor);
      case 'silence': return desk.silenceAlert(alert, { reason }, actor);
      case 'view': throw new HushpipeError('ALERT_LINK_REFUSED', 'this link only shows the alert');
    }
  }

  #read(token: string): { readonly claim: LinkClaim; readonly incident: Incident } {
    const claim = readLink(token, this.#secret, this.#options.clock.now());
    return { claim, incident: this.#options.book.find(claim.alert) };
  }

  #isUsed(token: string): boolean {
    return this.#options.entries.has(keyOf(token));
  }

  get #secret(): string {
    const settings = this.#options.settings();
    if (settings === undefined) throw new HushpipeError('ALERT_LINK_REFUSED', 'there are no links in the config');
    return settings.secret.reveal();
  }
}

/** Of a link that was used: by its signature, which no two links share. */
function keyOf(token: string): string {
  return `l/${token.slice(token.indexOf('.') + 1)}`;
}
