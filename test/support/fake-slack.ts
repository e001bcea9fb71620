import { FakeHttp, type FakeAnswer, type Received } from './fake-http.js';

type Json = Readonly<Record<string, unknown>>;

/** Slack's incoming webhooks: takes what Slack takes, and refuses with Slack's own words what it refuses. */
export class FakeSlack extends FakeHttp {
  constructor() {
    super(judge);
  }

  get webhookUrl(): string {
    return `${this.origin}/services/T00000000/B00000000/${['x'.repeat(12), 'Y'.repeat(12)].join('')}`;
  }

  /** The messages that it was sent, also those that it refused. */
  get messages(): readonly Json[] {
    return this.received.map(({ text }) => JSON.parse(text) as Json);
  }
}

const TOP_LEVEL = new Set(['text', 'blocks', 'attachments', 'username', 'icon_emoji', 'icon_url', 'channel', 'link_names', 'unfurl_links', 'unfurl_media', 'metadata', 'mrkdwn', 'thread_ts', 'reply_broadcast']);

function judge(request: Received): FakeAnswer {
  if (request.method !== 'POST' || !request.path.startsWith('/services/')) return { status: 404, body: 'no_service' };
  if (request.headers['content-type'] !== 'application/json') return { status: 400, body: 'invalid_payload' };
  let payload: unknown;
  try {
    payload = JSON.parse(request.text);
  } catch {
    return { status: 400, body: 'invalid_payload' };
  }
  const problem = slackProblem(payload);
  return problem === undefined ? { status: 200, body: 'ok' } : { status: 400, body: problem.startsWith('no_text') ? 'no_text' : 'invalid_blocks' };
}

/** What Slack would refuse in a payload, in words; undefined where it would take it. */
export function slackProblem(payload: unknown): string | undefined {
  if (!isObject(payload)) return 'invalid_payload';
  const unknown = Object.keys(payload).find((key) => !TOP_LEVEL.has(key));
  if (unknown !== undefined) return `unknown argument ${unknown}`;
  const { text = '', blocks } = payload;
  if (typeof text !== 'string' || text.length > 40_000) return 'text: no string of at most 40000 characters';
  if (blocks === undefined) return text === '' ? 'no_text' : undefined;
  if (!Array.isArray(blocks) || blocks.length === 0 || blocks.length > 50) return 'blocks: not 1 to 50';
  const ids = new Set<unknown>();
  for (const [index, block] of blocks.entries()) {
    const problem = isObject(block) ? blockProblem(block, ids) : 'no object';
    if (problem !== undefined) return `blocks.${index}: ${problem}`;
  }
  return JSON.stringify(blocks).length > 13_200 * 4 || totalText(blocks) > 13_200 ? 'msg_blocks_too_long' : undefined;
}

function blockProblem(block: Json, ids: Set<unknown>): string | undefined {
  if (block['block_id'] !== undefined) {
    if (ids.has(block['block_id']) || lengthOf(block['block_id']) > 255) return 'block_id: twice or too long';
    ids.add(block['block_id']);
  }
  const elements = Array.isArray(block['elements']) ? block['elements'] as readonly Json[] : [];
  switch (block['type']) {
    case 'header': return textProblem(block['text'], ['plain_text'], 150);
    case 'divider': return undefined;
    case 'section': {
      const fields = block['fields'] === undefined ? [] : block['fields'] as readonly unknown[];
      if (block['text'] === undefined && fields.length === 0) return 'neither text nor fields';
      if (fields.length > 10) return 'more than 10 fields';
      return (block['text'] === undefined ? undefined : textProblem(block['text'], ['plain_text', 'mrkdwn'], 3000))
        ?? first(fields, (field) => textProblem(field, ['plain_text', 'mrkdwn'], 2000));
    }
    case 'context': {
      if (elements.length === 0 || elements.length > 10) return 'not 1 to 10 elements';
      return first(elements, (element) => textProblem(element, ['plain_text', 'mrkdwn'], 3000));
    }
    case 'actions': {
      if (elements.length === 0 || elements.length > 25) return 'not 1 to 25 elements';
      return first(elements, (element) => buttonProblem(element, ids));
    }
    case 'rich_text': return elements.length === 0 ? 'no elements' : first(elements, richTextProblem);
    default: return `unknown type ${String(block['type'])}`;
  }
}

