import { definePlugin, type ActionReceiver, type PluginContext } from '../../core/contract/plugin.js';
import type { Secret } from '../../core/contract/secret.js';
import { httpAction } from '../shared/http-action.js';
import { postJson, proseWords } from '../shared/json-call.js';
import { inWordsOf, type MessageTemplates, TEMPLATE_OPTIONS, templateProblems } from '../shared/message-template.js';
import { httpUrl } from '../shared/outbound-fetch.js';
import { postAlert } from '../shared/post-alert.js';
import { renderOpsgenie, renderOpsgenieSentence, type OpsgenieCall } from './render.js';

export default definePlugin({
  apiVersion: 1,
  kind: 'action',
  name: 'opsgenie',
  summary: 'Creates, acknowledges, snoozes and closes alerts in Opsgenie.',
  stability: 'stable',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['api_key'],
    properties: {
      api_key: { type: 'string', format: 'secret', description: 'Key of an API integration that may create and update alerts; from ${ENV} or !file.' },
      ...TEMPLATE_OPTIONS,
      api_url: { type: 'string', format: 'uri', default: 'https://api.opsgenie.com', description: 'Base of the API: https://api.eu.opsgenie.com for the EU.' },
      allow_private: { type: 'boolean', default: false, description: 'Allow an address outside the public internet, such as a proxy of your own.' },
    },
  },
  examples: [{ title: 'Alert a team in the EU', config: { api_key: 'your-api-key', api_url: 'https://api.eu.opsgenie.com' } }],
  delivery: { maxEvents: 1, maxWait: 0, concurrency: 1, idempotent: true },
  *check(config) {
    if (!/^[\x21-\x7e]{1,255}$/.test(config.api_key.reveal())) yield { path: 'api_key', message: 'holds a blank or a character that no key has' };
    if (httpUrl(config.api_url) === undefined) yield { path: 'api_url', message: 'must be an http or https address without credentials' };
    yield* templateProblems(config);
  },
  create: createOpsgenie,
});

interface OpsgenieConfig extends MessageTemplates {
  readonly api_key: Secret;
  readonly api_url: string;
  readonly allow_private: boolean;
}

/** One call for each notice, under the alias of its incident. */
function createOpsgenie(config: OpsgenieConfig, ctx: PluginContext): ActionReceiver {
  const base = config.api_url.replace(/\/+$/, '');
  return httpAction(ctx, config.allow_private, ({ fetch, health }) => ({
    messages: 'edit',
    render(stated) {
      const { path, body } = renderOpsgenie(inWordsOf(config, stated), stated.receipt !== undefined);
      return { path, body };
    },
    send(stated, signal) {
      const delivery = inWordsOf(config, stated);
      const known = delivery.receipt !== undefined;
      return postAlert({ name: 'Opsgenie', ctx, health }, delivery.id, renderOpsgenie(delivery, known), renderOpsgenieSentence(delivery, known), async ({ path, body }: OpsgenieCall) => {
        const headers = { authorization: `GenieKey ${config.api_key.reveal()}` };
        const answer = await postJson({ url: `${base}${path}`, headers, body }, { fetch, clock: ctx.clock }, ({ message }) => proseWords(message), signal);
        return { ...answer, receipt: { created: true } };
      });
    },
  }));
}
