import { FakeHttp, type FakeAnswer, type Received } from './fake-http.js';

type Json = Readonly<Record<string, unknown>>;

/** Alertmanager's API v2: keeps each alert by its labels, with the end that it was last told. */
export class FakeAlertmanager extends FakeHttp {
  /** By labels, as JSON with sorted names. */
  readonly alerts = new Map<string, Json>();

  constructor() {
    super((request) => this.#judge(request));
  }

  /** The labels of what fires at this time, epoch milliseconds. */
  firing(now: number): readonly Json[] {
    return [...this.alerts.values()].filter(({ endsAt }) => Date.parse(endsAt as string) > now).map(({ labels }) => labels as Json);
  }

  #judge(request: Received): FakeAnswer {
    if (request.method !== 'POST' || request.path !== '/api/v2/alerts') return { status: 404 };
    const alerts = JSON.parse(request.text) as readonly Json[];
    const problem = alerts.map(alertmanagerProblem).find((found) => found !== undefined);
    if (problem !== undefined) return { status: 400, body: JSON.stringify(problem) };
    for (const alert of alerts) this.alerts.set(JSON.stringify(alert['labels'], Object.keys(alert['labels'] as Json).sort((a, b) => (a < b ? -1 : 1))), alert);
    return { status: 200 };
  }
}

/** What Alertmanager would refuse: prometheus/common's Alert.Validate. */
export function alertmanagerProblem({ labels, annotations, startsAt, endsAt, generatorURL }: Json): string | undefined {
  for (const [what, set] of [['label', labels], ['annotation', annotations]] as const) {
    for (const [name, value] of Object.entries(set as Json)) {
      if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) return `invalid ${what} name "${name}"`;
      if (typeof value !== 'string' || /\p{Surrogate}/u.test(value)) return `invalid ${what} value of "${name}"`;
    }
  }
  if (Object.values(labels as Json).every((value) => value === '')) return 'at least one label pair required';
  const [start, end] = [Date.parse(startsAt as string), Date.parse(endsAt as string)];
  if (Number.isNaN(start) || Number.isNaN(end)) return 'no time';
  if (end < start) return 'start time must be before end time';
  return generatorURL !== undefined && !URL.canParse(generatorURL as string) ? 'no generator URL' : undefined;
}
