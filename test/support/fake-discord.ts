import { FakeHttp, type FakeAnswer, type Received } from './fake-http.js';

type Json = Readonly<Record<string, unknown>>;

const ID = '123456789012345678';

/** A message as it stands in its channel or thread now. */
export interface DiscordMessage {
  readonly id: string;
  /** The thread's id, of a message in one. */
  readonly channel: string;
  readonly payload: Json;
  readonly edits: number;
}

export interface FakeDiscordOptions {
  /** The webhook's channel is a forum: what is posted opens a thread, or goes into one. */
  readonly forum?: boolean;
  /** Milliseconds. With it, Discord's limit for a webhook holds: five requests in two seconds. */
  readonly now?: () => number;
}

const CHANNEL = '223456789012345678';
const BUCKET = { size: 5, window: 2000 } as const;

/**
 * Discord's webhooks: takes and keeps what Discord takes, and refuses with Discord's own JSON what it refuses.
 * https://docs.discord.com/developers/resources/webhook#execute-webhook, #edit-webhook-message
 */
export class FakeDiscord extends FakeHttp {
  /** Made of pieces, so that no scanner takes it for a real one. */
  static readonly token = ['fake', 'x'.repeat(30), 'Y_-'.repeat(11), 'z'].join('');
  readonly #options: FakeDiscordOptions;
  readonly #standing = new Map<string, DiscordMessage>();
  readonly #threads = new Map<string, string>();
  /** When each request came, and how many were too many; where it has a clock. */
  readonly calls: number[] = [];
  limited = 0;
  #requests: number[] = [];
  #count = 0n;

  constructor(options: FakeDiscordOptions = {}) {
    super((request) => this.#judge(request));
    this.#options = options;
  }

  get apiUrl(): string {
    return `${this.origin}/api`;
  }

  get webhookUrl(): string {
    return `${this.apiUrl}/webhooks/${ID}/${FakeDiscord.token}`;
  }

  /** The messages that it was sent, also those that it refused. */
  get messages(): readonly Json[] {
    return this.received.map(({ text }) => JSON.parse(text) as Json);
  }

  /** What stands, in the order of posting. */
  get standing(): readonly DiscordMessage[] {
    return [...this.#standing.values()];
  }

  /** The names of the threads of a forum, by their ids. */
  get threads(): ReadonlyMap<string, string> {
    return this.#threads;
  }

  /** Somebody deletes a message by hand. */
  delete(id: string): void {
    this.#standing.delete(id);
  }

  /** The answer of a rate limit; `seconds` may have a fraction. */
  static rateLimited(seconds: number, headers: Readonly<Record<string, string>> = {}): FakeAnswer {
    return answer(429, { message: 'You are being rate limited.', retry_after: seconds, global: false }, { 'retry-after': String(seconds), ...headers });
  }

  /** The answer for a webhook that was deleted. */
  static readonly unknownWebhook: FakeAnswer = answer(404, { message: 'Unknown Webhook', code: 10015 });
  static readonly unknownMessage: FakeAnswer = answer(404, { message: 'Unknown Message', code: 10008 });
  static readonly unknownChannel: FakeAnswer = answer(404, { message: 'Unknown Channel', code: 10003 });

  static invalidForm(place: string, code: string): FakeAnswer {
    const errors = place.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), { _errors: [{ code, message: 'as it says' }] });
    return answer(400, { message: 'Invalid Form Body', code: 50035, errors });
  }

