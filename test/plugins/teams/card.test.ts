import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { ALERT_CAUSES } from '../../../core/contract/alert.js';
import type { JsonObject } from '../../../core/contract/json.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { encodePayload } from '../../../plugins/shared/alert-json.js';
import { renderTeams, renderTeamsSentence, TEAMS_LIMIT, type TeamsPayload } from '../../../plugins/teams/card.js';
import { teamsMarkdown, teamsProblem } from '../../support/fake-teams.js';
import { HOSTILE_RUN, hostileNotice } from '../../support/hostile-alerts.js';
import { LIFE, notice, summaryNotice } from '../../support/notices.js';
import { suite } from '../../support/suite.js';

const cardOf = (payload: TeamsPayload): JsonObject => payload.attachments[0].content;
/** The text of each block. */
const lines = (payload: TeamsPayload): readonly string[] => (cardOf(payload)['body'] as readonly JsonObject[]).map((block) => ((block['inlines'] ?? [block]) as readonly JsonObject[]).map(({ text }) => text as string).join(''));

const test = suite('renderTeams');

test('says status, what, how much, where, since, lines, buttons and why, in this order', () => {
  const payload = renderTeams(notice(LIFE.fired));
  assert.equal(lines(payload), [
    '▲ FIRING · warning',
    'Failed logins of eve',
    'Someone guesses passwords of eve.',
    'How much: 12 in 5m (limit 10)',
    'Where: user = eve',
    'Since: 2025-01-01 00:00:00 UTC',
    'So far: 12 events, 3 a minute now, at most 4 a minute at 2025-01-01 00:03:00 UTC',
    'Owner: team-auth',
    'Next escalation: 2025-01-01 00:14:00 UTC, to on-call',
    '{"level":"warn","message":"login failed","logger":"auth","user":"eve"}',
    'Incident k7q2fa, failed-logins/5f0c2a. Trigger failed-logins fired because 12 in 5m (limit 10). 1 of 12 lines shown, 2 values redacted.',
  ]);
  assert.is(payload.summary, 'Firing, warning: Failed logins of eve, 12 in 5m (limit 10).');
  assert.equal((cardOf(payload)['actions'] as readonly JsonObject[]).map(({ title, style }) => [title, style]), [['Acknowledge', 'positive'], ['Silence 1 h', undefined], ['View logs', undefined], ['Runbook', undefined]]);
});

test('calls whom the config says, when somebody is to come', () => {
  const mention = 'Ann Lee <ann@example.com>';
  const called = ALERT_CAUSES.filter((cause) => cardOf(renderTeams(notice(LIFE[cause], { cause }), mention))['msteams'] !== undefined);
  assert.equal(called, ['fired', 'escalated', 'reopened']);
  assert.equal(cardOf(renderTeamsSentence(notice(), mention))['msteams'], { entities: [{ type: 'mention', text: '<at>Ann Lee</at>', mentioned: { id: 'ann@example.com', name: 'Ann Lee' } }] });
});

test('drops samples before it grows too large', () => {
  const big = notice({ ...LIFE.fired, key: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`k${index}`, '漢'.repeat(400)])), text: [{ data: '漢'.repeat(4000) }], samples: makeEvents(['漢'.repeat(3000), '字'.repeat(3000), '文'.repeat(3000)]) });
  const text = encodePayload(renderTeams(big));
  assert.ok(Buffer.byteLength(text) <= TEAMS_LIMIT);
  assert.match(text, /[01] of 12 lines shown/);
  for (const kept of ['Failed logins of eve', '"title":"Acknowledge"']) assert.match(text, kept);
});

test('a summary lists its incidents', () => {
  assert.ok(lines(renderTeams(summaryNotice())).includes('■ k7q2fa firing, critical: Checkout down in eu-1, 41'));
});

test(`${HOSTILE_RUN.numRuns} hostile notices: each card is valid, within the limits, and calls nobody`, () => {
  let looked = 0;
  fc.assert(fc.property(hostileNotice, (said) => {
    looked += 1;
    for (const payload of [renderTeams(said), renderTeamsSentence(said)]) {
      const text = encodePayload(payload);
      const sent = JSON.parse(text) as Record<string, unknown>;
      assert.is(teamsProblem(sent, Buffer.byteLength(text)), undefined);
      assert.is(teamsMarkdown(sent), '', 'nothing is read as Markdown');
      assert.not.match(text, /"msteams"|\{\{|<\/?at>|<[!@#]|@everyone|@here|@channel/i);
    }
  }), HOSTILE_RUN);
  console.log(`\nlooked at ${looked} notices`);
  assert.is(looked, HOSTILE_RUN.numRuns);
});

test.run();
