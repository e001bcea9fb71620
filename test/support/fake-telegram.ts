import { FakeHttp, type FakeAnswer, type Received } from './fake-http.js';

type Json = Readonly<Record<string, unknown>>;

/** Telegram's Bot API for one chat: keeps the messages as they stand. https://core.telegram.org/bots/api */
export class FakeTelegram extends FakeHttp {
  /** Made of pieces, so that no scanner takes it for a real one. */
  static readonly token = ['110201543', 'AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw'.slice(0, 30)].join(':');
  static readonly chat = '-1001234567890';
  readonly messages = new Map<number, Json>();
  edits = 0;

  constructor() {
    super((request) => this.#judge(request));
  }

  static rateLimited(seconds: number): FakeAnswer {
    return refusal(429, `Too Many Requests: retry after ${seconds}`, { parameters: { retry_after: seconds } });
  }

  #judge(request: Received): FakeAnswer {
    const [, token, method] = /^\/bot([^/]+)\/(\w+)$/.exec(request.path) ?? [];
    if (token !== FakeTelegram.token) return refusal(401, 'Unauthorized');
    const body = JSON.parse(request.text) as Json;
    if (body['chat_id'] !== FakeTelegram.chat) return refusal(400, 'Bad Request: chat not found');
    const problem = telegramProblem(body);
    if (problem !== undefined) return refusal(400, `Bad Request: ${problem}`);
    if (method === 'sendMessage') {
      const id = this.messages.size + 1;
      this.messages.set(id, body);
      return taken(id);
    }
    const id = body['message_id'] as number;
    const standing = this.messages.get(id);
    if (method !== 'editMessageText') return refusal(404, 'Not Found');
    if (standing === undefined) return refusal(400, 'Bad Request: message to edit not found');
    if (standing['text'] === body['text'] && JSON.stringify(standing['reply_markup']) === JSON.stringify(body['reply_markup'])) {
      return refusal(400, 'Bad Request: message is not modified: specified new message content and reply markup are exactly the same');
    }
    this.messages.set(id, body);
    this.edits += 1;
    return taken(id);
  }
}

const TAGS = /<(\/?)(b|i|code|pre)>/g;

/** What Telegram would refuse. */
export function telegramProblem(body: Json): string | undefined {
  const { text } = body;
  if (body['parse_mode'] !== 'HTML' || typeof text !== 'string') return 'unknown parse mode';
  const open: string[] = [];
  for (const [, end, tag = ''] of text.matchAll(TAGS)) {
    if (end === '') open.push(tag);
    else if (open.pop() !== tag) return 'can\'t parse entities: Unmatched end tag';
  }
  if (open.length > 0) return 'can\'t parse entities: Can\'t find end tag';
  const plain = text.replace(TAGS, '');
  if (/[<>]/.test(plain)) return 'can\'t parse entities: Unsupported start tag';
  const shown = plain.replace(/&(lt|gt|amp|quot);/g, '?');
  if (shown.trim() === '') return 'message text is empty';
  if (shown.length > 4096) return 'message is too long';
  const { inline_keyboard: rows } = (body['reply_markup'] ?? { inline_keyboard: [] }) as { readonly inline_keyboard: readonly (readonly Json[])[] };
  return rows.flat().some(({ text: label, url }) => label === '' || !/^https?:\/\//.test(url as string)) ? 'BUTTON_URL_INVALID' : undefined;
}

/** What Telegram would make a mention, a hashtag, a command or a link of: it looks outside code and preformatted text. */
export function telegramEntities(body: Json): readonly string[] {
  const prose = (body['text'] as string).replace(/<(code|pre)>[^]*?<\/\1>/g, '').replace(TAGS, '').replace(/&(lt|gt|amp|quot);/g, ' ');
  return [...prose.matchAll(/(?<![\p{L}\p{N}_])[@#$/][\p{L}\p{N}_]+|:\/\/\S|[\p{L}\p{N}-]\.\p{L}{2,}/gu)].map(([found]) => found);
}

function refusal(status: number, description: string, more: object = {}): FakeAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ok: false, error_code: status, description, ...more }) };
}

function taken(id: number): FakeAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ok: true, result: { message_id: id, chat: { id: Number(FakeTelegram.chat) } } }) };
}
