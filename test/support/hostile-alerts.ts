import * as fc from 'fast-check';
import { ALERT_CAUSES, ALERT_SEVERITIES, INCIDENT_STATES, type Alert, type AlertDelivery, type AlertSummary, type Message } from '../../core/contract/alert.js';
import { makeAlert } from '../../core/testing/make-alert.js';
import { makeEvents } from '../../core/testing/make-events.js';
import { runs } from './full.js';
import { makeSummary } from './notices.js';

/** What an attacker may put into a log line. */
const BAITS = [
  '<!channel>', '<!here>', '<!everyone>', '<!subteam^S123>', '<@U1>', '<@W1|x>', '<#C1|general>', '<https://evil.example|click>', '@everyone', '@here', '@channel', '<@&1234567890>', '<@1234567890>',
  '</x:1>', '<:e:1>', '<t:1:F>', '```', '````', '`', '``', '~~~', '**b**', '__u__', '||s||', '[x](https://evil.example)', '> q', '# h', '-# s', '&lt;!channel&gt;', '&amp;', '&', '<', '>', '\\', '\\\\`',
  '\u0000', '\u001b[31m', '\u007f', '\u0085', '\r\n', '\n', '\u2028', '\t', '\u202e', '\u2066', '\u200f', 'שלום', 'مرحبا', '👩‍👩‍👧‍👦', '🏳️‍🌈', '🇩🇪', '👍🏽', 'e\u0301', `z${'\u0335'.repeat(300)}`,
  '\ud800', '\udc00', '\u200b', '\u2060', '\ufeff', '__proto__', '${x}', 'https://evil.example/a?b=c', 'evil.example', '@evil_bot', '#tag', '/start', '<b>', '</pre>', '<at>eve</at>', '{{DATE(2017-02-14T06:08:39Z,SHORT)}}', '\r\nBcc: eve@evil.example', '', ' ', 'ok',
];

const bait = fc.constantFrom(...BAITS);
const short = fc.array(fc.oneof(bait, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 12 }).map((parts) => parts.join(''));
/** A megabyte of one bait. */
const huge = bait.map((text) => (text || 'x').repeat(Math.ceil(1_048_576 / (text.length || 1))));
const hostile = fc.oneof({ weight: 300, arbitrary: short }, { weight: 1, arbitrary: huge });
const message: fc.Arbitrary<Message> = fc.array(fc.oneof(hostile.map((data) => ({ data })), fc.constantFrom('Failed logins for ', ' at <', '').map((text) => ({ text }))), { maxLength: 5 });

const time = fc.oneof(fc.integer({ min: 0, max: 4e12 }), fc.double());
const link = fc.option(fc.oneof({ weight: 1, arbitrary: short }, { weight: 3, arbitrary: fc.constantFrom('https://hush.example.com/a/token', `https://hush.example.com/a/${'t'.repeat(600)}`) }), { nil: undefined });
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

/** Alerts whose every part that may come from an event or a person was chosen by an attacker. */
export const hostileAlert: fc.Arbitrary<Alert> = fc.record({
  id: short,
  severity: fc.constantFrom(...ALERT_SEVERITIES),
  state: fc.constantFrom(...INCIDENT_STATES),
  title: message,
  text: message,
  why: hostile,
  key: fc.array(fc.tuple(short, fc.oneof(hostile, fc.integer(), fc.constant(null))), { maxLength: 40 }).map((pairs) => Object.fromEntries(pairs)),
  tags: fc.array(short, { maxLength: 30 }),
  since: time,
  at: time,
  updatedAt: time,
  count: fc.nat(),
  rate: fc.double(),
  peak: fc.record({ perMinute: fc.double(), at: time }),
  topGroups: fc.array(fc.record({ name: hostile, count: fc.nat() }), { maxLength: 3 }),
  heldBack: fc.nat(5),
  samples: fc.array(hostile, { maxLength: 5 }).map((lines) => makeEvents(lines)),
  redactions: fc.nat(9),
  runbook: optional(fc.oneof(short, fc.constant('https://runbooks.example.com/x'))),
  owner: optional(hostile),
  acknowledged: optional(fc.record({ by: hostile, at: time })),
  silenced: optional(fc.record({ by: short, until: time, reason: hostile })),
  resolved: optional(fc.record({ at: time, reason: fc.constantFrom('quiet' as const, 'removed' as const, 'by_hand' as const), by: short })),
  nextEscalation: optional(fc.record({ at: time, to: fc.array(short, { maxLength: 9 }) })),
  links: fc.record({ acknowledge: link, silence: link, view: link }).map(withoutUndefined),
  drill: fc.boolean(),
}).map((parts) => makeAlert(withoutUndefined(parts)));

const hostileSummary: fc.Arbitrary<AlertSummary> = fc.record({
  id: short,
  kind: fc.constantFrom('storm' as const, 'group' as const, 'catch_up' as const, 'suppressed' as const),
  severity: fc.constantFrom(...ALERT_SEVERITIES),
  title: message,
  since: time,
  at: time,
  lines: fc.array(fc.record({ shortId: short, severity: fc.constantFrom(...ALERT_SEVERITIES), state: fc.constantFrom(...INCIDENT_STATES), title: message, at: time, count: fc.nat() }), { maxLength: 60 }),
  hidden: fc.nat(),
  link,
  drill: fc.boolean(),
}).map((parts) => makeSummary(withoutUndefined(parts)));

/** Every way in which something hostile may be said: nine of ten an alert, else a summary; each cause, each form. */
export const hostileNotice: fc.Arbitrary<AlertDelivery> = fc.record({
  id: short,
  content: fc.oneof({ weight: 9, arbitrary: hostileAlert.map((alert) => ({ alert })) }, { weight: 1, arbitrary: hostileSummary.map((summary) => ({ summary })) }),
  cause: fc.constantFrom(...ALERT_CAUSES),
  form: fc.constantFrom('post' as const, 'edit' as const, 'reply' as const, 'broadcast' as const),
}).map((parts) => ({ ...parts, receipt: undefined, byteLength: 1000 }));

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** What the property tests run with: 1,000 alerts in full size, the same in each run; a failure prints the seed and the smallest alert. */
export const HOSTILE_RUN = { numRuns: runs(1000), seed: 20250101, endOnFailure: true } as const;
