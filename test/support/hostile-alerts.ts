import * as fc from 'fast-check';
import type { Alert, AlertSeverity, Message } from '../../core/contract/alert.js';
import { makeAlert } from '../../core/testing/make-alert.js';
import { makeEvents } from '../../core/testing/make-events.js';

/** What an attacker may put into a log line. */
const BAITS = [
  '<!channel>', '<!here>', '<!everyone>', '<!subteam^S123>', '<@U1>', '<@W1|x>', '<#C1|general>', '<https://evil.example|click>', '@everyone', '@here', '@channel', '<@&1234567890>', '<@1234567890>',
  '</x:1>', '<:e:1>', '<t:1:F>', '```', '````', '`', '``', '~~~', '**b**', '__u__', '||s||', '[x](https://evil.example)', '> q', '# h', '-# s', '&lt;!channel&gt;', '&amp;', '&', '<', '>', '\\', '\\\\`',
  '\u0000', '\u001b[31m', '\u007f', '\u0085', '\r\n', '\n', '\u2028', '\t', '\u202e', '\u2066', '\u200f', 'שלום', 'مرحبا', '👩‍👩‍👧‍👦', '🏳️‍🌈', '🇩🇪', '👍🏽', 'e\u0301', `z${'\u0335'.repeat(300)}`,
  '\ud800', '\udc00', '\u200b', '\u2060', '\ufeff', '__proto__', '${x}', 'https://evil.example/a?b=c', '', ' ', 'ok',
];

const bait = fc.constantFrom(...BAITS);
const short = fc.array(fc.oneof(bait, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 12 }).map((parts) => parts.join(''));
/** A megabyte of one bait. */
const huge = bait.map((text) => (text || 'x').repeat(Math.ceil(1_048_576 / (text.length || 1))));
const hostile = fc.oneof({ weight: 300, arbitrary: short }, { weight: 1, arbitrary: huge });
const message: fc.Arbitrary<Message> = fc.array(fc.oneof(hostile.map((data) => ({ data })), fc.constantFrom('Failed logins for ', ' at <', '').map((text) => ({ text }))), { maxLength: 5 });

/** Alerts whose every part that may come from an event was chosen by an attacker. */
export const hostileAlert: fc.Arbitrary<Alert> = fc.record({
  id: short,
  severity: fc.constantFrom<AlertSeverity>('info', 'warning', 'critical'),
  title: message,
  text: message,
  why: hostile,
  key: fc.array(fc.tuple(short, fc.oneof(hostile, fc.integer(), fc.constant(null))), { maxLength: 40 }).map((pairs) => Object.fromEntries(pairs)),
  since: fc.oneof(fc.integer({ min: 0, max: 4e12 }), fc.double()),
  count: fc.nat(),
  heldBack: fc.nat(5),
  samples: fc.array(hostile, { maxLength: 5 }).map((lines) => makeEvents(lines)),
  runbook: fc.option(fc.oneof(short, fc.constant('https://runbooks.example.com/x')), { nil: undefined }),
}).map((parts) => makeAlert(parts));

/** What the property tests run with: 1,000 alerts, the same in each run; a failure prints the seed and the smallest alert. */
export const HOSTILE_RUN = { numRuns: 1000, seed: 20250101, endOnFailure: true } as const;
