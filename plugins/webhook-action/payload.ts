import { plainText, type Alert, type Message } from '../../core/contract/alert.js';
import type { LogEvent } from '../../core/contract/event.js';
import type { JsonObject, JsonValue } from '../../core/contract/json.js';
import { timeOf } from '../shared/alert-words.js';
import { cut } from '../shared/cut.js';

/** An alert as JSON, version 1. Fields may be added within a version; none changes its meaning or goes away. */
export interface AlertPayload {
  readonly version: 1;
  readonly id: string;
  readonly status: 'firing';
  readonly trigger: string;
  readonly severity: Alert['severity'];
  /** Plain text that may hold what came from events: escape it for where it is shown. */
  readonly title: string;
  readonly text: string;
  readonly why: string;
  readonly key: JsonObject;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly at: string;
  readonly count: number;
  readonly held_back: number;
  /** Redacted events; one of more than 16 KiB has its time, level, logger and the start of its message, and `truncated`. */
  readonly samples: readonly JsonObject[];
  readonly links: { readonly runbook?: string };
}

const LONGEST = { title: 1000, text: 10_000, value: 1000, message: 4096, sampleBytes: 16_384 } as const;

export function alertPayload(alert: Alert): AlertPayload {
  return {
    version: 1,
    id: alert.id,
    status: 'firing',
    trigger: alert.trigger,
    severity: alert.severity,
    title: words(alert.title, LONGEST.title),
    text: words(alert.text, LONGEST.text),
    why: cut(alert.why, LONGEST.text),
    key: Object.fromEntries(Object.entries(alert.key).map(([name, value]) => [name, shortened(value)])),
    since: timeOf(alert.since).toISOString(),
    at: timeOf(alert.at).toISOString(),
    count: alert.count,
    held_back: alert.heldBack,
    samples: alert.samples.map(sampleObject),
    links: alert.runbook === undefined ? {} : { runbook: alert.runbook },
  };
}

/** The payload as JSON that every parser takes: a lone surrogate, which JavaScript alone may escape, is replaced. */
export function encodePayload(payload: AlertPayload): string {
  return JSON.stringify(payload, (_key, value: unknown) => {
    if (typeof value === 'string') return wellFormed(value);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [wellFormed(name), inner as unknown]));
  });
}

function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
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
  return { time: timeOf(event.time).toISOString(), level, ...(logger === undefined ? {} : { logger }), message: cut(event.message, LONGEST.message), truncated: true };
}
