import { plainText, type Alert } from '../contract/alert.js';
import type { LogEvent } from '../contract/event.js';
import { nextCall } from './escalation.js';
import { redactionsIn } from './evidence.js';
import { stateOf, type Incident } from './incident.js';
import { rateAt, type IncidentPolicy } from './incident-flow.js';
import { shortId } from './short-id.js';

export interface AlertView {
  readonly samples: readonly LogEvent[];
  readonly policy: IncidentPolicy;
  readonly links: Alert['links'];
  /** Only where somebody is to be called now. */
  readonly mention: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** An incident as actions get it, as it stands now. */
export function alertOf(incident: Incident, { samples, policy, links, mention, now }: AlertView): Alert {
  const { id, trigger, severity, title, text, why, key, tags, since, at, updatedAt, count, peak, top = [], heldBack, drill, owner, runbook, acknowledged, silenced, resolved, votes } = incident;
  const next = resolved !== undefined || silenced !== undefined ? undefined : nextCall(policy.levels, incident);
  return {
    id, shortId: shortId(id), trigger, severity, state: stateOf(incident), title, text, why, key, tags, since, at, updatedAt, count,
    rate: resolved === undefined ? rateAt(incident, Math.max(at, now)) : 0,
    peak, topGroups: top, heldBack, samples, redactions: redactionsIn(samples), runbook, mention, links, drill,
    ...(owner === undefined ? {} : { owner }),
    ...(acknowledged === undefined ? {} : { acknowledged }),
    ...(silenced === undefined || resolved !== undefined ? {} : { silenced: { by: silenced.by, until: silenced.until, reason: silenced.reason } }),
    ...(resolved === undefined ? {} : { resolved }),
    ...(votes === undefined ? {} : { votes }),
    ...(next === undefined ? {} : { nextEscalation: next }),
  };
}

/** "[CRITICAL] login-brute-force: user=eve (12 in 5m (limit 10))" */
export function textOf({ severity, title, why }: Alert): string {
  return `[${severity.toUpperCase()}] ${plainText(title)}${why === '' ? '' : ` (${why})`}`;
}

/** Size of what is to be said, in bytes. */
export function sizeOf({ title, text, why, key, samples }: Alert): number {
  return samples.reduce((sum, event) => sum + event.byteLength, Buffer.byteLength(plainText(title) + plainText(text) + why + JSON.stringify(key)));
}
