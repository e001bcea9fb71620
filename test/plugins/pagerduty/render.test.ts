import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { ALERT_CAUSES } from '../../../core/contract/alert.js';
import { encodePayload } from '../../../plugins/shared/alert-json.js';
import { renderPagerDuty, renderPagerDutySentence, type PagerDutyEvent } from '../../../plugins/pagerduty/render.js';
import { pagerDutyProblem } from '../../support/fake-pagerduty.js';
import { HOSTILE_RUN, hostileNotice } from '../../support/hostile-alerts.js';
import { LIFE, notice, summaryNotice } from '../../support/notices.js';
import { suite } from '../../support/suite.js';

const test = suite('renderPagerDuty');

test('says what it is, where, how bad, and all the facts', () => {
  assert.equal(renderPagerDuty(notice({ ...LIFE.fired, severity: 'critical' })), {
    event_action: 'trigger',
    dedup_key: 'failed-logins/5f0c2a',
    client: 'hushpipe',
    client_url: 'https://hush.example.com/logs?incident=k7q2fa',
    payload: {
      summary: 'Firing, critical: Failed logins of eve, 12 in 5m (limit 10).',
      source: 'hushpipe',
      severity: 'critical',
      timestamp: '2025-01-01T00:04:00.000Z',
      class: 'failed-logins',
      custom_details: {
        status: '■ FIRING · critical',
        title: 'Failed logins of eve',
        text: 'Someone guesses passwords of eve.',
        facts: {
          'How much': '12 in 5m (limit 10)',
          'Where': 'user = eve',
          'Since': '2025-01-01 00:00:00 UTC',
          'So far': '12 events, 3 a minute now, at most 4 a minute at 2025-01-01 00:03:00 UTC',
          'Owner': 'team-auth',
          'Next escalation': '2025-01-01 00:14:00 UTC, to on-call',
        },
        lines: ['{"level":"warn","message":"login failed","logger":"auth","user":"eve"}'],
        note: 'Incident k7q2fa, failed-logins/5f0c2a. Trigger failed-logins fired because 12 in 5m (limit 10). 1 of 12 lines shown, 2 values redacted.',
      },
    },
    links: [
      { href: 'https://hush.example.com/a/ack-token', text: 'Acknowledge' },
      { href: 'https://hush.example.com/a/silence-token', text: 'Silence 1 h' },
      { href: 'https://hush.example.com/logs?incident=k7q2fa', text: 'View logs' },
      { href: 'https://example.com/runbooks/failed-logins', text: 'Runbook' },
    ],
  });
});

test('triggers, acknowledges and resolves under one key', () => {
  const actions = Object.fromEntries(ALERT_CAUSES.map((cause) => [cause, renderPagerDuty(notice(LIFE[cause], { cause })).event_action]));
  assert.equal(actions, { fired: 'trigger', digest: 'trigger', escalated: 'trigger', acknowledged: 'acknowledge', silenced: 'acknowledge', unsilenced: 'trigger', resolved: 'resolve', reopened: 'trigger' });
  assert.equal(renderPagerDuty(notice(LIFE.resolved, { cause: 'resolved' })), { event_action: 'resolve', dedup_key: 'failed-logins/5f0c2a' });
});

test('a summary is open while something in it fires', () => {
  assert.is(renderPagerDuty(summaryNotice()).event_action, 'trigger');
  assert.is(renderPagerDuty(summaryNotice({ counts: { firing: 0, resolved: 2, critical: 0, warning: 2, info: 0 } })).event_action, 'resolve');
});

test('an id that is too long for a key gives the same key each time', () => {
  const id = 'x'.repeat(300);
  const { dedup_key: key } = renderPagerDuty(notice({ id }));
  assert.match(key, /^[0-9a-f]{64}$/);
  assert.is(renderPagerDuty(notice({ ...LIFE.resolved, id }, { cause: 'resolved' })).dedup_key, key);
});

test(`${HOSTILE_RUN.numRuns} hostile notices: each event is within the limits`, () => {
  let looked = 0;
  const body = (event: PagerDutyEvent): string => encodePayload({ routing_key: 'k'.repeat(32), ...event });
  fc.assert(fc.property(hostileNotice, (said) => {
    looked += 1;
    for (const event of [renderPagerDuty(said), renderPagerDutySentence(said)]) {
      const text = body(event);
      assert.is(pagerDutyProblem(JSON.parse(text) as Record<string, unknown>, Buffer.byteLength(text)), undefined);
      assert.not.match(text, /<[!@#]|@everyone|@here|@channel/i);
    }
  }), HOSTILE_RUN);
  console.log(`\nlooked at ${looked} notices`);
  assert.is(looked, HOSTILE_RUN.numRuns);
});

test.run();
