import type { Alert, AlertDelivery } from '../../core/contract/alert.js';
import { PermanentError } from '../../core/contract/errors.js';
import type { BatchResult, Health, PluginContext, Receiver } from '../../core/contract/plugin.js';
import type { Secret } from '../../core/contract/secret.js';
import { deliverEach } from '../shared/deliver-each.js';
import { HealthReport } from '../shared/health-report.js';
import { httpFailure, isContentRefusal, networkFailure } from '../shared/http-outcome.js';
import { createOutboundFetch, type OutboundFetch } from '../shared/outbound-fetch.js';
import type { SlackPayload } from './limits.js';
import { renderSlack, renderSlackSentence } from './render.js';

export interface SlackConfig {
  readonly webhook_url: Secret;
  readonly mention?: string;
  readonly username?: string;
  readonly icon?: string;
  readonly allow_private: boolean;
}

/** What Slack answered: its status, its own short word for it (`invalid_blocks`), and our error where it is none of 2xx. */
interface Answer {
  readonly status: number;
  readonly word: string;
  readonly failure: Error | undefined;
}

/** Posts alerts one by one. A message that Slack refuses as it is goes out once more as one sentence. */
export class SlackAction implements Receiver<AlertDelivery> {
  readonly #config: SlackConfig;
  readonly #ctx: PluginContext;
  readonly #fetch: OutboundFetch;
  readonly #health: HealthReport;

  constructor(config: SlackConfig, ctx: PluginContext) {
    this.#config = config;
    this.#ctx = ctx;
    this.#fetch = createOutboundFetch({ fetch: ctx.fetch, allowPrivate: config.allow_private });
    this.#health = new HealthReport(ctx);
  }

  deliver(batch: readonly AlertDelivery[], signal: AbortSignal): Promise<BatchResult | void> {
    return deliverEach(batch, ({ alert }) => this.#send(alert, signal));
  }

  health(): Promise<Health> {
    return Promise.resolve(this.#health.last);
  }

  async #send(alert: Alert, signal: AbortSignal): Promise<void> {
    const full = await this.#post(renderSlack(alert, this.#config.mention), signal);
    if (full.failure === undefined) return this.#health.ok();
    if (!isContentRefusal(full.status)) return this.#fail(full.failure);
    this.#ctx.metrics.count('refused_messages');
    this.#ctx.log.warn('Slack refused the full message: sending its one sentence instead', { alert: alert.id, status: full.status, answer: full.word });
    const sentence = await this.#post(renderSlackSentence(alert, this.#config.mention), signal);
    if (sentence.failure !== undefined) return this.#fail(sentence.failure);
    return this.#health.degraded(`Slack refused a full message (${full.word || full.status}); its one sentence was posted.`);
  }

  #fail(failure: Error): never {
    if (failure instanceof PermanentError) this.#health.failed(`Slack refuses messages. ${failure.message} ${failure.hint}`);
    throw failure;
  }

  async #post(payload: SlackPayload, signal: AbortSignal): Promise<Answer> {
    const { IncomingWebhook } = await import('@slack/webhook');
    const { username, icon } = this.#config;
    // The client hides Retry-After and puts addresses into its errors, so what our fetch saw counts, not what it throws.
    let seen: { readonly answer: Response; readonly body: string } | undefined;
    let failure: unknown;
    const webhook = new IncomingWebhook(this.#config.webhook_url.reveal(), {
      ...(username === undefined ? {} : { username }),
      ...(icon === undefined ? {} : icon.startsWith(':') ? { icon_emoji: icon } : { icon_url: icon }),
      fetch: async (address, init) => {
        try {
          const answer = await this.#fetch(String(address), { method: init?.method, headers: init?.headers, body: init?.body as string }, signal);
          seen = { answer, body: await answer.clone().text() };
          return answer;
        } catch (error) {
          failure = error;
          throw error;
        }
      },
    });
    await webhook.send(payload).catch(() => undefined);
    if (seen === undefined) throw failure instanceof Error ? failure : networkFailure(failure);
    const word = /^[a-z][a-z_]{1,60}$/.exec(seen.body.trim())?.[0] ?? '';
    return { status: seen.answer.status, word, failure: httpFailure(seen.answer, this.#ctx.clock, word) };
  }
}
