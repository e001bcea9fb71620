import { FakeHttp, type FakeAnswer, type Received } from './fake-http.js';

type Json = Readonly<Record<string, unknown>>;

/** Opsgenie's Alert API: keeps what is open under which alias. https://docs.opsgenie.com/docs/alert-api */
export class FakeOpsgenie extends FakeHttp {
  static readonly key = ['0a1b2c3d', '4e5f', '6a7b'].join('-');
  /** By alias: how it stands, how often it was created while it was open, and what was noted. */
  readonly alerts = new Map<string, { readonly status: string; readonly count: number; readonly notes: readonly string[] }>();

  constructor() {
    super((request) => this.#judge(request));
  }

  #judge(request: Received): FakeAnswer {
    if (request.headers.authorization !== `GenieKey ${FakeOpsgenie.key}`) return answer(401, { message: 'Could not authenticate' });
    const body = JSON.parse(request.text) as Json;
    const problem = request.method === 'POST' ? opsgenieProblem(request.path, body) : 'method: unknown';
    if (problem !== undefined) return answer(422, { message: 'Request body is not processable. Please check the errors.', errors: { [problem.split(':')[0] ?? '']: problem } });
    const [, , , alias = body['alias'] as string, action = 'create'] = new URL(request.path, 'http://opsgenie.test').pathname.split('/').map(decodeURIComponent);
    const before = this.alerts.get(alias);
    const open = before !== undefined && before.status !== 'closed';
    const notes = [...(before?.notes ?? []), ...(typeof body['note'] === 'string' ? [body['note']] : [])];
    if (action === 'create') this.alerts.set(alias, open ? { ...before, count: before.count + 1 } : { status: 'open', count: 1, notes });
    else if (open) this.alerts.set(alias, { ...before, notes, status: { acknowledge: 'acknowledged', close: 'closed', snooze: 'snoozed' }[action] ?? before.status });
    return answer(202, { result: 'Request will be processed', requestId: 'r-1' });
  }
}

const SIZES: Readonly<Record<string, number>> = { message: 130, alias: 512, description: 15_000, entity: 512, source: 100, user: 100, note: 25_000 };

/** What Opsgenie would refuse, as `place: why`. */
export function opsgenieProblem(path: string, body: Json): string | undefined {
  const long = Object.entries(SIZES).find(([name, max]) => body[name] !== undefined && (typeof body[name] !== 'string' || body[name].length > max));
  if (long !== undefined) return `${long[0]}: longer than ${long[1]}`;
  const action = /^\/v2\/alerts\/[^/?]+\/(acknowledge|close|snooze|notes)\?identifierType=alias$/.exec(path)?.[1];
  if (action === 'snooze') return Number.isNaN(Date.parse(body['endTime'] as string)) ? 'endTime: no time' : undefined;
  if (action === 'notes') return typeof body['note'] === 'string' && body['note'] !== '' ? undefined : 'note: missing';
  if (action !== undefined) return undefined;
  if (path !== '/v2/alerts') return 'path: unknown';
  if (typeof body['message'] !== 'string' || body['message'].trim() === '') return 'message: missing';
  const tags = (body['tags'] ?? []) as readonly unknown[];
  if (tags.length > 20 || tags.some((tag) => typeof tag !== 'string' || tag === '' || tag.length > 50)) return 'tags: not 20 of 50 characters';
  const details = Object.entries((body['details'] ?? {}) as Json);
  if (details.some(([, value]) => typeof value !== 'string') || details.reduce((sum, [name, value]) => sum + name.length + String(value).length, 0) > 8000) return 'details: longer than 8000';
  return body['priority'] === undefined || /^P[1-5]$/.test(body['priority'] as string) ? undefined : 'priority: unknown';
}

function answer(status: number, body: object): FakeAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
