import { plainText, type Alert, type AlertDelivery } from '../contract/alert.js';
import { makeEvents } from './make-events.js';

/** An alert with something in every field; `fields` replace them. */
export function makeAlert(fields: Partial<Alert> = {}): Alert {
  const since = Date.UTC(2025, 0, 1);
  return {
    id: 'failed-logins/5f0c2a',
    shortId: 'k7q2fa',
    trigger: 'failed-logins',
    severity: 'warning',
    state: 'firing',
    title: [{ text: 'Failed logins of ' }, { data: 'eve' }],
    text: [{ text: 'Someone guesses passwords of ' }, { data: 'eve' }, { text: '.' }],
    why: '12 in 5m (limit 10)',
    key: { user: 'eve' },
    tags: ['auth'],
    since,
    at: since + 240_000,
    updatedAt: since + 240_000,
    count: 12,
    rate: 3,
    peak: { perMinute: 4, at: since + 180_000 },
    topGroups: [],
    heldBack: 0,
    samples: makeEvents([{ level: 'warn', message: 'login failed', logger: 'auth', user: 'eve' }]),
    redactions: 0,
    runbook: 'https://example.com/runbooks/failed-logins',
    mention: undefined,
    links: {},
    drill: false,
    ...fields,
  };
}

/** One item of an action's batch, with the alert of `makeAlert`: the first post of it. Its id is the alert's where none is given. */
export function makeAlertDelivery(fields: Partial<Alert> = {}, id?: string): AlertDelivery {
  const alert = makeAlert(fields);
  const byteLength = Buffer.byteLength(plainText(alert.title) + plainText(alert.text) + alert.why) + alert.samples.reduce((sum, event) => sum + event.byteLength, 0);
  return { id: id ?? alert.id, form: 'post', cause: 'fired', content: { alert }, receipt: undefined, byteLength };
}
