import { plainText, type Alert, type AlertCause, type AlertDelivery, type AlertSummary, type IncidentState, type Message } from '../../core/contract/alert.js';
import type { LogEvent } from '../../core/contract/event.js';
import type { JsonObject, JsonValue } from '../../core/contract/json.js';
import { timeOf } from './alert-words.js';
import type { Notice } from './card.js';
import { cut } from './cut.js';

/**
 * A notice as JSON, version 1. Fields may be added within a version; none changes its meaning or goes away. Texts are plain
 * and may hold what came from events: escape them for where they are shown. Times are ISO 8601 in UTC.
 */
export type NoticePayload = IncidentPayload | SummaryPayload;

interface Said {
  readonly version: 1;
  /** Why it is sent now, and whether it is new or stands for what was sent before. */
  readonly cause: AlertCause;
  readonly form: AlertDelivery['form'];
}

export interface IncidentPayload extends Said {
  readonly type: 'incident';
  readonly id: string;
  readonly short_id: string;
  readonly status: IncidentState;
  readonly trigger: string;
  readonly severity: Alert['severity'];
  readonly title: string;
  readonly text: string;
  readonly why: string;
  readonly key: JsonObject;
  readonly tags: readonly string[];
  readonly owner?: string;
  readonly since: string;
  readonly at: string;
  readonly updated_at: string;
  readonly count: number;
  /** Events a minute: now, and the most there were. */
  readonly rate: number;
  readonly peak: { readonly per_minute: number; readonly at: string };
  readonly top_groups: readonly { readonly name: string; readonly count: number }[];
  readonly held_back: number;
  /** Redacted events; one of more than 16 KiB has its time, level, logger and the start of its message, and `truncated`. */
  readonly samples: readonly JsonObject[];
  readonly redactions: number;
  readonly acknowledged?: { readonly by: string; readonly at: string };
  readonly silenced?: { readonly by: string; readonly until: string; readonly reason: string };
  readonly resolved?: { readonly at: string; readonly reason: string; readonly by?: string };
  readonly votes?: { readonly useful: number; readonly noise: number };
  readonly next_escalation?: { readonly at: string; readonly to: readonly string[] };
  readonly links: { readonly acknowledge?: string; readonly silence?: string; readonly resolve?: string; readonly view?: string; readonly runbook?: string };
  readonly drill: boolean;
}

export interface SummaryPayload extends Said {
  readonly type: 'summary';
  readonly id: string;
  readonly kind: AlertSummary['kind'];
  readonly severity: Alert['severity'];
  readonly title: string;
  readonly since: string;
  readonly at: string;
  readonly counts: AlertSummary['counts'];
  readonly incidents: readonly { readonly short_id: string; readonly severity: Alert['severity']; readonly status: IncidentState; readonly title: string; readonly at: string; readonly count: number }[];
  /** How many are in it beside those that `incidents` lists. */
  readonly hidden: number;
  readonly links: { readonly view?: string };
  readonly drill: boolean;
}

const LONGEST = { title: 1000, text: 10_000, value: 1000, message: 4096, sampleBytes: 16_384, name: 200, summaryLines: 200 } as const;

export function noticePayload(notice: Notice): NoticePayload {
  const { content } = notice;
  return 'alert' in content ? incidentPayload(notice, content.alert) : summaryPayload(notice, content.summary);
}

function incidentPayload({ cause, form }: Notice, alert: Alert): IncidentPayload {
  const { owner, acknowledged, silenced, resolved, votes, nextEscalation, peak } = alert;
  return {
    version: 1,
    type: 'incident',
    id: alert.id,
    short_id: alert.shortId,
    status: alert.state,
    cause,
    form,
    trigger: alert.trigger,
    severity: alert.severity,
    title: words(alert.title, LONGEST.title),
    text: words(alert.text, LONGEST.text),
    why: cut(alert.why, LONGEST.text),
    key: Object.fromEntries(Object.entries(alert.key).map(([name, value]) => [name, shortened(value)])),
    tags: alert.tags,
    ...(owner === undefined ? {} : { owner: cut(owner, LONGEST.name) }),
    since: iso(alert.since),
    at: iso(alert.at),
    updated_at: iso(alert.updatedAt),
    count: alert.count,
    rate: alert.rate,
    peak: { per_minute: peak.perMinute, at: iso(peak.at) },
    top_groups: alert.topGroups.map(({ name, count }) => ({ name: cut(name, LONGEST.name), count })),
    held_back: alert.heldBack,
    samples: alert.samples.map(sampleObject),
    redactions: alert.redactions,
    ...(acknowledged === undefined ? {} : { acknowledged: { by: cut(acknowledged.by, LONGEST.name), at: iso(acknowledged.at) } }),
    ...(silenced === undefined ? {} : { silenced: { by: cut(silenced.by, LONGEST.name), until: iso(silenced.until), reason: cut(silenced.reason, LONGEST.value) } }),
    ...(resolved === undefined ? {} : { resolved: { at: iso(resolved.at), reason: resolved.reason, ...(resolved.by === undefined ? {} : { by: cut(resolved.by, LONGEST.name) }) } }),
    ...(votes === undefined ? {} : { votes }),
    ...(nextEscalation === undefined ? {} : { next_escalation: { at: iso(nextEscalation.at), to: nextEscalation.to } }),
    links: { ...alert.links, ...(alert.runbook === undefined ? {} : { runbook: alert.runbook }) },
    drill: alert.drill,
  };
}

function summaryPayload({ cause, form }: Notice, summary: AlertSummary): SummaryPayload {
  const shown = summary.lines.slice(0, LONGEST.summaryLines);
  return {
    version: 1,
    type: 'summary',
    id: summary.id,
    kind: summary.kind,
    cause,
    form,
    severity: summary.severity,
    title: words(summary.title, LONGEST.title),
    since: iso(summary.since),
    at: iso(summary.at),
    counts: summary.counts,
    incidents: shown.map(({ shortId, severity, state, title, at, count }) => ({ short_id: shortId, severity, status: state, title: words(title, LONGEST.title), at: iso(at), count })),
    hidden: summary.hidden + summary.lines.length - shown.length,
    links: summary.link === undefined ? {} : { view: summary.link },
    drill: summary.drill,
  };
}

/** The payload as JSON that every parser takes: a lone surrogate, which JavaScript alone may escape, is replaced. */
export function encodePayload(payload: object): string {
  return JSON.stringify(payload, (_key, value: unknown) => {
    if (typeof value === 'string') return wellFormed(value);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [wellFormed(name), inner as unknown]));
  });
}

export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

function iso(ms: number): string {
  return timeOf(ms).toISOString();
}

function words(message: Message, max: number): string {
  return cut(plainText(message), max);
}

function shortened(value: JsonValue): JsonValue {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return cut(value, LONGEST.value);
  const text = JSON.stringify(value);
  return text.length <= LONGEST.value ? value : cut(text, LONGEST.value);
}

function sampleObject(event: LogEvent): JsonObject {
  if (event.byteLength <= LONGEST.sampleBytes) return event.toJSON();
  const { level, logger } = event;
  return { time: iso(event.time), level, ...(logger === undefined ? {} : { logger }), message: cut(event.message, LONGEST.message), truncated: true };
}
