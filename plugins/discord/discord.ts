import { definePlugin } from '../../core/contract/plugin.js';
import { TEMPLATE_OPTIONS, templateProblems } from '../shared/message-template.js';
import { httpUrl } from '../shared/outbound-fetch.js';
import { DiscordAction } from './discord-action.js';
import { parseMention } from './mention.js';
import { parseWebhookAddress } from './webhook-address.js';

export default definePlugin({
  apiVersion: 1,
  kind: 'action',
  name: 'discord',
  summary: 'Says each incident in a Discord channel through a webhook, in one message that is edited in place.',
  stability: 'stable',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['webhook_url'],
    properties: {
      webhook_url: { type: 'string', format: 'secret', description: 'Address of the webhook, https://discord.com/api/webhooks/...; from ${ENV} or !file.' },
      channel: { enum: ['text', 'forum'], default: 'text', description: 'What the webhook posts into: a text channel, or a forum channel, where each incident opens a thread that holds its log.' },
      thread_id: { type: 'string', pattern: '^[0-9]{1,20}$', description: 'A thread of the text channel to post into, which is already there.' },
      mention: { type: 'string', minLength: 1, description: 'Whom to call: <@&123> for a role, <@123> for a person. A trigger that states its own mention wins.' },
      ...TEMPLATE_OPTIONS,
      username: { type: 'string', minLength: 1, maxLength: 80, description: 'Name to post under; without it, the webhook\'s own.' },
      avatar_url: { type: 'string', format: 'uri', description: 'Address of the picture to post under; without it, the webhook\'s own.' },
      api_url: { type: 'string', format: 'uri', description: 'Base of the API where it is not that of webhook_url: a proxy that keeps the rate limits, or a test server.' },
      allow_private: { type: 'boolean', default: false, description: 'Allow an address outside the public internet, such as a proxy of your own.' },
    },
  },
  examples: [
    { title: 'Post to a channel', config: { webhook_url: 'https://discord.com/api/webhooks/1/your-token-here' } },
    { title: 'A thread for each incident', config: { webhook_url: 'https://discord.com/api/webhooks/1/your-token-here', channel: 'forum' } },
    { title: 'Call a role', config: { webhook_url: 'https://discord.com/api/webhooks/1/your-token-here', mention: '<@&165511591545143296>' } },
  ],
  requires: { 'discord.js': '^14.28.1' },
  delivery: { maxEvents: 1, maxWait: 0, concurrency: 1 },
  *check(config) {
    if (parseWebhookAddress(config.webhook_url.reveal()) === undefined) yield { path: 'webhook_url', message: 'must be https://discord.com/api/webhooks/<id>/<token>' };
    if (config.mention !== undefined && parseMention(config.mention) === undefined) {
      yield { path: 'mention', message: 'must be <@&id> of a role or <@id> of a person; @everyone and @here cannot be called safely: use a role' };
    }
    if (config.channel === 'forum' && config.thread_id !== undefined) yield { path: 'thread_id', message: 'cannot be chosen in a forum: each incident opens a thread of its own' };
    yield* templateProblems(config);
    for (const key of ['avatar_url', 'api_url'] as const) {
      const url = config[key];
      if (url !== undefined && httpUrl(url) === undefined) yield { path: key, message: 'must be an http or https address without credentials' };
    }
  },
  create: (config, ctx) => new DiscordAction(config, ctx),
});
