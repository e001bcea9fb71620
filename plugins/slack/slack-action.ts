import type { Alert, AlertDelivery } from '../../core/contract/alert.js';
import type { ActionReceiver, BatchResult, Health, PluginContext } from '../../core/contract/plugin.js';
import type { Secret } from '../../core/contract/secret.js';
import { alertOf } from '../shared/alert-of.js';
import { deliverEach } from '../shared/deliver-each.js';
import { HealthReport } from '../shared/health-report.js';
import { httpFailure, networkFailure } from '../shared/http-outcome.js';
import { createOutboundFetch, type OutboundFetch } from '../shared/outbound-fetch.js';
import { postAlert, type ChatAnswer } from '../shared/post-alert.js';
import type { SlackPayload } from './limits.js';
import { renderSlack, renderSlackSentence } from './render.js';

export interface SlackConfig {
  readonly webhook_url: Secret;
  readonly mention?: string;
  readonly username?: string;
  readonly icon?: string;
  readonly allow_private: boolean;
}

/** Posts alerts one by one. A message that Slack refuses as it is goes out once more as one sentence. */
export class SlackAction implements ActionReceiver {
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
    return deliverEach(batch, (delivery) => this.#send(alertOf(delivery), signal));
  }

  health(): Promise<Health> {
    return Promise.resolve(this.#health.last);
  }

  #send(alert: Alert, signal: AbortSignal): Promise<void> {
    const { mention } = this.#config;
    const chat = { name: 'Slack', ctx: this.#ctx, health: this.#health };
    return postAlert(chat, alert, renderSlack(alert, mention), renderSlackSentence(alert, mention), (payload) => this.#post(payload, signal));
  }

  async #post(payload: SlackPayload, signal: AbortSignal): Promise<ChatAnswer> {
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
    // Slack's own words for it, such as invalid_blocks.
    const words = /^[a-z][a-z_]{1,60}$/.exec(seen.body.trim())?.[0] ?? '';
    return { status: seen.answer.status, words, failure: httpFailure(seen.answer, this.#ctx.clock, words) };
  }
}
