import type { Alert, AlertDelivery, AlertSummary } from '../contract/alert.js';
import { alertOf, sizeOf } from './alert-view.js';
import type { Bundle } from './bundle.js';
import type { Call } from './call.js';
import type { Incident } from './incident.js';
import type { IncidentBook } from './incident-book.js';
import { summaryOf, summarySize } from './summary-view.js';

export interface DeliveryParts {
  readonly book: Pick<IncidentBook, 'get' | 'samples' | 'policy'>;
  readonly members: (bundle: string) => readonly Incident[];
  readonly linksOf: (incident: Incident) => Alert['links'];
  /** Where all that a message stands for is listed; undefined where it is nowhere. */
  readonly listLinkOf: (bundle: Bundle) => string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What a call says, as of now. Undefined where there is nothing left to say it of. */
export function deliveryOf({ subject, turn, receipt }: Call, parts: DeliveryParts): AlertDelivery | undefined {
  const { form, cause, n, isFirst } = turn;
  // The id of a first post is the same whatever happened to the incident meanwhile.
  if ('incident' in subject) {
    const incident = parts.book.get(subject.incident);
    if (incident === undefined) return undefined;
    const alert = alertFor(incident, parts, turn.mention ?? (cause === 'fired' ? incident.mention : undefined));
    return { id: `${incident.id}.${isFirst ? `first${incident.reopened}` : `${n}.${form}`}`, form, cause, content: { alert }, receipt, byteLength: sizeOf(alert) };
  }
  const { bundle } = subject;
  const members = parts.members(bundle.id);
  const id = `${bundle.id}.${isFirst ? 'first' : `${n}.${form}`}`;
  const [only] = members;
  // One alone is shown as what it is.
  if (members.length === 1 && only !== undefined && bundle.kind !== 'catch_up') {
    const alert = alertFor(only, parts, turn.mention ?? (cause === 'fired' ? only.mention : undefined));
    return { id, form, cause, content: { alert }, receipt, byteLength: sizeOf(alert) };
  }
  const mention = turn.mention ?? (cause === 'fired' ? members.find((member) => member.mention !== undefined)?.mention : undefined);
  const summary: AlertSummary = summaryOf(bundle, members, { link: parts.listLinkOf(bundle), mention, now: parts.now });
  return { id, form, cause, content: { summary }, receipt, byteLength: summarySize(summary) };
}

function alertFor(incident: Incident, { book, linksOf, now }: DeliveryParts, mention: string | undefined): Alert {
  return alertOf(incident, { samples: book.samples(incident.id), policy: book.policy(incident.trigger), links: linksOf(incident), mention, now });
}
