import { PermanentError } from '../../core/contract/errors.js';
import type { JsonObject } from '../../core/contract/json.js';
import { definePlugin, type ActionReceiver, type PluginContext } from '../../core/contract/plugin.js';
import type { Secret } from '../../core/contract/secret.js';
import { encodePayload, noticePayload } from '../shared/alert-json.js';
import { httpAction } from '../shared/http-action.js';
import { type ConfiguredHeaders, headerProblems, idempotencyKey, requestHeaders } from '../shared/http-headers.js';
import { httpFailure } from '../shared/http-outcome.js';
import { httpUrl } from '../shared/outbound-fetch.js';
import { signature } from './signature.js';

const SIGNATURE = 'x-hushpipe-signature';

export default definePlugin({
  apiVersion: 1,
  kind: 'action',
  name: 'webhook',
  summary: 'Posts each incident and what becomes of it as JSON to an HTTP address, signed if you like.',
  stability: 'stable',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['url'],
    properties: {
      url: { type: 'string', format: 'secret', description: 'Where to, http or https; from ${ENV} or !file if it holds a token.' },
      method: { enum: ['POST', 'PUT'], default: 'POST', description: 'Method of the request.' },
      headers: { type: 'object', additionalProperties: { type: 'string', format: 'secret' }, description: 'Further headers by name, such as Authorization.' },
      secret: { type: 'string', format: 'secret', description: 'Signs each request with HMAC-SHA256 in X-Hushpipe-Signature; at least 16 characters.' },
      allow_private: { type: 'boolean', default: false, description: 'Allow an address outside the public internet.' },
    },
  },
  examples: [
    { title: 'Post to a service', config: { url: 'https://alerts.example.com/in' } },
    { title: 'Signed, to a service of your own network', config: { url: 'http://alerts.internal/in', secret: 'at least 16 characters', allow_private: true } },
  ],
  delivery: { maxEvents: 1, maxWait: 0, concurrency: 1 },
  *check(config) {
    if (httpUrl(config.url.reveal()) === undefined) yield { path: 'url', message: 'must be an http or https address without credentials: those belong into headers' };
    if (config.secret !== undefined && config.secret.reveal().length < 16) yield { path: 'secret', message: 'must have at least 16 characters' };
    yield* headerProblems(config.headers, [SIGNATURE]);
  },
  create: createWebhook,
});

interface WebhookConfig {
  readonly url: Secret;
  readonly method: 'POST' | 'PUT';
  readonly headers?: ConfiguredHeaders;
  readonly secret?: Secret;
  readonly allow_private: boolean;
}

/** One request for each notice: for what begins, and for each change of it. */
function createWebhook(config: WebhookConfig, ctx: PluginContext): ActionReceiver {
  const { url, method, headers, secret } = config;
  return httpAction(ctx, config.allow_private, ({ fetch, health }) => ({
    messages: 'edit',
    render: (delivery) => JSON.parse(encodePayload(noticePayload(delivery))) as JsonObject,
    async send(delivery, signal) {
      const body = encodePayload(noticePayload(delivery));
      const fixed: Record<string, string> = { 'idempotency-key': idempotencyKey([delivery.id]) };
      if (secret !== undefined) fixed[SIGNATURE] = signature(secret.reveal(), body, ctx.clock.now());
      const answer = await fetch(url.reveal(), { method, headers: requestHeaders({ 'content-type': 'application/json' }, headers, fixed), body }, signal);
      const failure = httpFailure(answer, ctx.clock);
      if (failure === undefined) {
        health.ok();
        // The receiver finds what it has by the incident's id, which every body holds.
        return { posted: true };
      }
      if (failure instanceof PermanentError) health.failed(`Alerts are refused. ${failure.message}`);
      throw failure;
    },
  }));
}
