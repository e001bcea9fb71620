import type { AlertDelivery } from '../../core/contract/alert.js';
import type { JsonObject, JsonValue } from '../../core/contract/json.js';
import type { ActionReceiver, BatchResult, Health, PluginContext } from '../../core/contract/plugin.js';
import type { Secret } from '../../core/contract/secret.js';
import { deliverEach } from '../shared/deliver-each.js';
import { HealthReport } from '../shared/health-report.js';
import { httpFailure } from '../shared/http-outcome.js';
import { postJson, proseWords } from '../shared/json-call.js';
import { inWordsOf, type MessageTemplates } from '../shared/message-template.js';
import { MovedMessages } from '../shared/moved-messages.js';
import { createOutboundFetch, type OutboundFetch } from '../shared/outbound-fetch.js';
import { postAlert, type ChatAnswer } from '../shared/post-alert.js';
import { renderTelegram, renderTelegramSentence, type TelegramPayload } from './render.js';

export interface TelegramConfig extends MessageTemplates {
  readonly token: Secret;
  readonly chat_id: string;
  readonly thread_id?: number;
  readonly api_url: string;
  readonly allow_private: boolean;
}

/** How Telegram says that the message is gone or too old, or that it already says this. */
const MISSING = /message to edit not found|message can't be edited|MESSAGE_ID_INVALID/i;
const UNCHANGED = /message is not modified/i;

/** Says alerts in a chat one by one, and edits what it said. */
export class TelegramAction implements ActionReceiver {
  readonly messages = 'edit';
  readonly #config: TelegramConfig;
  readonly #ctx: PluginContext;
  readonly #fetch: OutboundFetch;
  readonly #health: HealthReport;
  readonly #moved = new MovedMessages();

  constructor(config: TelegramConfig, ctx: PluginContext) {
    this.#config = config;
    this.#ctx = ctx;
    this.#fetch = createOutboundFetch({ fetch: ctx.fetch, allowPrivate: config.allow_private });
    this.#health = new HealthReport(ctx);
  }

  deliver(batch: readonly AlertDelivery[], signal: AbortSignal): Promise<BatchResult | void> {
    return deliverEach(batch, (delivery) => this.#send(inWordsOf(this.#config, delivery), signal));
  }

  render(delivery: AlertDelivery): JsonObject {
    return this.#callOf(delivery, renderTelegram(inWordsOf(this.#config, delivery))).body;
  }

  health(): Promise<Health> {
    return Promise.resolve(this.#health.last);
  }

  #send(delivery: AlertDelivery, signal: AbortSignal): Promise<JsonObject | undefined> {
    const chat = { name: 'Telegram', ctx: this.#ctx, health: this.#health };
    return postAlert(chat, delivery.id, renderTelegram(delivery), renderTelegramSentence(delivery), async (payload) => {
      const answer = await this.#post(delivery, payload, signal);
      if (!answer.missing) return answer;
      const again = await this.#post({ ...delivery, form: 'post' }, payload, signal);
      this.#moved.moved(delivery.receipt, again.receipt);
      return again;
    });
  }

  async #post(delivery: AlertDelivery, payload: TelegramPayload, signal: AbortSignal): Promise<ChatAnswer & { readonly missing: boolean }> {
    const { method, body } = this.#callOf(delivery, payload);
    const url = `${this.#config.api_url.replace(/\/+$/, '')}/bot${this.#config.token.reveal()}/${method}`;
    const answer = await postJson({ url, body }, { fetch: this.#fetch, clock: this.#ctx.clock }, ({ description }) => proseWords(description), signal);
    const { description, parameters, result } = answer.said;
    const text = typeof description === 'string' ? description : '';
    if (answer.status === 400 && method === 'editMessageText' && UNCHANGED.test(text)) return { ...answer, failure: undefined, missing: false, receipt: delivery.receipt };
    const missing = answer.status === 400 && method === 'editMessageText' && MISSING.test(text);
    const id = numberIn(result, 'message_id');
    return { ...answer, missing, failure: this.#failureOf(answer, parameters), receipt: id === undefined ? undefined : { message_id: id } };
  }

  /** Telegram says how long to wait in the body. */
  #failureOf(answer: ChatAnswer, parameters: JsonValue | undefined): Error | undefined {
    const seconds = numberIn(parameters, 'retry_after');
    if (answer.status !== 429 || seconds === undefined) return answer.failure;
    return httpFailure({ status: 429, headers: new Headers({ 'retry-after': String(seconds) }) }, this.#ctx.clock, answer.words);
  }

  #callOf({ form, receipt }: AlertDelivery, payload: TelegramPayload): { readonly method: 'sendMessage' | 'editMessageText'; readonly body: JsonObject } {
    const { chat_id: chat, thread_id: thread } = this.#config;
    const body = { chat_id: chat, ...payload as unknown as JsonObject };
    const id = numberIn(this.#moved.now(receipt), 'message_id');
    if (form === 'edit' && id !== undefined) return { method: 'editMessageText', body: { ...body, message_id: id } };
    return { method: 'sendMessage', body: { ...body, ...(thread === undefined ? {} : { message_thread_id: thread }) } };
  }
}

function numberIn(value: JsonValue | undefined, name: string): number | undefined {
  const found = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject)[name] : undefined;
  return typeof found === 'number' && Number.isSafeInteger(found) && found > 0 ? found : undefined;
}
