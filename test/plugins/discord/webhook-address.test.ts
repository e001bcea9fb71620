import * as assert from 'uvu/assert';
import { parseWebhookAddress } from '../../../plugins/discord/webhook-address.js';
import { suite } from '../../support/suite.js';

const test = suite('parseWebhookAddress');

test('reads every form that Discord has used, and other hosts', () => {
  for (const [url, api] of [
    ['https://discord.com/api/webhooks/123/a-_b', 'https://discord.com/api'],
    ['https://ptb.discord.com/api/v10/webhooks/123/a-_b', 'https://ptb.discord.com/api'],
    ['https://discordapp.com/api/webhooks/123/a-_b/', 'https://discordapp.com/api'],
    ['http://127.0.0.1:8080/proxy/api/webhooks/123/a-_b', 'http://127.0.0.1:8080/proxy/api'],
  ] as const) assert.equal(parseWebhookAddress(url), { api, id: '123', token: 'a-_b' });
});

test('refuses all else', () => {
  for (const url of ['', 'discord.com/api/webhooks/1/a', 'https://discord.com/api/webhooks/x/a', 'https://discord.com/api/webhooks/1', 'https://u@discord.com/api/webhooks/1/a', 'https://discord.com/api/webhooks/1/a?wait=true']) {
    assert.is(parseWebhookAddress(url), undefined, url);
  }
});

test.run();
