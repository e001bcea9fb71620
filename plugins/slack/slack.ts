import { definePlugin } from '../../core/contract/plugin.js';
import { httpUrl } from '../shared/outbound-fetch.js';
import { parseMention } from './mention.js';
import { SlackAction } from './slack-action.js';

export default definePlugin({
  apiVersion: 1,
  kind: 'action',
  name: 'slack',
  summary: 'Posts each alert into a Slack channel through an incoming webhook.',
  stability: 'stable',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['webhook_url'],
    properties: {
      webhook_url: { type: 'string', format: 'secret', description: 'Address of the incoming webhook, https://hooks.slack.com/services/...; from ${ENV} or !file.' },
      mention: { type: 'string', minLength: 1, description: 'Whom to call: @here, @channel, @everyone, <@U123> for a person, <!subteam^S123> for a group. A trigger that states its own mention wins.' },
      username: { type: 'string', minLength: 1, maxLength: 80, description: 'Name to post under, where the webhook allows it: only those of legacy integrations do.' },
      icon: { type: 'string', minLength: 1, description: 'Picture to post under, where the webhook allows it: :emoji: or an https address.' },
      allow_private: { type: 'boolean', default: false, description: 'Allow an address outside the public internet, such as a gateway of your own.' },
    },
  },
  examples: [
    { title: 'Post to a channel', config: { webhook_url: 'https://hooks.slack.com/services/your/webhook/here' } },
    { title: 'Call a group', config: { webhook_url: 'https://hooks.slack.com/services/your/webhook/here', mention: '<!subteam^S0614TZR7>' } },
  ],
  delivery: { maxEvents: 1, maxWait: 0, concurrency: 1 },
  *check(config) {
    if (httpUrl(config.webhook_url.reveal()) === undefined) yield { path: 'webhook_url', message: 'must be an http or https address' };
    if (config.mention !== undefined && parseMention(config.mention) === undefined) {
      yield { path: 'mention', message: 'must be @here, @channel, @everyone, <@U...> or <!subteam^S...>' };
    }
    if (config.icon !== undefined && !/^:[^:\s]+:$|^https:\/\/\S+$/.test(config.icon)) yield { path: 'icon', message: 'must be :emoji: or an https address' };
  },
  create: (config, ctx) => new SlackAction(config, ctx),
});
