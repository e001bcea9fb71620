import type { AlertDelivery } from '../../core/contract/alert.js';
import type { JsonObject } from '../../core/contract/json.js';
import type { ActionReceiver, BatchResult, Health, PluginContext } from '../../core/contract/plugin.js';
import type { Secret } from '../../core/contract/secret.js';
import { deliverEach } from '../shared/deliver-each.js';
import { HealthReport } from '../shared/health-report.js';
import { inWordsOf, type MessageTemplates } from '../shared/message-template.js';
import { MovedMessages } from '../shared/moved-messages.js';
import { createOutboundFetch, type OutboundFetch } from '../shared/outbound-fetch.js';
import { postAlert, type ChatAnswer } from '../shared/post-alert.js';
import { postToWebhook } from './incoming-webhook.js';
import type { SlackPayload } from './limits.js';
import { renderSlack, renderSlackSentence } from './render.js';
import { callSlack, receiptOf, type SlackCall } from './web-api.js';

export interface SlackConfig extends MessageTemplates {
  readonly webhook_url?: Secret;
  readonly token?: Secret;
  readonly channel?: string;
  readonly mention?: string;
  readonly interactivity: boolean;
  readonly username?: string;
  readonly icon?: string;
  readonly api_url: string;
  readonly allow_private: boolean;
}

/**
 * Says alerts in a channel one by one: through an incoming webhook, which only posts, or with a bot token, which edits and
 * threads. A message that Slack refuses as it is goes out once more as one sentence; one that is to be changed and is no
 * longer there is posted anew.
 */
export class SlackAction implements ActionReceiver {
  readonly messages: 'post' | 'thread';
  readonly #config: SlackConfig;
  readonly #ctx: PluginContext;
  readonly #fetch: OutboundFetch;
  readonly #health: HealthReport;
  readonly #moved = new MovedMessages();

  constructor(config: SlackConfig, ctx: PluginContext) {
    this.#config = config;
    this.#ctx = ctx;
    this.messages = config.token === undefined ? 'post' : 'thread';
    this.#fetch = createOutboundFetch({ fetch: ctx.fetch, allowPrivate: config.allow_private });
    this.#health = new HealthReport(ctx);
  }

  deliver(batch: readonly AlertDelivery[], signal: AbortSignal): Promise<BatchResult | void> {
    return deliverEach(batch, (delivery) => this.#send(inWordsOf(this.#config, delivery), signal));
  }

  render(delivery: AlertDelivery): JsonObject {
    const said = inWordsOf(this.#config, delivery);
    return this.#callOf(said, renderSlack(said, this.#config)).body;
  }

  health(): Promise<Health> {
    return Promise.resolve(this.#health.last);
  }

  #send(delivery: AlertDelivery, signal: AbortSignal): Promise<JsonObject | undefined> {
    const { webhook_url: url, token } = this.#config;
    const services = { fetch: this.#fetch, clock: this.#ctx.clock };
    const chat = { name: 'Slack', ctx: this.#ctx, health: this.#health };
    return postAlert(chat, delivery.id, renderSlack(delivery, this.#config), renderSlackSentence(delivery, this.#config), async (payload): Promise<ChatAnswer> => {
      if (token === undefined) return postToWebhook(url as Secret, this.#named(payload) as unknown as SlackPayload, services, signal);
      const api = { ...services, apiUrl: this.#config.api_url, token };
      const answer = await callSlack(this.#callOf(delivery, payload), api, signal);
      if (answer.missing && delivery.form === 'reply') {
        // The message is gone and its thread with it; the edit that goes with this reply posts the message anew.
        this.#ctx.metrics.count('lost_replies');
        return { ...answer, failure: undefined };
      }
      const { receipt, ...rest } = answer.missing ? await callSlack(this.#callOf({ ...delivery, form: 'post' }, payload), api, signal) : answer;
      if (answer.missing && delivery.form === 'edit') this.#moved.moved(delivery.receipt, receipt);
      // A broadcast is not the incident's message: nothing is to be looked up by it.
      return delivery.form === 'post' || delivery.form === 'edit' ? { ...rest, receipt } : rest;
    });
  }

  #callOf({ form, receipt }: AlertDelivery, payload: SlackPayload): SlackCall {
    const standing = receiptOf(this.#moved.now(receipt));
    const { text, blocks } = payload;
    // Blocks that are left out would stay as they were.
    if (form === 'edit' && standing !== undefined) return { method: 'chat.update', body: { ...standing, text, blocks: (blocks ?? []) as unknown as JsonObject[] } };
    const { token, channel } = this.#config;
    if (token === undefined) return { method: 'chat.postMessage', body: this.#named(payload) };
    const thread = form === 'post' || standing === undefined ? {} : { thread_ts: standing.ts, ...(form === 'broadcast' ? { reply_broadcast: true } : {}) };
    return { method: 'chat.postMessage', body: { channel: standing?.channel ?? channel ?? '', ...thread, ...this.#named(payload) } };
  }

  #named(payload: SlackPayload): JsonObject {
    const { username, icon } = this.#config;
    return {
      ...payload as unknown as JsonObject,
      ...(username === undefined ? {} : { username }),
      ...(icon === undefined ? {} : icon.startsWith(':') ? { icon_emoji: icon } : { icon_url: icon }),
    };
  }
}
