import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { brokenLimit } from '../../../plugins/slack/limits.js';
import { escapeSlack, renderSlack, renderSlackSentence } from '../../../plugins/slack/render.js';
import { slackPings, slackProblem } from '../../support/fake-slack.js';
import { HOSTILE_RUN, hostileAlert } from '../../support/hostile-alerts.js';
import { makeAlert } from '../../../core/testing/make-alert.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { suite } from '../../support/suite.js';

const json = (value: object): Readonly<Record<string, unknown>> => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;

const test = suite('renderSlack');

test('says status, what, how much, where, since, lines, runbook and why, in this order', () => {
  const samples = makeEvents(['{"event":"authn_login_fail","user":"eve"}', 'text <b>']);
  const alert = makeAlert({ heldBack: 2, samples });
  assert.equal(renderSlack(alert), {
    text: 'Firing, warning: Failed logins of eve, 12 in 5m (limit 10).',
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: '▲ FIRING · warning', emoji: false } },
      {
        type: 'rich_text',
        elements: [
          { type: 'rich_text_section', elements: [{ type: 'text', text: 'Failed logins of eve', style: { bold: true } }, { type: 'text', text: '\nSomeone guesses passwords of eve.' }] },
          { type: 'rich_text_section', elements: [{ type: 'text', text: 'How much: ', style: { bold: true } }, { type: 'text', text: '12 in 5m (limit 10)' }] },
          { type: 'rich_text_section', elements: [{ type: 'text', text: 'Where: ', style: { bold: true } }, { type: 'text', text: 'user = ' }, { type: 'text', text: 'eve', style: { code: true } }] },
          { type: 'rich_text_section', elements: [{ type: 'text', text: 'Since: ', style: { bold: true } }, { type: 'date', timestamp: 1735689600, format: '{date_short_pretty} {time_secs}', fallback: '2025-01-01T00:00:00.000Z' }] },
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: '{"event":"authn_login_fail","user":"eve"}' }, { type: 'text', text: '\ntext <b>' }] },
        ],
      },
      { type: 'actions', elements: [{ type: 'button', action_id: 'runbook', text: { type: 'plain_text', text: 'Runbook' }, url: 'https://example.com/runbooks/failed-logins' }] },
      { type: 'context', elements: [{ type: 'mrkdwn', verbatim: true, text: 'Alert failed-logins/5f0c2a. Trigger failed-logins fired because 12 in 5m (limit 10). 2 of 12 lines shown. 2 notices held back by throttle since the last one.' }] },
    ],
  });
});

test('calls whom the config says, the trigger before the action', () => {
  assert.equal(slackPings(json(renderSlack(makeAlert(), '@here'))), ['<!here>']);
  assert.equal(slackPings(json(renderSlack(makeAlert({ mention: '<@U123>' }), '@here'))), ['<@U123>']);
  assert.equal(slackPings(json(renderSlack(makeAlert({ mention: '<@&4711>' }), '@here'))), []);
});

test('drops samples first, then further groups; never the title and the button', () => {
  const key = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`k${index}${'&'.repeat(90)}`, '&'.repeat(400)]));
  const text = [{ data: 'x'.repeat(5000) }];
  const why = 'y'.repeat(400);
  const lines = makeEvents(['one', 'two', 'three'].map((line) => `${line} ${'s'.repeat(5000)}`));
  const most = JSON.stringify(renderSlack(makeAlert({ key, text, why, samples: lines.slice(0, 1) })));
  assert.match(most, '1 of 12 lines shown');
  assert.match(most, 'and 30 more');
  const shrunk = JSON.stringify(renderSlack(makeAlert({ key, text, why, samples: lines })));
  assert.match(shrunk, '1 of 12 lines shown');
  assert.not.match(shrunk, 'two');
  for (const kept of ['Failed logins of eve', '"action_id":"runbook"', 'and 30 more']) assert.match(shrunk, kept);
});

test('1,000 hostile alerts: each message is valid, within the limits, and calls nobody', () => {
  let looked = 0;
  fc.assert(fc.property(hostileAlert, (alert) => {
    looked += 1;
    for (const payload of [renderSlack(alert), renderSlackSentence(alert)]) {
      assert.is(slackProblem(json(payload)), undefined);
      assert.is(brokenLimit(payload), undefined);
      assert.ok(payload.text.length <= 120, 'the sentence is short');
      assert.ok(payload.text.startsWith(`Firing, ${alert.severity}: `), 'the status is first');
      assert.not.match(payload.text, /[<>]|&(?!amp;|lt;|gt;)/, 'the sentence is escaped');
      assert.equal(slackPings(json(payload)), []);
      assert.not.match(JSON.stringify(payload), /<[!@#]|@everyone|@here|@channel|\\u0000|\p{Surrogate}/iu);
    }
  }), HOSTILE_RUN);
  console.log(`\nlooked at ${looked} alerts`);
  assert.is(looked, 1000);
});

test.run();

const sentence = suite('renderSlackSentence');

sentence('is the sentence, with whom the config calls', () => {
  assert.equal(renderSlackSentence(makeAlert(), '<!subteam^S1>'), {
    text: 'Firing, warning: Failed logins of eve, 12 in 5m (limit 10). <!subteam^S1>', unfurl_links: false, unfurl_media: false,
  });
});

sentence.run();

const escaping = suite('escapeSlack');

escaping('escapes the three characters once', () => {
  assert.is(escapeSlack('<!here> & &lt;'), '&lt;!here&gt; &amp; &amp;lt;');
});

escaping.run();
