import type { Alert, AlertDelivery } from '../../core/contract/alert.js';
import { PermanentError } from '../../core/contract/errors.js';
import type { ActionReceiver, BatchResult, Health, PluginContext } from '../../core/contract/plugin.js';
import type { Secret } from '../../core/contract/secret.js';
import { alertOf } from '../shared/alert-of.js';
import { deliverEach } from '../shared/deliver-each.js';
import { HealthReport } from '../shared/health-report.js';
import { httpFailure } from '../shared/http-outcome.js';
import { createOutboundFetch } from '../shared/outbound-fetch.js';
import { postAlert, type ChatAnswer } from '../shared/post-alert.js';
import { untilAborted } from '../shared/until-aborted.js';
import type { DiscordPayload } from './limits.js';
import { describeRefusal } from './refusal.js';
import { renderDiscord, renderDiscordSentence } from './render.js';
import { parseWebhookAddress } from './webhook-address.js';
import { type DiscordModule, WebhookClient } from './webhook-client.js';

export interface DiscordConfig {
  readonly webhook_url: Secret;
  readonly api_url?: string;
  readonly mention?: string;
  readonly username?: string;
  readonly avatar_url?: string;
  readonly allow_private: boolean;
}

/** After these the webhook is not called again: enough invalid requests restrict the address they come from. */
const GONE: ReadonlySet<number> = new Set([401, 404]);

/** Posts alerts one by one. A message that Discord refuses as it is goes out once more as one sentence. */
export class DiscordAction implements ActionReceiver {
  readonly #config: DiscordConfig;
  readonly #ctx: PluginContext;
  readonly #health: HealthReport;
  #client: Promise<WebhookClient> | undefined;
  /** Why the webhook must not be called again. */
  #gone: string | undefined;

  constructor(config: DiscordConfig, ctx: PluginContext) {
    this.#config = config;
    this.#ctx = ctx;
    this.#health = new HealthReport(ctx);
  }

  deliver(batch: readonly AlertDelivery[], signal: AbortSignal): Promise<BatchResult | void> {
    return deliverEach(batch, (delivery) => this.#send(alertOf(delivery), signal));
  }

  health(): Promise<Health> {
    return Promise.resolve(this.#health.last);
  }

  async stop(): Promise<void> {
    const opened = this.#client;
    this.#client = undefined;
    (await opened?.catch(() => undefined))?.close();
  }

  #send(alert: Alert, signal: AbortSignal): Promise<void> {
    const { mention } = this.#config;
    const chat = { name: 'Discord', ctx: this.#ctx, health: this.#health };
    return postAlert(chat, alert, renderDiscord(alert, mention), renderDiscordSentence(alert, mention), (payload) => this.#post(payload, signal));
  }

  async #post(payload: DiscordPayload, signal: AbortSignal): Promise<ChatAnswer> {
    if (this.#gone !== undefined) {
      throw new PermanentError(`The webhook is not called any more. ${this.#gone}`, { hint: 'Make a new webhook and set webhook_url.' });
    }
    const client = await untilAborted(this.#connect(), signal);
    const { status, headers, body } = await client.send(payload, signal);
    const words = describeRefusal(body);
    const failure = httpFailure({ status, headers }, this.#ctx.clock, words);
    if (GONE.has(status)) this.#gone = failure?.message;
    return { status, words, failure };
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
