import * as assert from 'uvu/assert';
import { ALERT_CAUSES } from '../../../core/contract/alert.js';
import { makeAlert } from '../../../core/testing/make-alert.js';
import { alertButtons, summaryButtons } from '../../../plugins/shared/alert-buttons.js';
import { LIFE, makeSummary } from '../../support/notices.js';
import { suite } from '../../support/suite.js';

const test = suite('alertButtons');

test('offers what can be done in each state, Acknowledge first', () => {
  const offered = Object.fromEntries(ALERT_CAUSES.map((cause) => [cause, alertButtons(makeAlert(LIFE[cause]), 500).map(({ label }) => label).join(', ')]));
  const all = 'Acknowledge, Silence 1 h, View logs, Runbook';
  assert.equal(offered, { fired: all, digest: all, escalated: all, acknowledged: 'Silence 1 h, View logs, Runbook', silenced: 'View logs, Runbook', unsilenced: all, resolved: 'Useful, Noise, View logs, Runbook', reopened: all });
});

test('marks Acknowledge as what to press, and asks before a silence', () => {
  const [acknowledge, silence] = alertButtons(makeAlert(LIFE.fired), 500);
  assert.equal([acknowledge?.primary, acknowledge?.confirm, silence?.primary], [true, undefined, false]);
  assert.match(silence?.confirm ?? '', 'one hour');
});

test('links only http and https addresses that fit', () => {
  assert.equal(alertButtons(makeAlert(), 100).map(({ url }) => url), ['https://example.com/runbooks/failed-logins']);
  for (const address of [undefined, '', 'wiki', 'javascript:alert(1)', 'https://', 'https://x.example/a b', `https://x.example/${'y'.repeat(100)}`]) assert.equal(alertButtons(makeAlert({ runbook: address }), 100), []);
});

test.run();

const summary = suite('summaryButtons');

summary('leads to the whole list', () => {
  assert.equal(summaryButtons(makeSummary(), 100).map(({ label, url }) => [label, url]), [['View all', 'https://hush.example.com/alerts']]);
});

summary.run();
