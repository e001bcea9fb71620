import type { Alert, AlertCause, AlertDelivery, AlertSummary } from '../../core/contract/alert.js';
import { makeAlertDelivery } from '../../core/testing/make-alert.js';

const START = Date.UTC(2025, 0, 1);
const MINUTE = 60_000;

/** A delivery of the alert of `makeAlert`, as a new message where nothing else is said. */
export function notice(fields: Partial<Alert> = {}, said: Partial<Pick<AlertDelivery, 'cause' | 'form' | 'receipt' | 'id'>> = {}): AlertDelivery {
  return { ...makeAlertDelivery(fields), ...said };
}

export function makeSummary(fields: Partial<AlertSummary> = {}): AlertSummary {
  return {
    id: 'storm/ops/1735689600000',
    kind: 'storm',
    severity: 'critical',
    title: [{ text: '214 incidents within a minute' }],
    since: START,
    at: START + MINUTE,
    counts: { firing: 190, resolved: 24, critical: 3, warning: 200, info: 11 },
    lines: [
      { shortId: 'k7q2fa', severity: 'critical', state: 'firing', title: [{ text: 'Checkout down in ' }, { data: 'eu-1' }], at: START, count: 41 },
      { shortId: 'b3xw5e', severity: 'warning', state: 'resolved', title: [{ text: 'Failed logins of ' }, { data: 'eve' }], at: START + 1000, count: 12 },
    ],
    hidden: 212,
    link: 'https://hush.example.com/alerts',
    mention: undefined,
    drill: false,
    ...fields,
  };
}

/** A delivery of the summary of `makeSummary`. */
export function summaryNotice(fields: Partial<AlertSummary> = {}, said: Partial<Pick<AlertDelivery, 'cause' | 'form' | 'receipt' | 'id'>> = {}): AlertDelivery {
  const summary = makeSummary(fields);
  return { id: summary.id, form: 'post', cause: 'fired', content: { summary }, receipt: undefined, byteLength: 100, ...said };
}

const LINKS = { acknowledge: 'https://hush.example.com/a/ack-token', silence: 'https://hush.example.com/a/silence-token', view: 'https://hush.example.com/logs?incident=k7q2fa', useful: 'https://hush.example.com/a/useful-token', noise: 'https://hush.example.com/a/noise-token' };
const ACKNOWLEDGED = { by: 'ann', at: START + 9 * MINUTE };
const OPEN: Partial<Alert> = { owner: 'team-auth', links: LINKS, tags: ['auth'], redactions: 2, nextEscalation: { at: START + 14 * MINUTE, to: ['on-call'] } };

/** One incident at each point of its life, as an action is told of it. */
export const LIFE: Readonly<Record<AlertCause, Partial<Alert>>> = {
  fired: OPEN,
  digest: { ...OPEN, count: 42, rate: 6, peak: { perMinute: 12, at: START + 5 * MINUTE }, topGroups: [{ name: 'shop-1', count: 30 }, { name: 'shop-2', count: 12 }], updatedAt: START + 6 * MINUTE },
  escalated: { ...OPEN, state: 'escalated', count: 60, rate: 7.5, severity: 'critical', updatedAt: START + 14 * MINUTE, nextEscalation: { at: START + 24 * MINUTE, to: ['head-of-ops'] } },
  acknowledged: { owner: 'team-auth', links: LINKS, state: 'acknowledged', acknowledged: ACKNOWLEDGED, count: 61, updatedAt: ACKNOWLEDGED.at },
  silenced: { owner: 'team-auth', links: LINKS, state: 'silenced', acknowledged: ACKNOWLEDGED, silenced: { by: 'ann', until: START + 69 * MINUTE, reason: 'deploying the fix' }, count: 63, updatedAt: ACKNOWLEDGED.at },
  unsilenced: { ...OPEN, count: 80, rate: 1, updatedAt: START + 69 * MINUTE },
  resolved: { owner: 'team-auth', links: LINKS, state: 'resolved', acknowledged: ACKNOWLEDGED, resolved: { at: START + 72 * MINUTE + 4000, reason: 'quiet' }, count: 81, rate: 0, peak: { perMinute: 12, at: START + 5 * MINUTE }, updatedAt: START + 72 * MINUTE },
  reopened: { ...OPEN, state: 'reopened', count: 93, rate: 12, updatedAt: START + 80 * MINUTE },
};
