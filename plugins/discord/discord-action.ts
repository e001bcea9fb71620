import type { AlertDelivery } from '../../core/contract/alert.js';
import { PermanentError } from '../../core/contract/errors.js';
import type { JsonObject } from '../../core/contract/json.js';
import type { ActionReceiver, BatchResult, Health, PluginContext } from '../../core/contract/plugin.js';
import type { Secret } from '../../core/contract/secret.js';
import { deliverEach } from '../shared/deliver-each.js';
import { HealthReport } from '../shared/health-report.js';
import { httpFailure } from '../shared/http-outcome.js';
import { inWordsOf, type MessageTemplates } from '../shared/message-template.js';
import { MovedMessages } from '../shared/moved-messages.js';
import { createOutboundFetch } from '../shared/outbound-fetch.js';
import { postAlert, type ChatAnswer } from '../shared/post-alert.js';
import { untilAborted } from '../shared/until-aborted.js';
import type { DiscordPayload } from './limits.js';
import { describeRefusal, readAnswer } from './refusal.js';
import { renderDiscord, renderDiscordSentence, threadName } from './render.js';
import { parseWebhookAddress } from './webhook-address.js';
import { type Destination, type DiscordModule, WebhookClient } from './webhook-client.js';

export interface DiscordConfig extends MessageTemplates {
  readonly webhook_url: Secret;
  readonly channel: 'text' | 'forum';
  readonly thread_id?: string;
  readonly api_url?: string;
  readonly mention?: string;
  readonly username?: string;
  readonly avatar_url?: string;
  readonly allow_private: boolean;
}

/** After these the webhook is not called again: enough invalid requests restrict the address they come from. */
const GONE: ReadonlySet<number> = new Set([401, 404]);

/** Discord's codes for a message, or the thread it was in, that somebody deleted: the webhook itself is there. */
const MISSING: ReadonlySet<unknown> = new Set([10_003, 10_008]);

interface DiscordChatAnswer extends ChatAnswer {
  readonly missing: boolean;
}

/**
 * Says alerts in a channel one by one, and edits what it said; in a forum channel each has a thread. A message that Discord
 * refuses as it is goes out once more as one sentence; one that is to be changed and is no longer there is posted anew.
 */
export class DiscordAction implements ActionReceiver {
  readonly messages: 'edit' | 'thread';
  readonly #config: DiscordConfig;
  readonly #ctx: PluginContext;
  readonly #health: HealthReport;
  readonly #moved = new MovedMessages();
  #client: Promise<WebhookClient> | undefined;
  /** Why the webhook must not be called again. */
  #gone: string | undefined;

  constructor(config: DiscordConfig, ctx: PluginContext) {
    this.#config = config;
    this.#ctx = ctx;
    this.messages = config.channel === 'forum' ? 'thread' : 'edit';
    this.#health = new HealthReport(ctx);
  }