  #judge(request: Received): FakeAnswer {
    const url = new URL(request.path, 'http://discord.test');
    const [, edited] = new RegExp(`^/api(?:/v\\d+)?/webhooks/${ID}/${FakeDiscord.token}(?:/messages/(\\d+))?$`).exec(url.pathname) ?? [];
    if (!url.pathname.includes(`/${ID}/${FakeDiscord.token}`) || request.method !== (edited === undefined ? 'POST' : 'PATCH')) return FakeDiscord.unknownWebhook;
    const limit = this.#limit();
    if (limit?.status === 429) {
      this.limited += 1;
      return limit;
    }
    let payload: Json;
    try {
      payload = JSON.parse(request.text) as Json;
    } catch {
      return answer(400, { message: 'The request body contains invalid JSON.', code: 50109 });
    }
    const problem = discordProblem(payload, url.searchParams.get('with_components') === 'true');
    if (problem !== undefined) return FakeDiscord.invalidForm(problem.split(':')[0] ?? '', 'BASE_TYPE_BAD_LENGTH');
    const thread = url.searchParams.get('thread_id') ?? undefined;
    const done = edited === undefined ? this.#post(payload, thread, url.searchParams.get('wait') === 'true') : this.#edit(edited, payload, thread);
    return { ...done, headers: { ...done.headers, ...limit?.headers } };
  }

  #limit(): FakeAnswer | undefined {
    const { now: clock } = this.#options;
    if (clock === undefined) return undefined;
    const now = clock();
    this.calls.push(now);
    this.#requests = this.#requests.filter((at) => now - at < BUCKET.window);
    const resetAfter = (BUCKET.window - (now - (this.#requests[0] ?? now))) / 1000;
    if (this.#requests.length >= BUCKET.size) return FakeDiscord.rateLimited(resetAfter, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': String(resetAfter) });
    this.#requests.push(now);
    return { status: 200, headers: { 'x-ratelimit-limit': String(BUCKET.size), 'x-ratelimit-remaining': String(BUCKET.size - this.#requests.length), 'x-ratelimit-reset-after': String(resetAfter) } };
  }

  #post(payload: Json, thread: string | undefined, wait: boolean): FakeAnswer {
    const name = payload['thread_name'];
    if (this.#options.forum === true && (name === undefined) === (thread === undefined)) {
      return answer(400, { message: 'Webhooks posted to forum channels must have a thread_name or thread_id', code: 220001 });
    }
    if (this.#options.forum !== true && name !== undefined) return answer(400, { message: 'Webhooks can only create threads in forum channels', code: 220003 });
    if (name !== undefined && (typeof name !== 'string' || name === '' || name.length > 100)) return FakeDiscord.invalidForm('thread_name', 'BASE_TYPE_BAD_LENGTH');
    if (thread !== undefined && this.#options.forum === true && !this.#threads.has(thread)) return FakeDiscord.unknownChannel;
    this.#count += 1n;
    const id = String(987_654_321_098_765_432n + this.#count);
    // The first message of a forum's thread has the thread's own id.
    const channel = thread ?? (name === undefined ? CHANNEL : id);
    if (name !== undefined) this.#threads.set(id, name);
    this.#standing.set(id, { id, channel, payload, edits: 0 });
    return wait ? answer(200, { id, type: 0, channel_id: channel, content: payload['content'], embeds: payload['embeds'] }) : { status: 204 };
  }

  #edit(id: string, changes: Json, thread: string | undefined): FakeAnswer {
    const message = this.#standing.get(id);
    if (message === undefined) return FakeDiscord.unknownMessage;
    if (message.channel !== (thread ?? CHANNEL)) return FakeDiscord.unknownMessage;
    this.#standing.set(id, { ...message, payload: { ...message.payload, ...changes }, edits: message.edits + 1 });
    return answer(200, { id, type: 0, channel_id: message.channel, content: changes['content'], embeds: changes['embeds'] });
  }
}

function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): FakeAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** What Discord would refuse in a payload, as `place: why`; undefined where it would take it. */
export function discordProblem(payload: unknown, withComponents: boolean): string | undefined {
  if (!isObject(payload)) return 'payload: no object';
  const { content = '', embeds = [], components = [] } = payload;
  if (typeof content !== 'string' || content.length > 2000) return 'content: longer than 2000';
  if (!Array.isArray(embeds) || embeds.length > 10) return 'embeds: more than 10';
  if (content.trim() === '' && embeds.length === 0) return 'content: an empty message';
  let sum = 0;
  for (const [index, embed] of (embeds as readonly Json[]).entries()) {
    const texts = embedTexts(embed);
    const wrong = texts.find(({ text, max }) => typeof text !== 'string' || text.trim() === '' || text.length > max);
    if (wrong !== undefined) return `embeds.${index}.${wrong.place}: ${String(wrong.text).length} characters`;
    if (((embed['fields'] ?? []) as readonly unknown[]).length > 25) return `embeds.${index}.fields: more than 25`;
    sum += texts.reduce((total, { text }) => total + String(text).length, 0);
  }
  if (sum > 6000) return `embeds: ${sum} characters together`;
  const mentions = payload['allowed_mentions'];
  if (isObject(mentions) && isObject(mentions['parse'])) return 'allowed_mentions: parse is no list';
  if (!withComponents) return undefined;
  return (components as readonly Json[]).map(rowProblem).find((problem) => problem !== undefined);
}

function embedTexts(embed: Json): readonly { readonly place: string; readonly text: unknown; readonly max: number }[] {
  const fields = (embed['fields'] ?? []) as readonly Json[];
  const footer = embed['footer'] as Json | undefined;
  return [
    ...('title' in embed ? [{ place: 'title', text: embed['title'], max: 256 }] : []),
    ...('description' in embed ? [{ place: 'description', text: embed['description'], max: 4096 }] : []),
    ...(footer === undefined ? [] : [{ place: 'footer.text', text: footer['text'], max: 2048 }]),
    ...fields.flatMap(({ name, value }, index) => [{ place: `fields.${index}.name`, text: name, max: 256 }, { place: `fields.${index}.value`, text: value, max: 1024 }]),
  ];
}

function rowProblem(row: Json): string | undefined {
  const buttons = row['components'] as readonly Json[];
  if (row['type'] !== 1 || !Array.isArray(buttons) || buttons.length === 0 || buttons.length > 5) return 'components: no row of 1 to 5 buttons';
  const wrong = buttons.some(({ type, style, label, url }) => type !== 2 || style !== 5 || String(label).length > 80 || String(url).length > 512 || !URL.canParse(String(url)));
  return wrong ? 'components: no link button' : undefined;
}

/** Whom Discord would call: what the content says outside code, as far as `allowed_mentions` lets it. Embeds call nobody. */
export function discordPings(payload: Json): readonly string[] {
  const allowed = payload['allowed_mentions'] as { readonly parse?: readonly string[]; readonly roles?: readonly string[]; readonly users?: readonly string[] } | undefined;
  const content = (payload['content'] as string | undefined ?? '').replace(/```[^]*?```|`[^`]*`/g, '');
  const may = (kind: string, ids: readonly string[] | undefined, id: string): boolean => allowed === undefined || (allowed.parse ?? []).includes(kind) || (ids ?? []).includes(id);
  return [...content.matchAll(/@(everyone|here)|<@(&?)!?(\d+)>/g)].filter(([, all, role, id = '']) => {
    if (all !== undefined) return may('everyone', [], '');
    return role === '&' ? may('roles', allowed?.roles, id) : may('users', allowed?.users, id);
  }).map(([found]) => found);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
