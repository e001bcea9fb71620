import { definePlugin } from '../../core/contract/plugin.js';
import { TEMPLATE_OPTIONS, templateProblems } from '../shared/message-template.js';
import { httpUrl } from '../shared/outbound-fetch.js';
import { TelegramAction } from './telegram-action.js';

export default definePlugin({
  apiVersion: 1,
  kind: 'action',
  name: 'telegram',
  summary: 'Says each incident in a Telegram chat as a bot, in one message that is edited in place.',
  stability: 'stable',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['token', 'chat_id'],
    properties: {
      token: { type: 'string', format: 'secret', description: 'Token of the bot, as @BotFather gives it; from ${ENV} or !file.' },
      chat_id: { type: 'string', pattern: '^(-?[0-9]{1,20}|@[A-Za-z][A-Za-z0-9_]{3,31})$', description: 'Where to: the number of a chat in quotes, or @name of a public channel.' },
      thread_id: { type: 'integer', minimum: 1, description: 'Topic of a group with topics.' },
      ...TEMPLATE_OPTIONS,
      api_url: { type: 'string', format: 'uri', default: 'https://api.telegram.org', description: 'Base of the API: another one for a server of your own or a test.' },
      allow_private: { type: 'boolean', default: false, description: 'Allow an address outside the public internet, such as a server of your own.' },
    },
  },
  examples: [{ title: 'Post to a group', config: { token: 'your-bot-token', chat_id: '-1001234567890' } }],
  delivery: { maxEvents: 1, maxWait: 0, concurrency: 1 },
  *check(config) {
    if (!/^[\w:-]{1,200}$/.test(config.token.reveal())) yield { path: 'token', message: 'holds a character that no token has' };
    if (httpUrl(config.api_url) === undefined) yield { path: 'api_url', message: 'must be an http or https address without credentials' };
    yield* templateProblems(config);
  },
  create: (config, ctx) => new TelegramAction(config, ctx),
});
