import type { Level } from '../contract/event.js';
import type { JsonValue } from '../contract/json.js';
import { fieldPath, type FieldPath } from './field-path.js';
import { toLevel } from './level.js';
import { toTime } from './time.js';

/** A field that every event may have: what lines call it, and what a value under one of these names means. */
export interface WellKnownField<T> {
  /** In the order in which they are looked for: ours, pino's and bunyan's, ECS, OpenTelemetry's JSON, and what is common besides. */
  readonly paths: readonly FieldPath[];
  /** Undefined for a value that means nothing, so that the next name is tried. */
  readonly meaning: (value: JsonValue, name: string) => T | undefined;
}

const field = <T>(meaning: WellKnownField<T>['meaning'], names: readonly string[]): WellKnownField<T> => ({ paths: names.map((name) => fieldPath(name)), meaning });

const asText = (value: JsonValue): string | undefined => (typeof value === 'string' ? value : undefined);
const asWord = (value: JsonValue): string | undefined => (value === '' ? undefined : asText(value));
const asId = (value: JsonValue): string | undefined => (typeof value === 'number' ? String(value) : asWord(value));

export const WELL_KNOWN = {
  time: field<number>(toTime, [
    'time', '@timestamp', 'timestamp', 'ts', 'Timestamp', 'timeUnixNano', 'datetime', 'date',
    // Of Windows events, as evtx_dump writes them.
    'Event.System.TimeCreated.#attributes.SystemTime', 'Event.System.TimeCreated_attributes.SystemTime',
  ]),
  level: field<Level>(toLevel, [
    'level', 'severity', 'log.level', 'severity_text', 'severityText', 'SeverityText', 'severityNumber', 'severity_number', 'SeverityNumber',
    'lvl', 'loglevel',
  ]),
  message: field<string>(asText, ['message', 'msg', 'body', 'Body', 'body.stringValue', 'text', 'log']),
  logger: field<string>(asWord, ['logger', 'log.logger', 'logger_name', 'module', 'name']),
  traceId: field<string>(asWord, ['trace_id', 'traceId', 'trace.id', 'TraceId']),
  spanId: field<string>(asWord, ['span_id', 'spanId', 'span.id', 'SpanId']),
  correlationId: field<string>(asId, ['correlation_id', 'correlationId', 'request_id', 'requestId', 'reqId']),
} as const;

export type WellKnown = keyof typeof WELL_KNOWN;
export type Meaning<N extends WellKnown> = (typeof WELL_KNOWN)[N] extends WellKnownField<infer T> ? T : never;
