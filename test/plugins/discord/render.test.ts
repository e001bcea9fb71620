import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv';
import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { makeEvents } from '../../../core/testing/make-events.js';
import { brokenLimit, type DiscordPayload } from '../../../plugins/discord/limits.js';
import { escapeDiscord, renderDiscord, renderDiscordSentence, threadName } from '../../../plugins/discord/render.js';
import { discordPings, discordProblem } from '../../support/fake-discord.js';
import { HOSTILE_RUN, hostileNotice } from '../../support/hostile-alerts.js';
import type { AlertCause, AlertDelivery, SummaryLine } from '../../../core/contract/alert.js';
import { LIFE, makeSummary, notice, summaryNotice } from '../../support/notices.js';
import { suite } from '../../support/suite.js';
import { vector, VECTORS } from '../../support/vectors.js';

const json = (payload: DiscordPayload): Readonly<Record<string, unknown>> => JSON.parse(JSON.stringify(payload)) as Record<string, unknown>;

/** What we write ourselves beside text: times, and values in inline code, which holds no backtick. */
function withoutOurs(prose: string): string {
  return prose.replace(/^\[DRILL\] /gm, '').replace(/<t:\d+:f>/g, '').replace(/(?<!\\)`[^`]*`/g, '');
}

const test = suite('renderDiscord');

test('says status, what, lines, how much, where, since, runbook and why', () => {
  const samples = makeEvents(['{"event":"authn_login_fail","user":"eve"}', 'text ```js']);
  assert.equal(renderDiscord(notice({ ...LIFE.fired, heldBack: 2, samples })), {
    content: 'Firing, warning: Failed logins of eve, 12 in 5m (limit 10).',
    allowed_mentions: { parse: [] },
    embeds: [{
      title: '▲ FIRING · warning: Failed logins of eve',
      description: 'Someone guesses passwords of eve.\n```\n{"event":"authn_login_fail","user":"eve"}\ntext `\u200b`\u200b`js\n```',
      color: 0xf59e0b,
      fields: [
        { name: 'How much', value: '12 in 5m (limit 10)', inline: true },
        { name: 'user', value: '`eve`', inline: true },
        { name: 'Since', value: '<t:1735689600:f>', inline: true },
        { name: 'So far', value: '12 events, 3 a minute now, at most 4 a minute at <t:1735689780:f>', inline: true },
        { name: 'Owner', value: 'team-auth', inline: true },
        { name: 'Next escalation', value: '<t:1735690440:f>, to on-call', inline: true },
      ],
      footer: { text: 'Incident k7q2fa, failed-logins/5f0c2a. Trigger failed-logins fired because 12 in 5m (limit 10). 2 of 12 lines shown, 2 values redacted. 2 notices held back by throttle since the last one.' },
    }],
    components: [{
      type: 1,
      components: [
        { type: 2, style: 5, label: 'Acknowledge', url: 'https://hush.example.com/a/ack-token' },
        { type: 2, style: 5, label: 'Silence 1 h', url: 'https://hush.example.com/a/silence-token' },
        { type: 2, style: 5, label: 'View logs', url: 'https://hush.example.com/logs?incident=k7q2fa' },
        { type: 2, style: 5, label: 'Runbook', url: 'https://example.com/runbooks/failed-logins' },
      ],
    }],
  });
});

test('calls whom the config says and nobody else, the trigger before the action', () => {
  const data = [{ data: '<@&99> <@98> @everyone' }];
  assert.equal(discordPings(json(renderDiscord(notice({ title: data }), '<@&11>'))), ['<@&11>']);
  assert.equal(discordPings(json(renderDiscord(notice({ title: data, mention: '<@12>' }), '<@&11>'))), ['<@12>']);
  assert.equal(discordPings(json(renderDiscord(notice({ title: data, mention: '@everyone' }), '<@&11>'))), []);
});

test('drops samples first, then further groups; never the title and the button', () => {
  const key = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`k${index}${'_'.repeat(90)}`, 'v'.repeat(400)]));
  const lines = makeEvents(['one', 'two', 'three'].map((line) => `${line} ${'s'.repeat(5000)}`));
  const text = JSON.stringify(renderDiscord(notice({ key, text: [{ data: 'x'.repeat(5000) }], why: 'y'.repeat(400), samples: lines })));
  assert.not.match(text, 'one sss');
  for (const kept of ['Failed logins of eve', '"label":"Runbook"', 'and 30 more', '0 of 12 lines shown']) assert.match(text, kept);
});

