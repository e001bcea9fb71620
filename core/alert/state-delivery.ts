import type { AlertCause, AlertDelivery } from '../contract/alert.js';
import { deliveryOf, type DeliveryParts } from './delivery-of.js';
import { isOpen, stateOf, type Incident, type MessageState } from './incident.js';
import * as flow from './incident-flow.js';
import { LOUD, nextTurn, type Ability, type Turn } from './message-turn.js';

/** Why something is said in a state. */
const TOLD: Readonly<Record<string, AlertCause>> = {
  firing: 'fired', digest: 'digest', escalated: 'escalated', acknowledged: 'acknowledged', silenced: 'silenced', resolved: 'resolved', reopened: 'reopened',
};
export const RENDERED_STATES = Object.keys(TOLD);

/** Who says it: an action, and what it can do with a message that stands. */
export interface Teller {
  readonly action: string;
  readonly ability: Ability;
}

/** What would be said next of an incident in a state that it may never have been in. */
export function deliveryIn(before: Incident, state: string, { action, ability }: Teller, { book, linksOf, now }: Pick<DeliveryParts, 'book' | 'linksOf' | 'now'>): AlertDelivery {
  const incident = inState(before, state, now);
  const cause = TOLD[state] ?? 'fired';
  const [level] = book.policy(incident.trigger).levels;
  const mention = cause === 'escalated' && level?.to.includes(action) ? level.mention : undefined;
  // Of a message that is not there yet, nobody knows where it will be found.
  const receipt = cause === 'fired' ? undefined : before.messages[action]?.receipt ?? (ability === 'post' ? undefined : {});
  const note = { n: before.seq + 1, cause, ...(mention === undefined ? {} : { mention }) };
  const message: MessageState = cause === 'fired' ? { posted: false, notes: [] } : { posted: true, ...(receipt === undefined ? {} : { receipt }), notes: [note], ...(LOUD.has(cause) ? {} : { dirty: note }) };
  const turn = nextTurn(message, ability, before.seq) as Turn;
  const parts = { book: { get: () => incident, samples: () => book.samples(before.id), policy: () => book.policy(before.trigger) }, members: () => [], linksOf, listLinkOf: () => undefined, now };
  return deliveryOf({ subject: { incident: before.id }, turn, receipt, ability }, parts) as AlertDelivery;
}

/** The incident as it is, where that is its state; else as it would be had it just come into it. */
function inState(incident: Incident, state: string, now: number): Incident {
  if (stateOf(incident) === state || (state === 'digest' && isOpen(incident))) return incident;
  const { resolved: _resolved, votes: _votes, ...open } = incident;
  const { acknowledged: _acknowledged, silenced: _silenced, ...rest } = open;
  const unanswered: Incident = { ...rest, called: [], reopened: 0 };
  switch (state) {
    case 'escalated': return { ...unanswered, called: [{ times: 1, at: now }] };
    case 'acknowledged': return flow.acknowledge(unanswered, 'somebody', now);
    case 'silenced': return flow.setSilence(open, { id: '', by: 'somebody', until: now + 3_600_000, reason: 'an example' }, now);
    case 'resolved': return flow.resolveIncident(open, { at: now, reason: 'quiet' }, now);
    case 'reopened': return { ...unanswered, reopened: 1 };
    default: return unanswered;
  }
}
