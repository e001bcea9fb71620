import type { AlertDelivery } from '../../core/contract/alert.js';
import { PermanentError } from '../../core/contract/errors.js';
import type { JsonObject } from '../../core/contract/json.js';
import { definePlugin, type ActionReceiver, type BatchResult, type Health, type PluginContext } from '../../core/contract/plugin.js';
import type { Secret } from '../../core/contract/secret.js';
import { encodePayload, noticePayload } from '../shared/alert-json.js';
import { deliverEach } from '../shared/deliver-each.js';
import { HealthReport } from '../shared/health-report.js';
import { type ConfiguredHeaders, headerProblems, idempotencyKey, requestHeaders } from '../shared/http-headers.js';
import { httpFailure } from '../shared/http-outcome.js';
import { createOutboundFetch, httpUrl, type OutboundFetch } from '../shared/outbound-fetch.js';
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
  create: (config, ctx) => new WebhookAction(config, ctx),
});

interface WebhookConfig {
  readonly url: Secret;
  readonly method: 'POST' | 'PUT';
  readonly headers?: ConfiguredHeaders;
  readonly secret?: Secret;
  readonly allow_private: boolean;
}

/** One request for each notice: for what begins, and for each change of it. */
class WebhookAction implements ActionReceiver {
  readonly messages = 'edit';
  readonly #config: WebhookConfig;
  readonly #ctx: PluginContext;
  readonly #fetch: OutboundFetch;
  readonly #health: HealthReport;

  constructor(config: WebhookConfig, ctx: PluginContext) {
    this.#config = config;
    this.#ctx = ctx;
    this.#fetch = createOutboundFetch({ fetch: ctx.fetch, allowPrivate: config.allow_private });
    this.#health = new HealthReport(ctx);
  }

  deliver(batch: readonly AlertDelivery[], signal: AbortSignal): Promise<BatchResult | void> {
    return deliverEach(batch, (delivery) => this.#send(delivery, signal));
  }

  render(delivery: AlertDelivery): JsonObject {
    return JSON.parse(encodePayload(noticePayload(delivery))) as JsonObject;
  }

  health(): Promise<Health> {
    return Promise.resolve(this.#health.last);
  }

  async #send(delivery: AlertDelivery, signal: AbortSignal): Promise<JsonObject> {
    const { url, method, headers, secret } = this.#config;
    const body = encodePayload(noticePayload(delivery));
    const fixed: Record<string, string> = { 'idempotency-key': idempotencyKey([delivery.id]) };
    if (secret !== undefined) fixed[SIGNATURE] = signature(secret.reveal(), body, this.#ctx.clock.now());
    const answer = await this.#fetch(url.reveal(), { method, headers: requestHeaders({ 'content-type': 'application/json' }, headers, fixed), body }, signal);
    const failure = httpFailure(answer, this.#ctx.clock);
    if (failure === undefined) {
      this.#health.ok();
      // The receiver finds what it has by the incident's id, which every body holds.
      return { posted: true };
    }
    if (failure instanceof PermanentError) this.#health.failed(`Alerts are refused. ${failure.message}`);
    throw failure;
  }
}
