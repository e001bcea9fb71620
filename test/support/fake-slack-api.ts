import { createHmac } from 'node:crypto';
import { FakeHttp, type FakeAnswer, type Received } from './fake-http.js';
import { slackProblem } from './fake-slack.js';

type Json = Readonly<Record<string, unknown>>;

/** A message as it stands in the channel now. */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly Json[];
  /** Of a reply: the message whose thread it is in, and whether the channel shows it too. */
  readonly thread: string | undefined;
  readonly broadcast: boolean;
  /** How often it was changed. */
  readonly edits: number;
}

export interface FakeSlackApiOptions {
  /** Milliseconds. With it, Slack's limits hold: one message a second for each channel, 50 changes a minute. */
  readonly now?: () => number;
}

/**
 * Slack's Web API for a bot in one channel, #ops: takes and keeps what Slack takes, and refuses with Slack's own words what it
 * refuses. https://docs.slack.dev/reference/methods/chat.postMessage, .../chat.update, https://docs.slack.dev/apis/web-api/rate-limits
 */
export class FakeSlackApi extends FakeHttp {
  /** Made of pieces, so that no scanner takes it for a real one. */
  static readonly token = ['xoxb', '1'.repeat(12), 'Y'.repeat(24)].join('-');
  static readonly channel = 'C0OPSOPS1';
  readonly #messages = new Map<string, SlackMessage>();
  readonly #now: (() => number) | undefined;
  /** When each call came, and how many were too many; where it has a clock. */
  readonly calls: number[] = [];
  limited = 0;
  #lastPost = Number.NEGATIVE_INFINITY;
  #updates: number[] = [];
  #count = 0;

  constructor(options: FakeSlackApiOptions = {}) {
    super((request) => this.#judge(request));
    this.#now = options.now;
  }

  get apiUrl(): string {
    return `${this.origin}/api`;
  }

  /** All that stands, in the order of posting. */
  get messages(): readonly SlackMessage[] {
    return [...this.#messages.values()];
  }

  /** What the channel shows: not the replies that stand in a thread alone. */
  get channelMessages(): readonly SlackMessage[] {
    return this.messages.filter(({ thread, broadcast }) => thread === undefined || broadcast);
  }

  /** The thread of a message, in order. */
  threadOf(ts: string): readonly SlackMessage[] {
    return this.messages.filter(({ thread }) => thread === ts);
  }

  /** Somebody deletes a message by hand. */
  delete(ts: string): void {
    this.#messages.delete(ts);
  }

  static failed(error: string): FakeAnswer {
    return json({ ok: false, error });
  }

  static rateLimited(seconds: number): FakeAnswer {
    return { ...json({ ok: false, error: 'ratelimited' }), status: 429, headers: { 'content-type': 'application/json', 'retry-after': String(seconds) } };
  }

  /**
   * What Slack sends to an app's endpoint when somebody presses a button: the body and the headers that prove it.
   * https://docs.slack.dev/authentication/verifying-requests-from-slack
   */
  static interaction(signingSecret: string, payload: object, now: number): { readonly body: string; readonly headers: Readonly<Record<string, string>> } {
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const timestamp = String(Math.floor(now / 1000));
    const signature = `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
    return { body, headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature } };
  }

  #judge(request: Received): FakeAnswer {
    const method = request.path.replace(/^\/api\//, '');
    if (request.headers.authorization !== `Bearer ${FakeSlackApi.token}`) return FakeSlackApi.failed('invalid_auth');
    if (request.method !== 'POST' || !/^application\/json\b/.test(request.headers['content-type'] ?? '')) return FakeSlackApi.failed('invalid_arguments');
    const body = parsed(request.text);
    if (body === undefined) return FakeSlackApi.failed('invalid_json');
    if (method !== 'chat.postMessage' && method !== 'chat.update') return FakeSlackApi.failed('unknown_method');
    const limit = this.#now === undefined ? undefined : this.#limit(method, this.#now());
    if (limit !== undefined) {
      this.limited += 1;
      return FakeSlackApi.rateLimited(limit);
    }
    return method === 'chat.postMessage' ? this.#post(body) : this.#update(body);
  }

  /** Seconds to wait, where it is too early. */
  #limit(method: string, now: number): number | undefined {
    this.calls.push(now);
    if (method === 'chat.postMessage') {
      if (now - this.#lastPost < 1000) return 1;
      this.#lastPost = now;
      return undefined;
    }
    this.#updates = this.#updates.filter((at) => now - at < 60_000);
    if (this.#updates.length >= 50) return Math.ceil((60_000 - (now - (this.#updates[0] ?? now))) / 1000);
    this.#updates.push(now);
    return undefined;
  }

  #post({ channel, ...payload }: Json): FakeAnswer {
    if (![FakeSlackApi.channel, 'ops', '#ops'].includes(channel as string)) return FakeSlackApi.failed('channel_not_found');
    const problem = refusal(payload);
    if (problem !== undefined) return FakeSlackApi.failed(problem);
    const thread = payload['thread_ts'] as string | undefined;
    if (thread !== undefined && !this.#messages.has(thread)) return FakeSlackApi.failed('thread_not_found');
    this.#count += 1;
    const ts = `${1_735_689_600 + this.#count}.${String(this.#count).padStart(6, '0')}`;
    this.#messages.set(ts, { channel: FakeSlackApi.channel, ts, text: payload['text'] as string, blocks: (payload['blocks'] ?? []) as readonly Json[], thread, broadcast: payload['reply_broadcast'] === true, edits: 0 });
    return json({ ok: true, channel: FakeSlackApi.channel, ts, message: { text: payload['text'] } });
  }

  #update({ channel, ts, ...payload }: Json): FakeAnswer {
    // The id only: chat.update takes no name.
    if (channel !== FakeSlackApi.channel) return FakeSlackApi.failed('channel_not_found');
    const message = this.#messages.get(ts as string);
    if (message === undefined) return FakeSlackApi.failed('message_not_found');
    const { blocks } = payload;
    const problem = refusal(Array.isArray(blocks) && blocks.length === 0 ? { text: payload['text'] } : payload);
    if (problem !== undefined) return FakeSlackApi.failed(problem);
    this.#messages.set(message.ts, { ...message, text: payload['text'] as string, blocks: (blocks ?? message.blocks) as readonly Json[], edits: message.edits + 1 });
    return json({ ok: true, channel, ts, text: payload['text'] });
  }
}

/** Slack's word for what is wrong with a message. */
function refusal(payload: Json): string | undefined {
  const problem = slackProblem(payload);
  if (problem === undefined) return undefined;
  return problem.startsWith('no_text') || problem === 'msg_blocks_too_long' ? problem : problem.startsWith('blocks') ? 'invalid_blocks' : 'invalid_arguments';
}

function json(body: object): FakeAnswer {
  return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
