import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { makeAlert } from '../../../core/testing/make-alert.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { brokenLimit, type DiscordPayload } from '../../../plugins/discord/limits.js';
import { escapeDiscord, renderDiscord, renderDiscordSentence } from '../../../plugins/discord/render.js';
import { discordPings, discordProblem } from '../../support/fake-discord.js';
import { HOSTILE_RUN, hostileAlert } from '../../support/hostile-alerts.js';
import { suite } from '../../support/suite.js';
import { vector, VECTORS } from '../../support/vectors.js';

const json = (payload: DiscordPayload): Readonly<Record<string, unknown>> => JSON.parse(JSON.stringify(payload)) as Record<string, unknown>;

const test = suite('renderDiscord');

test('says status, what, lines, how much, where, since, runbook and why', () => {
  const samples = makeEvents(['{"event":"authn_login_fail","user":"eve"}', 'text ```js']);
  assert.equal(renderDiscord(makeAlert({ heldBack: 2, samples })), {
    content: 'Firing, warning: Failed logins of eve, 12 in 5m (limit 10).',
    allowed_mentions: { parse: [] },
    embeds: [{
      title: '▲ FIRING · warning: Failed logins of eve',
      description: 'Someone guesses passwords of eve.\n```\n{"event":"authn_login_fail","user":"eve"}\ntext `\u200b`\u200b`js\n```',
      color: 0xf59e0b,
      fields: [
        { name: 'How much', value: '12 in 5m (limit 10)', inline: true },
        { name: 'user', value: '`eve`', inline: true },
        { name: 'Since', value: '<t:1735689600:f>, <t:1735689600:R>', inline: true },
      ],
      footer: { text: 'Alert failed-logins/5f0c2a. Trigger failed-logins fired because 12 in 5m (limit 10). 2 of 12 lines shown. 2 notices held back by throttle since the last one.' },
    }],
    components: [{ type: 1, components: [{ type: 2, style: 5, label: 'Runbook', url: 'https://example.com/runbooks/failed-logins' }] }],
  });
});

test('calls whom the config says and nobody else, the trigger before the action', () => {
  const data = [{ data: '<@&99> <@98> @everyone' }];
  assert.equal(discordPings(json(renderDiscord(makeAlert({ title: data }), '<@&11>'))), ['<@&11>']);
  assert.equal(discordPings(json(renderDiscord(makeAlert({ title: data, mention: '<@12>' }), '<@&11>'))), ['<@12>']);
  assert.equal(discordPings(json(renderDiscord(makeAlert({ title: data, mention: '@everyone' }), '<@&11>'))), []);
});

test('drops samples first, then further groups; never the title and the button', () => {
  const key = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`k${index}${'_'.repeat(90)}`, 'v'.repeat(400)]));
  const lines = makeEvents(['one', 'two', 'three'].map((line) => `${line} ${'s'.repeat(5000)}`));
  const text = JSON.stringify(renderDiscord(makeAlert({ key, text: [{ data: 'x'.repeat(5000) }], why: 'y'.repeat(400), samples: lines })));
  assert.not.match(text, 'one sss');
  for (const kept of ['Failed logins of eve', '"label":"Runbook"', 'and 30 more', '0 of 12 lines shown']) assert.match(text, kept);
});

test('1,000 hostile alerts: each message is valid, within the limits, and calls nobody', () => {
  let looked = 0;
  fc.assert(fc.property(hostileAlert, (alert) => {
    looked += 1;
    for (const payload of [renderDiscord(alert), renderDiscordSentence(alert)]) {
      assert.is(discordProblem(json(payload), true), undefined);
      assert.is(brokenLimit(payload), undefined);
      assert.ok(payload.content.length <= 120, 'the sentence is short');
      assert.ok(payload.content.startsWith(`Firing, ${alert.severity}: `), 'the status is first');
      assert.equal(payload.allowed_mentions, { parse: [] });
      assert.not.match(JSON.stringify(payload), /<[!@#]|@everyone|@here|@channel|\\u0000|\p{Surrogate}/iu);
      for (const { description = '', title, fields } of payload.embeds ?? []) {
        const fences = description.match(/```/g)?.length ?? 0;
        assert.ok(fences === 0 || (fences === 2 && description.endsWith('\n```')), 'the fence holds');
        const prose = [payload.content, title, description.replace(/```[^]*```$/, ''), ...fields.map(({ name }) => name)].join('\n');
        assert.not.match(prose.replace(/\\[\\*_~`|[\]<>#]/g, ''), /[\\*_~`|[\]<>#]/, 'no markup is left');
        assert.not.match(prose, '://');
      }
    }
  }), HOSTILE_RUN);
  console.log(`\nlooked at ${looked} alerts`);
  assert.is(looked, 1000);
});

const openapi = vector('discord', 'openapi.json.gz');
const name = 'Discord\'s own description of its API takes 200 hostile alerts';
if (openapi === undefined) {
  test.skip(name, `no discord/openapi.json.gz in ${VECTORS}; set HUSHPIPE_VECTORS`);
} else {
  test(name, () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(JSON.parse(gunzipSync(readFileSync(openapi)).toString()) as object, 'discord');
    const validate = ajv.getSchema('discord#/components/schemas/IncomingWebhookRequestPartial');
    assert.ok(validate !== undefined);
    assert.not(validate({ content: 'x'.repeat(2001) }), 'the description can refuse');
    fc.assert(fc.property(hostileAlert, (alert) => {
      for (const payload of [renderDiscord(alert, '<@&12345678901234567>'), renderDiscordSentence(alert)]) assert.ok(validate(json(payload)), JSON.stringify(validate.errors));
    }), { ...HOSTILE_RUN, numRuns: 200 });
  });
}

test.run();

const escaping = suite('escapeDiscord');

escaping('puts a backslash before markup', () => {
  assert.is(escapeDiscord('**a** `b` [c](d) <t:1> \\'), '\\*\\*a\\*\\* \\`b\\` \\[c\\](d) \\<t:1\\> \\\\');
});

escaping.run();
