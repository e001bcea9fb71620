import { definePlugin } from '../../core/contract/plugin.js';
import { TEMPLATE_OPTIONS, templateProblems } from '../shared/message-template.js';
import { httpUrl } from '../shared/outbound-fetch.js';
import { parseMention } from './mention.js';
import { SlackAction } from './slack-action.js';

export default definePlugin({
  apiVersion: 1,
  kind: 'action',
  name: 'slack',
  summary: 'Says each incident in a Slack channel, through an incoming webhook or, edited in place and with a thread, as a bot.',
  stability: 'stable',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      webhook_url: { type: 'string', format: 'secret', description: 'Address of an incoming webhook, https://hooks.slack.com/services/...; from ${ENV} or !file. It only posts.' },
      token: { type: 'string', format: 'secret', description: 'Instead of it, the bot token of an app that may chat:write; from ${ENV} or !file. It edits and threads.' },
      channel: { type: 'string', minLength: 1, description: 'With a token: where to, the channel\'s id or #name.' },
      mention: { type: 'string', minLength: 1, description: 'Whom to call: @here, @channel, @everyone, <@U123> for a person, <!subteam^S123> for a group. A trigger that states its own mention wins.' },
      interactivity: { type: 'boolean', default: false, description: 'The buttons act within Slack: the app sends them to the endpoint of this hushpipe.' },
      ...TEMPLATE_OPTIONS,
      username: { type: 'string', minLength: 1, maxLength: 80, description: 'Name to post under: a bot that may chat:write.customize, or a legacy webhook.' },
      icon: { type: 'string', minLength: 1, description: 'Picture to post under, as username: :emoji: or an https address.' },
      api_url: { type: 'string', format: 'uri', default: 'https://slack.com/api', description: 'Base of Slack\'s Web API: another one for a proxy or a test.' },
      allow_private: { type: 'boolean', default: false, description: 'Allow an address outside the public internet, such as a gateway of your own.' },
    },
  },
  examples: [
    { title: 'Post to a channel', config: { webhook_url: 'https://hooks.slack.com/services/your/webhook/here' } },
    { title: 'As a bot: one message an incident, with a thread', config: { token: 'your-bot-token', channel: '#ops' } },
    { title: 'Call a group', config: { webhook_url: 'https://hooks.slack.com/services/your/webhook/here', mention: '<!subteam^S0614TZR7>' } },
  ],
  delivery: { maxEvents: 1, maxWait: 0, concurrency: 1 },
  *check(config) {
    const { webhook_url: url, token, channel, mention, icon } = config;
    if (url === undefined && token === undefined) yield { path: 'webhook_url', message: 'is missing: give webhook_url, or token and channel' };
    if (url !== undefined && token !== undefined) yield { path: 'webhook_url', message: 'stands beside token: give one of them' };
    if (url !== undefined && httpUrl(url.reveal()) === undefined) yield { path: 'webhook_url', message: 'must be an http or https address' };
    if (token !== undefined && !/^[\x21-\x7e]+$/.test(token.reveal())) yield { path: 'token', message: 'holds a blank or a character that no token has' };
    if (token !== undefined && channel === undefined) yield { path: 'channel', message: 'is missing: a token needs a channel' };
    if (url !== undefined && channel !== undefined) yield { path: 'channel', message: 'cannot be chosen with webhook_url: each webhook has its own' };
    if (mention !== undefined && parseMention(mention) === undefined) yield { path: 'mention', message: 'must be @here, @channel, @everyone, <@U...> or <!subteam^S...>' };
    if (icon !== undefined && !/^:[^:\s]+:$|^https:\/\/\S+$/.test(icon)) yield { path: 'icon', message: 'must be :emoji: or an https address' };
    if (httpUrl(config.api_url) === undefined) yield { path: 'api_url', message: 'must be an http or https address without credentials' };
    yield* templateProblems(config);
  },
  create: (config, ctx) => new SlackAction(config, ctx),
});
