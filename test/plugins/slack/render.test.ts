import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { brokenLimit } from '../../../plugins/slack/limits.js';
import { escapeSlack, renderSlack, renderSlackSentence } from '../../../plugins/slack/render.js';
import { slackPings, slackProblem } from '../../support/fake-slack.js';
import { HOSTILE_RUN, hostileNotice } from '../../support/hostile-alerts.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { ALERT_CAUSES } from '../../../core/contract/alert.js';
import { LIFE, notice, summaryNotice } from '../../support/notices.js';
import { suite } from '../../support/suite.js';

const json = (value: object): Readonly<Record<string, unknown>> => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;

const test = suite('renderSlack');

test('says status, what, how much, where, since, lines, runbook and why, in this order', () => {
  const samples = makeEvents(['{"event":"authn_login_fail","user":"eve"}', 'text <b>']);
  const alert = notice({ ...LIFE.fired, heldBack: 2, samples });
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
          { type: 'rich_text_section', elements: [{ type: 'text', text: 'Where: ', style: { bold: true } }, { type: 'text', text: 'user' }, { type: 'text', text: ' = ' }, { type: 'text', text: 'eve', style: { code: true } }] },
          { type: 'rich_text_section', elements: [{ type: 'text', text: 'Since: ', style: { bold: true } }, { type: 'date', timestamp: 1735689600, format: '{date_short_pretty} {time_secs}', fallback: '2025-01-01T00:00:00.000Z' }] },
          { type: 'rich_text_section', elements: [{ type: 'text', text: 'So far: ', style: { bold: true } }, { type: 'text', text: '12 events, 3 a minute now, at most 4 a minute at ' }, { type: 'date', timestamp: 1735689780, format: '{date_short_pretty} {time_secs}', fallback: '2025-01-01T00:03:00.000Z' }] },
          { type: 'rich_text_section', elements: [{ type: 'text', text: 'Owner: ', style: { bold: true } }, { type: 'text', text: 'team-auth' }] },
          { type: 'rich_text_section', elements: [{ type: 'text', text: 'Next escalation: ', style: { bold: true } }, { type: 'date', timestamp: 1735690440, format: '{date_short_pretty} {time_secs}', fallback: '2025-01-01T00:14:00.000Z' }, { type: 'text', text: ', to ' }, { type: 'text', text: 'on-call' }] },
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: '{"event":"authn_login_fail","user":"eve"}' }, { type: 'text', text: '\ntext <b>' }] },
        ],
      },
      {
        type: 'actions',
        elements: [
          { type: 'button', action_id: 'acknowledge', text: { type: 'plain_text', text: 'Acknowledge' }, url: 'https://hush.example.com/a/ack-token', style: 'primary' },
          {
            type: 'button', action_id: 'silence', text: { type: 'plain_text', text: 'Silence 1 h' }, url: 'https://hush.example.com/a/silence-token',
            confirm: {
              title: { type: 'plain_text', text: 'Silence 1 h?' }, text: { type: 'plain_text', text: 'Nothing more is sent about this for one hour, unless it is resolved.' },
              confirm: { type: 'plain_text', text: 'Silence' }, deny: { type: 'plain_text', text: 'Cancel' },
            },
          },
          { type: 'button', action_id: 'view', text: { type: 'plain_text', text: 'View logs' }, url: 'https://hush.example.com/logs?incident=k7q2fa' },
          { type: 'button', action_id: 'runbook', text: { type: 'plain_text', text: 'Runbook' }, url: 'https://example.com/runbooks/failed-logins' },
        ],
      },
      { type: 'context', elements: [{ type: 'mrkdwn', verbatim: true, text: 'Incident k7q2fa, failed-logins/5f0c2a. Trigger failed-logins fired because 12 in 5m (limit 10). 2 of 12 lines shown, 2 values redacted. 2 notices held back by throttle since the last one.' }] },
    ],
  });
});

test('calls whom the config says, the trigger before the action', () => {
  assert.equal(slackPings(json(renderSlack(notice(), { mention: '@here' }))), ['<!here>']);
  assert.equal(slackPings(json(renderSlack(notice({ mention: '<@U123>' }), { mention: '@here' }))), ['<@U123>']);
  assert.equal(slackPings(json(renderSlack(notice({ mention: '<@&4711>' }), { mention: '@here' }))), []);
});

test('calls when it fires, escalates or comes back; never in an edit, a reply, a digest or a resolve', () => {
  const called = ALERT_CAUSES.filter((cause) => slackPings(json(renderSlack(notice(LIFE[cause], { cause }), { mention: '@here' }))).length > 0);
  assert.equal(called, ['fired', 'escalated', 'reopened']);
  for (const form of ['edit', 'reply'] as const) assert.equal(slackPings(json(renderSlack(notice({ mention: '<@U1>' }, { form }), { mention: '@here' }))), []);
  assert.equal(slackPings(json(renderSlack(notice(LIFE.escalated, { cause: 'escalated', form: 'broadcast' }), { mention: '<@U1>' }))), ['<@U1>']);
});