  deliver(batch: readonly AlertDelivery[], signal: AbortSignal): Promise<BatchResult | void> {
    return deliverEach(batch, (delivery) => this.#send(inWordsOf(this.#config, delivery), signal));
  }

  render(delivery: AlertDelivery): JsonObject {
    const said = inWordsOf(this.#config, delivery);
    const { threadName: name } = this.#destination(said);
    const { username, avatar_url: avatar } = this.#config;
    const identity = said.form === 'edit' ? {} : { ...(username === undefined ? {} : { username }), ...(avatar === undefined ? {} : { avatar_url: avatar }) };
    return { ...renderDiscord(said, this.#config.mention) as unknown as JsonObject, ...identity, ...(name === undefined ? {} : { thread_name: name }) };
  }

  health(): Promise<Health> {
    return Promise.resolve(this.#health.last);
  }

  async stop(): Promise<void> {
    const opened = this.#client;
    this.#client = undefined;
    (await opened?.catch(() => undefined))?.close();
  }

  #send(delivery: AlertDelivery, signal: AbortSignal): Promise<JsonObject | undefined> {
    const { mention } = this.#config;
    const chat = { name: 'Discord', ctx: this.#ctx, health: this.#health };
    return postAlert(chat, delivery.id, renderDiscord(delivery, mention), renderDiscordSentence(delivery, mention), async (payload): Promise<ChatAnswer> => {
      const answer = await this.#post(payload, this.#destination(delivery), signal);
      if (answer.missing && delivery.form === 'reply') {
        // The thread is gone; the edit that goes with this reply posts the message anew.
        this.#ctx.metrics.count('lost_replies');
        return { ...answer, failure: undefined };
      }
      const { receipt, ...rest } = answer.missing ? await this.#post(payload, this.#destination({ ...delivery, form: 'post' }), signal) : answer;
      if (answer.missing && delivery.form === 'edit') this.#moved.moved(delivery.receipt, receipt);
      return delivery.form === 'post' || delivery.form === 'edit' ? { ...rest, receipt } : rest;
    });
  }

  #destination(delivery: AlertDelivery): Destination {
    const standing = receiptOf(this.#moved.now(delivery.receipt));
    const { channel, thread_id: threadId } = this.#config;
    if (delivery.form === 'edit' && standing !== undefined) return { messageId: standing.message_id, threadId: standing.thread_id };
    if (delivery.form !== 'post' && standing?.thread_id !== undefined) return { threadId: standing.thread_id };
    return channel === 'forum' ? { threadName: threadName(delivery) } : { threadId };
  }

  async #post(payload: DiscordPayload, to: Destination, signal: AbortSignal): Promise<DiscordChatAnswer> {
    if (this.#gone !== undefined) {
      throw new PermanentError(`The webhook is not called any more. ${this.#gone}`, { hint: 'Make a new webhook and set webhook_url.' });
    }
    const client = await untilAborted(this.#connect(), signal);
    const { status, headers, body } = await client.send(payload, to, signal);
    const words = describeRefusal(body);
    const failure = httpFailure({ status, headers }, this.#ctx.clock, words);
    const said = readAnswer(body);
    const missing = status === 404 && MISSING.has(said['code']);
    if (GONE.has(status) && !missing) this.#gone = failure?.message;
    // The channel of a message in a thread is the thread.
    const inThread = to.threadId !== undefined || to.threadName !== undefined;
    return { status, words, failure, missing, receipt: receiptOf({ message_id: said['id'], ...(inThread ? { thread_id: said['channel_id'] ?? to.threadId } : {}) }) };
  }

  /** Imports discord.js with the first alert: it costs tens of megabytes, which who never alerts need not pay. */
  #connect(): Promise<WebhookClient> {
    this.#client ??= this.#open().catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  async #open(): Promise<WebhookClient> {
    const { api_url: api, webhook_url: url, username, avatar_url: avatarUrl, allow_private: allowPrivate } = this.#config;
    const address = parseWebhookAddress(url.reveal());
    if (address === undefined) throw new PermanentError('The address is not that of a Discord webhook.', { hint: 'Copy it from the settings of the channel.' });
    const discord = await this.#ctx.import<DiscordModule>('discord.js');
    const fetch = createOutboundFetch({ fetch: this.#ctx.fetch, allowPrivate });
    return new WebhookClient(discord, { ...address, ...(api === undefined ? {} : { api: api.replace(/\/+$/, '') }), fetch, clock: this.#ctx.clock, username, avatarUrl });
  }
}

/** The receipt in what core kept or Discord said; undefined for what is none. */
function receiptOf(value: Readonly<Record<string, unknown>> | undefined): { readonly message_id: string; readonly thread_id?: string } | undefined {
  const { message_id: id, thread_id: thread } = value ?? {};
  if (!isSnowflake(id)) return undefined;
  return isSnowflake(thread) ? { message_id: id, thread_id: thread } : { message_id: id };
}

function isSnowflake(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,20}$/.test(value);
}
