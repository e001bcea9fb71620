import type { JsonObject } from '../../core/contract/json.js';
import { definePlugin, type ActionReceiver, type PluginContext } from '../../core/contract/plugin.js';
import type { Secret } from '../../core/contract/secret.js';
import { httpAction } from '../shared/http-action.js';
import { postJson, proseWords } from '../shared/json-call.js';
import { inWordsOf, type MessageTemplates, TEMPLATE_OPTIONS, templateProblems } from '../shared/message-template.js';
import { httpUrl } from '../shared/outbound-fetch.js';
import { postAlert } from '../shared/post-alert.js';
import { renderPagerDuty, renderPagerDutySentence, type PagerDutyEvent } from './render.js';

export default definePlugin({
  apiVersion: 1,
  kind: 'action',
  name: 'pagerduty',
  summary: 'Triggers, acknowledges and resolves in PagerDuty through its Events API v2.',
  stability: 'stable',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['routing_key'],
    properties: {
      routing_key: { type: 'string', format: 'secret', description: 'Integration key of a service or a ruleset, 32 characters; from ${ENV} or !file.' },
      ...TEMPLATE_OPTIONS,
      api_url: { type: 'string', format: 'uri', default: 'https://events.pagerduty.com', description: 'Base of the API: https://events.eu.pagerduty.com for the EU.' },
      allow_private: { type: 'boolean', default: false, description: 'Allow an address outside the public internet, such as a proxy of your own.' },
    },
  },
  examples: [{ title: 'Page a service', config: { routing_key: 'your-32-character-integration-key' } }],
  delivery: { maxEvents: 1, maxWait: 0, concurrency: 1, idempotent: true },
  *check(config) {
    if (!/^[\x21-\x7e]{1,255}$/.test(config.routing_key.reveal())) yield { path: 'routing_key', message: 'holds a blank or a character that no key has' };
    if (httpUrl(config.api_url) === undefined) yield { path: 'api_url', message: 'must be an http or https address without credentials' };
    yield* templateProblems(config);
  },
  create: createPagerDuty,
});

interface PagerDutyConfig extends MessageTemplates {
  readonly routing_key: Secret;
  readonly api_url: string;
  readonly allow_private: boolean;
}

/** One event for each notice, under the key of its incident. */
function createPagerDuty(config: PagerDutyConfig, ctx: PluginContext): ActionReceiver {
  const url = `${config.api_url.replace(/\/+$/, '')}/v2/enqueue`;
  return httpAction(ctx, config.allow_private, ({ fetch, health }) => ({
    messages: 'edit',
    render: (stated) => ({ routing_key: '[secret]', ...renderPagerDuty(inWordsOf(config, stated)) as unknown as JsonObject }),
    send(stated, signal) {
      const delivery = inWordsOf(config, stated);
      return postAlert({ name: 'PagerDuty', ctx, health }, delivery.id, renderPagerDuty(delivery), renderPagerDutySentence(delivery), async (event: PagerDutyEvent) => {
        const body = { routing_key: config.routing_key.reveal(), ...event };
        const answer = await postJson({ url, body }, { fetch, clock: ctx.clock }, ({ message }) => proseWords(message), signal);
        return { ...answer, receipt: { dedup_key: event.dedup_key } };
      });
    },
  }));
}
