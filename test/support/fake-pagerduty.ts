import { FakeHttp, type FakeAnswer, type Received } from './fake-http.js';

type Json = Readonly<Record<string, unknown>>;

/** PagerDuty's Events API v2: keeps what is open under which key. https://developer.pagerduty.com/docs/send-alert-event */
export class FakePagerDuty extends FakeHttp {
  static readonly key = 'a1b2c3d4'.repeat(4);
  /** By dedup key: how it stands, and how often it was triggered while it was open. */
  readonly incidents = new Map<string, { readonly status: 'triggered' | 'acknowledged' | 'resolved'; readonly events: number }>();

  constructor() {
    super((request) => this.#judge(request));
  }

  #judge(request: Received): FakeAnswer {
    if (request.method !== 'POST' || request.path !== '/v2/enqueue') return { status: 404 };
    const event = JSON.parse(request.text) as Json;
    const problem = event['routing_key'] === FakePagerDuty.key ? pagerDutyProblem(event, request.body.length) : 'routing_key: is incorrect';
    if (problem !== undefined) return answer(400, { status: 'invalid event', message: 'Event object is invalid', errors: [problem] });
    const key = event['dedup_key'] as string;
    const before = this.incidents.get(key);
    const open = before !== undefined && before.status !== 'resolved';
    if (event['event_action'] === 'trigger') this.incidents.set(key, open ? { ...before, events: before.events + 1 } : { status: 'triggered', events: 1 });
    else if (open) this.incidents.set(key, { ...before, status: event['event_action'] === 'resolve' ? 'resolved' : 'acknowledged' });
    return answer(202, { status: 'success', message: 'Event processed', dedup_key: key });
  }
}

/** What PagerDuty would refuse, as `place: why`. */
export function pagerDutyProblem(event: Json, bytes: number): string | undefined {
  if (bytes > 512 * 1024) return 'event: larger than 512 KB';
  const key = event['dedup_key'];
  if (typeof key !== 'string' || key === '' || key.length > 255) return 'dedup_key: not 1 to 255 characters';
  if (event['event_action'] === 'acknowledge' || event['event_action'] === 'resolve') return undefined;
  if (event['event_action'] !== 'trigger') return 'event_action: unknown';
  const { summary, source, severity, timestamp } = (event['payload'] ?? {}) as Json;
  if (typeof summary !== 'string' || summary.trim() === '' || summary.length > 1024) return 'payload.summary: not 1 to 1024 characters';
  if (typeof source !== 'string' || source.trim() === '') return 'payload.source: missing';
  if (!['critical', 'error', 'warning', 'info'].includes(severity as string)) return 'payload.severity: unknown';
  if (Number.isNaN(Date.parse(timestamp as string))) return 'payload.timestamp: no time';
  return ((event['links'] ?? []) as readonly Json[]).some(({ href }) => !URL.canParse(href as string)) ? 'links: no address' : undefined;
}

function answer(status: number, body: object): FakeAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