function buttonProblem(button: Json, ids: Set<unknown>): string | undefined {
  if (button['type'] !== 'button') return 'no button';
  const id = button['action_id'];
  if (id !== undefined && (ids.has(id) || lengthOf(id) > 255)) return 'action_id: twice or too long';
  ids.add(id);
  if (lengthOf(button['url']) > 3000 || lengthOf(button['value']) > 2000) return 'url or value too long';
  if (button['url'] !== undefined && !URL.canParse(button['url'] as string)) return 'url: no address';
  if (button['style'] !== undefined && !['primary', 'danger'].includes(button['style'] as string)) return 'an unknown style';
  return textProblem(button['text'], ['plain_text'], 75) ?? (button['confirm'] === undefined ? undefined : confirmProblem(button['confirm']));
}

function confirmProblem(confirm: unknown): string | undefined {
  if (!isObject(confirm)) return 'confirm: no object';
  return textProblem(confirm['title'], ['plain_text'], 100) ?? textProblem(confirm['text'], ['plain_text'], 300)
    ?? textProblem(confirm['confirm'], ['plain_text'], 30) ?? textProblem(confirm['deny'], ['plain_text'], 30);
}

const PARTS = new Set(['rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'rich_text_quote']);

function richTextProblem(part: Json): string | undefined {
  if (!PARTS.has(part['type'] as string)) return `unknown element ${String(part['type'])}`;
  const elements = part['elements'] as readonly Json[];
  if (!Array.isArray(elements) || elements.length === 0) return 'an element without elements';
  const preformatted = part['type'] === 'rich_text_preformatted';
  return first(elements, (element) => {
    switch (element['type']) {
      case 'text': return lengthOf(element['text']) === 0 || lengthOf(element['text']) > 3000 ? 'a text that is empty or too long' : undefined;
      case 'link': return URL.canParse(element['url'] as string) ? undefined : 'a link without an address';
      case 'date': return preformatted || !Number.isInteger(element['timestamp']) || typeof element['format'] !== 'string' ? 'a wrong date' : undefined;
      case 'broadcast': return !preformatted && ['here', 'channel', 'everyone'].includes(element['range'] as string) ? undefined : 'a wrong broadcast';
      case 'user': return !preformatted && typeof element['user_id'] === 'string' ? undefined : 'a wrong user';
      case 'usergroup': return !preformatted && typeof element['usergroup_id'] === 'string' ? undefined : 'a wrong group';
      default: return `unknown element ${String(element['type'])}`;
    }
  });
}

function textProblem(text: unknown, types: readonly string[], max: number): string | undefined {
  if (!isObject(text) || !types.includes(text['type'] as string)) return 'no text object';
  const length = lengthOf(text['text']);
  return length === 0 || length > max ? `a text of ${length} characters` : undefined;
}

/** Whom Slack would call: the raw forms in text that it reads markup in, and the elements of rich text. */
export function slackPings(payload: Json): readonly string[] {
  const found: string[] = [];
  const markup = (text: unknown): void => void found.push(...(String(text).match(/<(?:!(?:here|channel|everyone|subteam\^)|[@#])[^>]*>/g) ?? []));
  markup(payload['text'] ?? '');
  visit(payload['blocks'], (node) => {
    if (node['type'] === 'mrkdwn' || node['type'] === 'plain_text') markup(node['text']);
    if (node['type'] === 'broadcast') found.push(`<!${String(node['range'])}>`);
    if (node['type'] === 'user') found.push(`<@${String(node['user_id'])}>`);
    if (node['type'] === 'usergroup') found.push(`<!subteam^${String(node['usergroup_id'])}>`);
  });
  return found;
}

function totalText(blocks: readonly unknown[]): number {
  let sum = 0;
  visit(blocks, (node) => {
    sum += typeof node['text'] === 'string' ? node['text'].length : 0;
  });
  return sum;
}

function visit(value: unknown, see: (node: Json) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, see);
  else if (isObject(value)) {
    see(value);
    for (const item of Object.values(value)) visit(item, see);
  }
}

function first<T>(items: readonly T[], problem: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = problem(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function lengthOf(value: unknown): number {
  return value === undefined ? 0 : typeof value === 'string' ? value.length : Number.POSITIVE_INFINITY;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