test('an edit and what is no cause to come calls nobody', () => {
  const allowed = (cause: AlertCause, form: AlertDelivery['form']): unknown => renderDiscord(notice({ ...LIFE[cause], mention: undefined }, { cause, form }), '<@&11>').allowed_mentions;
  assert.equal(allowed('reopened', 'post'), { parse: [], roles: ['11'] });
  for (const [cause, form] of [['fired', 'edit'], ['escalated', 'edit'], ['acknowledged', 'reply'], ['resolved', 'post'], ['digest', 'post']] as const) assert.equal(allowed(cause, form), { parse: [] });
});

test('a summary lists what it can', () => {
  const { embeds: [embed], content } = renderDiscord(summaryNotice({ lines: Array.from({ length: 60 }, (_, index) => ({ ...makeSummary().lines[0] as SummaryLine, shortId: `id${index}` })), hidden: 154 }));
  assert.is(content, 'Storm, critical: 214 incidents within a minute, 190 firing, 24 resolved.');
  assert.match(embed?.description ?? '', '■ id24 firing, critical: Checkout down in eu-1, 41\n```');
  assert.match(embed?.footer.text ?? '', '25 of 214 incidents shown, 189 not.');
});

test(`${HOSTILE_RUN.numRuns} hostile notices: each message is valid, within the limits, and calls nobody`, () => {
  let looked = 0;
  fc.assert(fc.property(hostileNotice, (said) => {
    looked += 1;
    const sentence = renderDiscordSentence(said).content;
    const thread = threadName(said);
    assert.ok(thread.trim() !== '' && thread.length <= 100 && !/<[!@#]|@everyone|@here/i.test(thread), 'the name of the thread is short and calls nobody');
    assert.ok(sentence.length <= 120, 'the sentence is short');
    assert.match(sentence, /^(?:\[DRILL\] )?(?:Firing|Acknowledged|Escalated|Silenced|Resolved|Reopened|Storm|Group|Catch-up|Suppressed), (?:info|warning|critical): /, 'the status is first');
    for (const payload of [renderDiscord(said), renderDiscordSentence(said)]) {
      assert.not.match(withoutOurs(payload.content).replace(/\\[\\*_~`|[\]<>#]/g, ''), /[\\*_~`|[\]<>#]/, 'no markup is left');
      assert.is(discordProblem(json(payload), true), undefined);
      assert.is(brokenLimit(payload), undefined);
      assert.equal(payload.allowed_mentions, { parse: [] });
      assert.not.match(JSON.stringify(payload), /<[!@#]|@everyone|@here|@channel|\\u0000|\p{Surrogate}/iu);
      for (const { description = '', title, fields } of payload.embeds ?? []) {
        const fences = description.match(/```/g)?.length ?? 0;
        assert.ok(fences === 0 || (fences === 2 && description.endsWith('\n```')), 'the fence holds');
        const prose = [payload.content, title, description.replace(/```[^]*```$/, ''), ...fields.flatMap(({ name, value }) => [name, value])].join('\n');
        assert.not.match(withoutOurs(prose).replace(/\\[\\*_~`|[\]<>#]/g, ''), /[\\*_~`|[\]<>#]/, 'no markup is left');
        assert.not.match(withoutOurs(prose), '://');
      }
    }
  }), HOSTILE_RUN);
  console.log(`\nlooked at ${looked} notices`);
  assert.is(looked, HOSTILE_RUN.numRuns);
});

const openapi = vector('discord', 'openapi.json.gz');
const name = `Discord's own description of its API takes ${HOSTILE_RUN.numRuns} hostile notices`;
if (openapi === undefined) {
  test.skip(name, `no discord/openapi.json.gz in ${VECTORS}; set HUSHPIPE_VECTORS`);
} else {
  test(name, () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(JSON.parse(gunzipSync(readFileSync(openapi)).toString()) as object, 'discord');
    const schema = (name: string): ValidateFunction => {
      const validate = ajv.getSchema(`discord#/components/schemas/${name}`);
      assert.ok(validate !== undefined);
      assert.not(validate({ content: 'x'.repeat(2001) }), 'the description can refuse');
      return validate;
    };
    const [post, edit] = [schema('IncomingWebhookRequestPartial'), schema('IncomingWebhookUpdateRequestPartial')];
    fc.assert(fc.property(hostileNotice, (said) => {
      const validate = said.form === 'edit' ? edit : post;
      for (const payload of [renderDiscord(said, '<@&12345678901234567>'), renderDiscordSentence(said)]) assert.ok(validate(json(payload)), JSON.stringify(validate.errors));
    }), HOSTILE_RUN);
  });
}

test.run();

const escaping = suite('escapeDiscord');

escaping('puts a backslash before markup', () => {
  assert.is(escapeDiscord('**a** `b` [c](d) <t:1> \\'), '\\*\\*a\\*\\* \\`b\\` \\[c\\](d) \\<t:1\\> \\\\');
});

escaping.run();