test('where the app takes them, buttons that act carry their signed link as a value', () => {
  const shown = (cause: 'fired' | 'resolved'): unknown => {
    const row = renderSlack(notice(LIFE[cause], { cause }), { interactivity: true }).blocks?.find(({ type }) => type === 'actions');
    return (row?.type === 'actions' ? row.elements : []).map((element) => [element.action_id, 'value' in element ? element.value : undefined, 'url' in element ? element.url : undefined]);
  };
  assert.equal(shown('fired'), [
    ['acknowledge', 'https://hush.example.com/a/ack-token', undefined],
    ['silence', 'https://hush.example.com/a/silence-token', undefined],
    ['view', undefined, 'https://hush.example.com/logs?incident=k7q2fa'],
    ['runbook', undefined, 'https://example.com/runbooks/failed-logins'],
  ]);
  assert.equal(shown('resolved'), [
    ['useful', 'https://hush.example.com/a/useful-token', undefined],
    ['noise', 'https://hush.example.com/a/noise-token', undefined],
    ['view', undefined, 'https://hush.example.com/logs?incident=k7q2fa'],
    ['runbook', undefined, 'https://example.com/runbooks/failed-logins'],
  ]);
});

test('a reply says what happened, and a broadcast also what can be done', () => {
  assert.equal(ALERT_CAUSES.map((cause) => renderSlack(notice(LIFE[cause], { cause, form: 'reply' })).text), [
    'Fired, warning: Failed logins of eve',
    'Still firing: 42 events so far, 6 a minute now, at most 12 a minute at 2025-01-01 00:05:00 UTC.',
    'Escalated, critical: nobody has acknowledged Failed logins of eve, 60 events so far, 7.5 a minute now. Next: head-of-op…',
    'Acknowledged by ann.',
    'Silenced until 2025-01-01 01:09:00 UTC by ann: deploying the fix',
    'The silence is over, and it is still firing: 80 events so far, 1 a minute now.',
    'Resolved after 1h 12m, because it no longer happens: 81 events, at most 12 a minute. Acknowledged by ann.',
    'Reopened, warning: Failed logins of eve is back, 93 events so far, 12 a minute now.',
  ]);
  const types = (form: 'reply' | 'broadcast'): readonly string[] => (renderSlack(notice(LIFE.escalated, { cause: 'escalated', form })).blocks ?? []).map(({ type }) => type);
  assert.equal([types('reply'), types('broadcast')], [['rich_text'], ['rich_text', 'actions']]);
  assert.match(renderSlack(notice(LIFE.escalated, { cause: 'escalated', form: 'broadcast' })).text, /^Escalated, critical: /);
});

test('a summary counts exactly, lists what it can and leads to the rest', () => {
  const payload = renderSlack(summaryNotice());
  assert.is(payload.text, 'Storm, critical: 214 incidents within a minute, 190 firing, 24 resolved.');
  const text = JSON.stringify(payload);
  for (const part of ['■ STORM · critical', '214, 190 firing and 24 resolved', '3 critical, 200 warning, 11 info', '■ k7q2fa firing, critical: Checkout down in eu-1, 41', 'View all', '2 of 214 incidents shown, 212 not.']) assert.match(text, part);
});

test('drops samples first, then further groups; never the title and the button', () => {
  const key = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`k${index}${'&'.repeat(90)}`, '&'.repeat(400)]));
  const text = [{ data: 'x'.repeat(5000) }];
  const why = 'y'.repeat(400);
  const lines = makeEvents(['one', 'two', 'three'].map((line) => `${line} ${'s'.repeat(5000)}`));
  const most = JSON.stringify(renderSlack(notice({ key, text, why, samples: lines.slice(0, 1) })));
  assert.match(most, '1 of 12 lines shown');
  assert.match(most, 'and 30 more');
  const shrunk = JSON.stringify(renderSlack(notice({ key, text, why, samples: lines })));
  assert.match(shrunk, '1 of 12 lines shown');
  assert.not.match(shrunk, 'two');
  for (const kept of ['Failed logins of eve', '"action_id":"runbook"', 'and 30 more']) assert.match(shrunk, kept);
});

test(`${HOSTILE_RUN.numRuns} hostile notices: each message is valid, within the limits, and calls nobody`, () => {
  let looked = 0;
  fc.assert(fc.property(hostileNotice, fc.boolean(), (said, interactivity) => {
    looked += 1;
    for (const payload of [renderSlack(said, { interactivity }), renderSlackSentence(said)]) {
      assert.is(slackProblem(json(payload)), undefined);
      assert.is(brokenLimit(payload), undefined);
      assert.ok(payload.text.length <= 120, 'the sentence is short');
      assert.not.match(payload.text, /[<>]|&(?!amp;|lt;|gt;)/, 'the sentence is escaped');
      assert.equal(slackPings(json(payload)), []);
      assert.not.match(JSON.stringify(payload), /<[!@#]|@everyone|@here|@channel|\\u0000|\p{Surrogate}/iu);
    }
    assert.match(renderSlackSentence(said).text, /^(?:\[DRILL\] )?(?:Firing|Acknowledged|Escalated|Silenced|Resolved|Reopened|Storm|Group|Catch-up|Suppressed), (?:info|warning|critical): /, 'the status is first');
  }), HOSTILE_RUN);
  console.log(`\nlooked at ${looked} notices`);
  assert.is(looked, HOSTILE_RUN.numRuns);
});

test.run();

const sentence = suite('renderSlackSentence');

sentence('is the sentence, with whom the config calls', () => {
  assert.equal(renderSlackSentence(notice(), { mention: '<!subteam^S1>' }), {
    text: 'Firing, warning: Failed logins of eve, 12 in 5m (limit 10). <!subteam^S1>', unfurl_links: false, unfurl_media: false,
  });
});

sentence.run();

const escaping = suite('escapeSlack');

escaping('escapes the three characters once', () => {
  assert.is(escapeSlack('<!here> & &lt;'), '&lt;!here&gt; &amp; &amp;lt;');
});

escaping.run();
