import { PermanentError } from '../../core/contract/errors.js';
import type { LogEvent } from '../../core/contract/event.js';
import { definePlugin, type Health, type PluginContext, type Receiver } from '../../core/contract/plugin.js';
import type { Secret } from '../../core/contract/secret.js';
import { HealthReport } from '../shared/health-report.js';
import { type ConfiguredHeaders, headerProblems, idempotencyKey, requestHeaders } from '../shared/http-headers.js';
import { httpFailure } from '../shared/http-outcome.js';
import { createOutboundFetch, httpUrl, type OutboundFetch } from '../shared/outbound-fetch.js';
import { type BodyFormat, requestBody } from './body.js';

export default definePlugin({
  apiVersion: 1,
  kind: 'sink',
  name: 'webhook',
  summary: 'Sends events as JSON to an HTTP address, a batch in each request.',
  stability: 'stable',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['url'],
    properties: {
      url: { type: 'string', format: 'secret', description: 'Where to, http or https; from ${ENV} or !file if it holds a token.' },
      method: { enum: ['POST', 'PUT', 'PATCH'], default: 'POST', description: 'Method of the request.' },
      format: { enum: ['ndjson', 'array'], default: 'ndjson', description: 'One JSON object a line (application/x-ndjson), or one JSON array (application/json).' },
      compression: { enum: ['none', 'gzip'], default: 'none', description: 'How the body is compressed.' },
      headers: { type: 'object', additionalProperties: { type: 'string', format: 'secret' }, description: 'Further headers by name, such as Authorization.' },
      allow_private: { type: 'boolean', default: false, description: 'Allow an address outside the public internet.' },
    },
  },
  examples: [
    { title: 'Post lines', config: { url: 'https://logs.example.com/in', headers: { Authorization: 'Bearer ${LOG_TOKEN}' } } },
    { title: 'Post compressed arrays into your own network', config: { url: 'http://collector.internal:8080/in', format: 'array', compression: 'gzip', allow_private: true } },
  ],
  delivery: { maxEvents: 1000, maxBytes: 1_048_576, maxWait: 1000, concurrency: 1 },
  *check(config) {
    if (httpUrl(config.url.reveal()) === undefined) yield { path: 'url', message: 'must be an http or https address without credentials: those belong into headers' };
    yield* headerProblems(config.headers);
  },
  create: (config, ctx) => new WebhookSink(config, ctx),
});

interface WebhookConfig extends BodyFormat {
  readonly url: Secret;
  readonly method: 'POST' | 'PUT' | 'PATCH';
  readonly headers?: ConfiguredHeaders;
  readonly allow_private: boolean;
}

/** One request for each batch. */
class WebhookSink implements Receiver<LogEvent> {
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

  async deliver(batch: readonly LogEvent[], signal: AbortSignal): Promise<void> {
    const { url, method, format, compression, headers } = this.#config;
    const body = await requestBody(this.#ctx.encodeLines(batch, 'json'), this.#config);
    const fixed: Record<string, string> = { 'idempotency-key': idempotencyKey(batch.map(({ id }) => id)) };
    if (compression === 'gzip') fixed['content-encoding'] = 'gzip';
    const type = format === 'array' ? 'application/json' : 'application/x-ndjson';
    const answer = await this.#fetch(url.reveal(), { method, headers: requestHeaders({ 'content-type': type }, headers, fixed), body }, signal);
    const failure = httpFailure(answer, this.#ctx.clock);
    if (failure === undefined) return this.#health.ok();
    if (failure instanceof PermanentError) this.#health.failed(`Events are refused. ${failure.message} ${failure.hint}`);
    throw failure;
  }

  health(): Promise<Health> {
    return Promise.resolve(this.#health.last);
  }
}
