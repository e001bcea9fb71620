import * as assert from 'uvu/assert';
import { alertSentence, groups, sampleLines, shownOf, statusLine, timeOf, titleText } from '../../../plugins/shared/alert-words.js';
import { makeAlert } from '../../../core/testing/make-alert.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { ALERT_CAUSES, INCIDENT_STATES } from '../../../core/contract/alert.js';
import { LIFE } from '../../support/notices.js';
import { suite } from '../../support/suite.js';

const raw = (text: string): string => text;

const status = suite('statusLine');

status('says the status and the severity in words, with a shape for each', () => {
  assert.equal((['info', 'warning', 'critical'] as const).map((severity) => statusLine(makeAlert({ severity }))), ['● FIRING · info', '▲ FIRING · warning', '■ FIRING · critical']);
});

status('says each state as a word and a shape of its own', () => {
  assert.equal(INCIDENT_STATES.map((state) => statusLine(makeAlert({ state }))), [
    '▲ FIRING · warning', '◐ ACKNOWLEDGED · ▲ warning', '⇧ ESCALATED · ▲ warning', '◌ SILENCED · ▲ warning', '✓ RESOLVED · ▲ warning', '↻ REOPENED · ▲ warning',
  ]);
  assert.is(statusLine(makeAlert({ drill: true })), '[DRILL] ▲ FIRING · warning');
});

status.run();

const sentence = suite('alertSentence');

sentence('is one sentence with its status first', () => {
  assert.is(alertSentence(makeAlert(), 120, raw), 'Firing, warning: Failed logins of eve, 12 in 5m (limit 10).');
  assert.is(alertSentence(makeAlert({ title: [{ text: 'Disk full!' }], why: '' }), 120, raw), 'Firing, warning: Disk full.');
});

sentence('cuts a long title, and leaves the reason out before it leaves no title', () => {
  const long = makeAlert({ title: [{ data: 'x'.repeat(1000) }] });
  const kept = alertSentence(long, 120, raw);
  assert.is(kept.length, 120);
  assert.match(kept, /^Firing, warning: x+…, 12 in 5m \(limit 10\)\.$/);
  assert.match(alertSentence({ ...long, why: 'y'.repeat(90) }, 120, raw), /^Firing, warning: x+…$/);
});

sentence('is measured after escaping', () => {
  const kept = alertSentence(makeAlert({ title: [{ data: '<'.repeat(1000) }] }), 120, (text) => text.replace(/</g, '&lt;'));
  assert.ok(kept.length <= 120);
  assert.match(kept, /^Firing, warning: (?:&lt;)+…, /);
});

sentence('forms no link', () => {
  assert.not.match(alertSentence(makeAlert({ title: [{ data: 'https://evil.example' }] }), 120, raw), '://');
});

sentence('says in each state what counts in it', () => {
  assert.equal(ALERT_CAUSES.map((cause) => alertSentence(makeAlert(LIFE[cause]), 120, raw)), [
    'Firing, warning: Failed logins of eve, 12 in 5m (limit 10).',
    'Firing, warning: Failed logins of eve, 12 in 5m (limit 10).',
    'Escalated, critical: Failed logins of eve, 12 in 5m (limit 10).',
    'Acknowledged, warning: Failed logins of eve, by ann.',
    'Silenced, warning: Failed logins of eve, until 2025-01-01 01:09 UTC.',
    'Firing, warning: Failed logins of eve, 12 in 5m (limit 10).',
    'Resolved, warning: Failed logins of eve, after 1h 12m, 81 in all.',
    'Reopened, warning: Failed logins of eve, 12 in 5m (limit 10).',
  ]);
  assert.is(alertSentence(makeAlert({ drill: true }), 120, raw), '[DRILL] Firing, warning: Failed logins of eve, 12 in 5m (limit 10).');
});

sentence.run();

const title = suite('titleText');

title('is the name of the trigger where the title says nothing', () => {
  assert.is(titleText(makeAlert({ title: [{ data: '' }, { text: ' \n' }] }), 100), 'failed-logins');
});

title.run();

const samples = suite('sampleLines');

samples('are at most three, each cut', () => {
  const lines = sampleLines(makeAlert({ samples: makeEvents(['a', 'b'.repeat(1_000_000), '<!here>', 'd']) }), 10);
  assert.equal(lines, ['a', 'bbbbbbbbb…', '<\u200b!here>']);
});

samples.run();

const where = suite('groups');

where('are the group values as text, in order', () => {
  assert.equal(groups(makeAlert({ key: { user: 'eve', code: 500, gone: null, list: ['a'] } }), 100), [['user', 'eve'], ['code', '500'], ['gone', 'null'], ['list', '["a"]']]);
});

where.run();

const counts = suite('shownOf');

counts('says how many lines are shown and what was held back', () => {
  assert.is(shownOf(makeAlert(), 2), '2 of 12 lines shown.');
  assert.is(shownOf(makeAlert({ count: 1, heldBack: 1 }), 1), '1 of 1 line shown. 1 notice held back by throttle since the last one.');
});

counts('says how many values were redacted in what is shown', () => {
  assert.is(shownOf(makeAlert({ redactions: 2 }), 3), '3 of 12 lines shown, 2 values redacted.');
  assert.is(shownOf(makeAlert({ redactions: 1 }), 1), '1 of 12 lines shown, 1 value redacted.');
  assert.is(shownOf(makeAlert({ redactions: 2 }), 0), '0 of 12 lines shown.');
});

counts.run();

const time = suite('timeOf');

time('is a time that can be shown, whatever the event said', () => {
  for (const ms of [Number.NaN, Number.NEGATIVE_INFINITY, -1, 1e300, 5]) assert.match(timeOf(ms).toISOString(), /^(?:1970|9999)-/);
});

time.run();
