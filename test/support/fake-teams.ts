import { FakeHttp, type FakeAnswer, type Received } from './fake-http.js';

type Json = Readonly<Record<string, unknown>>;

/** A workflow of Teams that posts the cards it is sent. */
export class FakeTeams extends FakeHttp {
  static readonly signature = ['sig', 'Zx9'.repeat(14)].join('');

  constructor() {
    super(judge);
  }

  get webhookUrl(): string {
    return `${this.origin}/workflows/f00/triggers/manual/paths/invoke?api-version=2016-06-01&sig=${FakeTeams.signature}`;
  }

  get messages(): readonly Json[] {
    return this.received.map(({ text }) => JSON.parse(text) as Json);
  }
}

function judge(request: Received): FakeAnswer {
  if (!request.path.includes(FakeTeams.signature)) return answer(401, { error: { code: 'DirectApiAuthorizationRequired', message: 'The request must be authenticated' } });
  const problem = teamsProblem(JSON.parse(request.text), request.body.length);
  return problem === undefined ? { status: 202 } : answer(400, { error: { code: 'TriggerInputSchemaMismatch', message: problem } });
}

/** What Teams would refuse or could not show, as `place: why`; by the schema of adaptive cards, version 1.4. */
export function teamsProblem(payload: unknown, bytes: number): string | undefined {
  if (bytes > 28 * 1024) return `message: ${bytes} bytes`;
  const { type, attachments } = payload as Json;
  const [attachment, ...more] = (attachments ?? []) as readonly Json[];
  if (type !== 'message' || attachment === undefined || more.length > 0) return 'attachments: not one in a message';
  if (attachment['contentType'] !== 'application/vnd.microsoft.card.adaptive') return 'contentType: no adaptive card';
  const card = attachment['content'] as Json;
  if (card['type'] !== 'AdaptiveCard' || !/^1\.[0-5]$/.test(card['version'] as string)) return 'content: no adaptive card';
  for (const [index, element] of ((card['body'] ?? []) as readonly Json[]).entries()) {
    if (element['type'] === 'TextBlock' && typeof element['text'] === 'string') continue;
    const inlines = (element['inlines'] ?? []) as readonly Json[];
    if (element['type'] !== 'RichTextBlock' || inlines.length === 0) return `body.${index}: no text`;
    if (inlines.some((run) => run['type'] !== 'TextRun' || typeof run['text'] !== 'string' || run['text'] === '')) return `body.${index}: a run without text`;
  }
  const actions = (card['actions'] ?? []) as readonly Json[];
  if (actions.length > 6) return 'actions: more than 6';
  return actions.some((action) => action['type'] !== 'Action.OpenUrl' || !URL.canParse(action['url'] as string)) ? 'actions: no address' : undefined;
}

/** The text that Teams reads Markdown and mentions in: everything but text runs. */
export function teamsMarkdown(payload: Json): string {
  const [attachment] = payload['attachments'] as readonly Json[];
  const { body } = attachment?.['content'] as { readonly body: readonly Json[] };
  return body.filter(({ type }) => type === 'TextBlock').map(({ text }) => text).join('\n');
}

function answer(status: number, body: object): FakeAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
