import type { AlertDelivery } from '../../core/contract/alert.js';
import type { JsonObject } from '../../core/contract/json.js';
import { definePlugin, type ActionReceiver, type BatchResult, type Health, type PluginContext } from '../../core/contract/plugin.js';
import type { Secret } from '../../core/contract/secret.js';
import { deliverEach } from '../shared/deliver-each.js';
import { HealthReport } from '../shared/health-report.js';
import { postJson, proseWords } from '../shared/json-call.js';
import { inWordsOf, type MessageTemplates, TEMPLATE_OPTIONS, templateProblems } from '../shared/message-template.js';
import { createOutboundFetch, httpUrl, type OutboundFetch } from '../shared/outbound-fetch.js';
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
  create: (config, ctx) => new TeamsAction(config, ctx),
});

interface TeamsConfig extends MessageTemplates {
  readonly webhook_url: Secret;
  readonly mention?: string;
  readonly allow_private: boolean;
}

/** One card for each notice: a workflow gives nothing back that would find it again. */
class TeamsAction implements ActionReceiver {
  readonly #config: TeamsConfig;
  readonly #ctx: PluginContext;
  readonly #fetch: OutboundFetch;
  readonly #health: HealthReport;

  constructor(config: TeamsConfig, ctx: PluginContext) {
    this.#config = config;
    this.#ctx = ctx;
    this.#fetch = createOutboundFetch({ fetch: ctx.fetch, allowPrivate: config.allow_private });
    this.#health = new HealthReport(ctx);
  }

  deliver(batch: readonly AlertDelivery[], signal: AbortSignal): Promise<BatchResult | void> {
    return deliverEach(batch, (delivery) => this.#send(inWordsOf(this.#config, delivery), signal));
  }

  render(delivery: AlertDelivery): JsonObject {
    return renderTeams(inWordsOf(this.#config, delivery), this.#config.mention) as unknown as JsonObject;
  }

  health(): Promise<Health> {
    return Promise.resolve(this.#health.last);
  }

  #send(delivery: AlertDelivery, signal: AbortSignal): Promise<JsonObject | undefined> {
    const { mention, webhook_url: url } = this.#config;
    const chat = { name: 'Teams', ctx: this.#ctx, health: this.#health };
    const services = { fetch: this.#fetch, clock: this.#ctx.clock };
    const wordsOf = ({ error }: JsonObject): string => (typeof error === 'object' && error !== null && !Array.isArray(error) ? proseWords((error as JsonObject)['code']) : '');
    return postAlert(chat, delivery.id, renderTeams(delivery, mention), renderTeamsSentence(delivery, mention), (body: TeamsPayload) => postJson({ url: url.reveal(), body }, services, wordsOf, signal));
  }
}
