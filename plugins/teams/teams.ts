import type { JsonObject } from '../../core/contract/json.js';
import { definePlugin, type ActionReceiver, type PluginContext } from '../../core/contract/plugin.js';
import type { Secret } from '../../core/contract/secret.js';
import { httpAction } from '../shared/http-action.js';
import { postJson, proseWords } from '../shared/json-call.js';
import { inWordsOf, type MessageTemplates, TEMPLATE_OPTIONS, templateProblems } from '../shared/message-template.js';
import { httpUrl } from '../shared/outbound-fetch.js';
import { postAlert } from '../shared/post-alert.js';
import { renderTeams, renderTeamsSentence, type TeamsPayload } from './card.js';
import { parseMention } from './mention.js';

export default definePlugin({
  apiVersion: 1,
  kind: 'action',
  name: 'teams',
  summary: 'Posts incidents as cards into a Microsoft Teams channel or chat through a workflow.',
  stability: 'stable',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['webhook_url'],
    properties: {
      webhook_url: { type: 'string', format: 'secret', description: 'Address of a workflow that starts with "When a Teams webhook request is received"; from ${ENV} or !file.' },
      mention: { type: 'string', minLength: 1, description: 'Whom to call: Name <someone@example.com>, the address being the one of the account. A trigger that states its own mention wins.' },
      ...TEMPLATE_OPTIONS,
      allow_private: { type: 'boolean', default: false, description: 'Allow an address outside the public internet, such as a proxy of your own.' },
    },
  },
  examples: [{ title: 'Post to a channel', config: { webhook_url: 'https://prod-00.westeurope.logic.azure.com/workflows/your-workflow' } }],
  delivery: { maxEvents: 1, maxWait: 0, concurrency: 1 },
  *check(config) {
    if (httpUrl(config.webhook_url.reveal()) === undefined) yield { path: 'webhook_url', message: 'must be an http or https address' };
    if (config.mention !== undefined && parseMention(config.mention) === undefined) yield { path: 'mention', message: 'must be Name <someone@example.com>' };
    yield* templateProblems(config);
  },
  create: createTeams,
});

interface TeamsConfig extends MessageTemplates {
  readonly webhook_url: Secret;
  readonly mention?: string;
  readonly allow_private: boolean;
}

/** One card for each notice: a workflow gives nothing back that would find it again. */
function createTeams(config: TeamsConfig, ctx: PluginContext): ActionReceiver {
  const { mention, webhook_url: url } = config;
  const wordsOf = ({ error }: JsonObject): string => (typeof error === 'object' && error !== null && !Array.isArray(error) ? proseWords((error as JsonObject)['code']) : '');
  return httpAction(ctx, config.allow_private, ({ fetch, health }) => ({
    render: (stated) => renderTeams(inWordsOf(config, stated), mention) as unknown as JsonObject,
    send(stated, signal) {
      const delivery = inWordsOf(config, stated);
      return postAlert({ name: 'Teams', ctx, health }, delivery.id, renderTeams(delivery, mention), renderTeamsSentence(delivery, mention), (body: TeamsPayload) =>
        postJson({ url: url.reveal(), body }, { fetch, clock: ctx.clock }, wordsOf, signal));
    },
  }));
}
