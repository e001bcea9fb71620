import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../../core/contract/clock.js';
import { RetryableError } from '../../core/contract/errors.js';
import { networkFailure, retryAfterMs } from '../shared/http-outcome.js';
import type { OutboundFetch } from '../shared/outbound-fetch.js';
import { untilAborted } from '../shared/until-aborted.js';
import type { DiscordPayload } from './limits.js';
import type { WebhookAddress } from './webhook-address.js';

/** The part of discord.js that is used here. */
export interface DiscordModule {
  readonly WebhookClient: new (webhook: { readonly id: string; readonly token: string }, options: object) => DiscordWebhookClient;
}

interface DiscordWebhookClient {
  send(message: object): Promise<unknown>;
  editMessage(id: string, message: object): Promise<unknown>;
  destroy(): void;
}

/** Where a message goes: a new one, or the one with this id; into a thread that is there, or into one that it opens. */
export interface Destination {
  readonly messageId?: string | undefined;
  readonly threadId?: string | undefined;
  readonly threadName?: string | undefined;
}

export interface DiscordAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** One call under way: what aborts it, and what came of it. */
interface Call {
  readonly signal: AbortSignal;
  answer?: DiscordAnswer;
  failure?: unknown;
}

export interface WebhookClientOptions extends Pick<WebhookAddress, 'api' | 'id' | 'token'> {
  readonly fetch: OutboundFetch;
  readonly clock: Clock;
  readonly username: string | undefined;
  readonly avatarUrl: string | undefined;
}

/** More milliseconds than core lets a delivery take: core's signal ends a call, not a timer of discord.js. */
const NEVER = 0x7fffffff;

interface Request {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * discord.js's WebhookClient with waiting and retrying left to core: a call makes at most one request, and none while a
 * rate limit is known to last. discord.js is not told of rate limits, because it would wait for them on timers that nothing
 * can stop. It asks with `wait=true`, so Discord answers once it has the message.
 */
export class WebhookClient {
  readonly #options: WebhookClientOptions;
  readonly #client: DiscordWebhookClient;
  readonly #calls = new AsyncLocalStorage<Call>();
  /** When Discord takes the next request, on the monotonic clock. */
  #freeAt = 0;

  constructor(discord: DiscordModule, options: WebhookClientOptions) {
    this.#options = options;
    this.#client = new discord.WebhookClient({ id: options.id, token: options.token }, {
      rest: {
        api: options.api,
        retries: 0,
        timeout: NEVER,
        rejectOnRateLimit: () => true,
        globalRequestsPerSecond: Number.POSITIVE_INFINITY,
        hashSweepInterval: 0,
        handlerSweepInterval: 0,
        makeRequest: (url: string, init: Request) => this.#request(url, init),
      },
    });
  }

  /**
   * Sends or edits one message and resolves with Discord's answer, whatever its status. Rejects with `RetryableError` where
   * none came: `afterMs` says how long a known rate limit lasts. No error holds the address.
   */
  async send(payload: DiscordPayload, { messageId, threadId, threadName }: Destination, signal: AbortSignal): Promise<DiscordAnswer> {
    const wait = this.#freeAt - this.#options.clock.monotonic();
    if (wait > 0) throw new RetryableError('Discord\'s rate limit is not over yet.', { afterMs: Math.ceil(wait) });
    const { username, avatarUrl } = this.#options;
    const { allowed_mentions: allowedMentions, ...message } = payload;
    const options = { ...message, allowedMentions, withComponents: true, ...(threadId === undefined ? {} : { threadId }) };
    const named = { ...(username === undefined ? {} : { username }), ...(avatarUrl === undefined ? {} : { avatarURL: avatarUrl }), ...(threadName === undefined ? {} : { threadName }) };
    const call: Call = { signal };
    // discord.js puts addresses into its errors and hides Retry-After, so what our request saw counts, not what it throws.
    const sent = this.#calls.run(call, () => (messageId === undefined ? this.#client.send({ ...options, ...named }) : this.#client.editMessage(messageId, options)));
    const thrown = await untilAborted(sent, signal).catch((error: unknown) => error);
    if (call.answer !== undefined) return call.answer;
    if (call.failure instanceof Error) throw call.failure;
    throw thrown instanceof RetryableError ? thrown : networkFailure(thrown);
  }

  close(): void {
    this.#client.destroy();
  }

  async #request(url: string, { method, headers, body }: Request): Promise<Response> {
    const call = this.#calls.getStore() as Call;
    try {
      const answer = await this.#options.fetch(url, { method, headers, body }, call.signal);
      const text = await answer.text();
      call.answer = { status: answer.status, headers: answer.headers, body: text };
      this.#freeAt = Math.max(this.#freeAt, this.#options.clock.monotonic() + this.#limitLeft(answer));
      return new Response(text === '' ? null : text, { status: answer.status, headers: { 'content-type': answer.headers.get('content-type') ?? '' } });
    } catch (error) {
      call.failure = error;
      throw error;
    }
  }

  /** Milliseconds until the next request: after a 429, or when this was the last one of the time. */
  #limitLeft({ status, headers }: Response): number {
    const last = status === 429 ? headers.get('retry-after') : headers.get('x-ratelimit-remaining') === '0' ? headers.get('x-ratelimit-reset-after') : undefined;
    return retryAfterMs(last, this.#options.clock) ?? 0;
  }
}
