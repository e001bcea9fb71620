import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { ALERT_CAUSES } from '../../../core/contract/alert.js';
import { encodePayload } from '../../../plugins/shared/alert-json.js';
import { renderOpsgenie, renderOpsgenieSentence } from '../../../plugins/opsgenie/render.js';
import { opsgenieProblem } from '../../support/fake-opsgenie.js';
import { HOSTILE_RUN, hostileNotice } from '../../support/hostile-alerts.js';
import { LIFE, notice, summaryNotice } from '../../support/notices.js';
import { suite } from '../../support/suite.js';

const test = suite('renderOpsgenie');

test('creates an alert with its sentence, its text, its facts and its tags', () => {
  const { path, body } = renderOpsgenie(notice({ ...LIFE.fired, severity: 'critical' }), false);
  assert.is(path, '/v2/alerts');
  const { description, details, ...rest } = body;
  assert.equal(rest, { message: 'Firing, critical: Failed logins of eve, 12 in 5m (limit 10).', alias: 'failed-logins/5f0c2a', priority: 'P1', source: 'hushpipe', entity: 'failed-logins', tags: ['auth'] });
  assert.equal((details as Record<string, unknown>)['Where'], 'user = eve');
  for (const part of ['■ FIRING · critical: Failed logins of eve', 'Someone guesses', 'Owner: team-auth', '  {"level":"warn"', 'Acknowledge: https://hush.example.com/a/ack-token']) assert.match(description as string, part);
});

test('acts on the alert that it created', () => {
  const paths = Object.fromEntries(ALERT_CAUSES.map((cause) => [cause, renderOpsgenie(notice(LIFE[cause], { cause }), true).path.replace(/^\/v2\/alerts\/failed-logins%2F5f0c2a\/|\?.*/g, '')]));
  assert.equal(paths, { fired: '/v2/alerts', digest: 'notes', escalated: 'notes', acknowledged: 'acknowledge', silenced: 'snooze', unsilenced: 'notes', resolved: 'close', reopened: '/v2/alerts' });
  assert.equal(renderOpsgenie(notice(LIFE.silenced, { cause: 'silenced' }), true).body['endTime'], '2025-01-01T01:09:00.000Z');
  assert.equal(renderOpsgenie(notice(LIFE.acknowledged, { cause: 'acknowledged' }), true).body, { source: 'hushpipe', note: 'Acknowledged by ann.' });
});

test('creates what it has not created yet, whatever happened to it', () => {
  for (const cause of ['digest', 'escalated', 'acknowledged', 'silenced'] as const) assert.is(renderOpsgenie(notice(LIFE[cause], { cause }), false).path, '/v2/alerts');
  assert.match(renderOpsgenie(notice(LIFE.resolved, { cause: 'resolved' }), false).path, '/close?');
});

test('closes a summary when nothing in it fires', () => {
  assert.match(renderOpsgenie(summaryNotice({ counts: { firing: 0, resolved: 2, critical: 0, warning: 2, info: 0 } }), true).path, '/close?');
});

test(`${HOSTILE_RUN.numRuns} hostile notices: each call is within the limits`, () => {
  let looked = 0;
  fc.assert(fc.property(hostileNotice, fc.boolean(), (said, known) => {
    looked += 1;
    for (const { path, body } of [renderOpsgenie(said, known), renderOpsgenieSentence(said, known)]) {
      const text = encodePayload(body);
      assert.is(opsgenieProblem(path, JSON.parse(text) as Record<string, unknown>), undefined);
      assert.not.match(text, /<[!@#]|@everyone|@here|@channel/i);
    }
  }), HOSTILE_RUN);
  console.log(`\nlooked at ${looked} notices`);
  assert.is(looked, HOSTILE_RUN.numRuns);
});

test.run();
