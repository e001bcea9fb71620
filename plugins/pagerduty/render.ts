import type { AlertCause, AlertSeverity } from '../../core/contract/alert.js';
import type { JsonObject } from '../../core/contract/json.js';
import { cardOf, noticeSentence } from '../shared/alert-card.js';
import { piecesText } from '../shared/alert-facts.js';
import { timeOf } from '../shared/alert-words.js';
import type { CardLimits, Notice } from '../shared/card.js';
import { cut } from '../shared/cut.js';
import { plainKey } from '../shared/plain-key.js';

/** An event of PagerDuty's Events API v2, without the key that says whose it is. https://developer.pagerduty.com/docs/events-api-v2-overview */
export interface PagerDutyEvent {
  readonly event_action: 'trigger' | 'acknowledge' | 'resolve';
  /** At most 255 characters. */
  readonly dedup_key: string;
  readonly client?: string;
  readonly client_url?: string;
  readonly payload?: {
    /** At most 1024 characters. */
    readonly summary: string;
    readonly source: string;
    readonly severity: AlertSeverity;
    readonly timestamp: string;
    readonly class: string;
    readonly custom_details: JsonObject;
  };
  readonly links?: readonly { readonly href: string; readonly text: string }[];
}

const LIMITS: CardLimits = { title: 300, text: 4000, line: 4000, value: 500, url: 2000 };
const LONGEST = { summary: 1000, source: 250, key: 255 } as const;
const EVERYTHING = { samples: 3, groups: 25, fields: true, why: true };

const ACTIONS: Readonly<Partial<Record<AlertCause, PagerDutyEvent['event_action']>>> = { acknowledged: 'acknowledge', silenced: 'acknowledge', resolved: 'resolve' };

/**
 * A notice as an event: what begins or goes on triggers under one key, which PagerDuty adds to what is open there; who took or
 * silenced it acknowledges; the end resolves. PagerDuty reads no markup. A summary is resolved when nothing in it fires.
 */
export function renderPagerDuty(notice: Notice): PagerDutyEvent {
  const { content, cause } = notice;
  const over = 'summary' in content && content.summary.counts.firing === 0;
  const action = over ? 'resolve' : ACTIONS[cause] ?? 'trigger';
  const { id, severity, at } = 'alert' in content ? content.alert : content.summary;
  const key = { event_action: action, dedup_key: plainKey(id, LONGEST.key) };
  if (action !== 'trigger') return key;
  const card = cardOf(content, EVERYTHING, LIMITS);
  const view = card.buttons.find((button) => button.id === 'view')?.url;
  return {
    ...key,
    client: 'hushpipe',
    ...(view === undefined ? {} : { client_url: view }),
    payload: {
      summary: noticeSentence(content, LONGEST.summary, (text) => text),
      source: cut(sourceOf(content), LONGEST.source),
      severity,
      timestamp: timeOf(at).toISOString(),
      class: 'alert' in content ? cut(content.alert.trigger, LONGEST.source) : content.summary.kind,
      custom_details: {
        status: card.status,
        title: cut(card.title, LIMITS.title),
        ...(card.text === '' ? {} : { text: cut(card.text, LIMITS.text) }),
        facts: Object.fromEntries(card.facts.map(({ name, pieces }) => [name, piecesText(pieces)])),
        lines: card.lines.map((line) => cut(line, LIMITS.line)),
        note: card.smallPrint,
      },
    },
    links: card.buttons.map(({ url, label }) => ({ href: url, text: label })),
  };
}

/** The least that can be said: the key, the sentence and the severity. */
export function renderPagerDutySentence(notice: Notice): PagerDutyEvent {
  const { payload, links: _links, ...event } = renderPagerDuty(notice);
  return payload === undefined ? event : { ...event, payload: { ...payload, custom_details: {} } };
}

/** PagerDuty wants to know what is affected: the service or host that wrote the lines. */
function sourceOf(content: Notice['content']): string {
  const resource = 'alert' in content ? content.alert.samples[0]?.resource : undefined;
  return resource?.service ?? resource?.host ?? 'hushpipe';
}
