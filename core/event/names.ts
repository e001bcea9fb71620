import { fieldPath, type FieldPath } from './locate.js';

/**
 * What lines call the fields that every event has, in the order in which they are looked for: ours, pino's and bunyan's,
 * ECS, OpenTelemetry's JSON, and what is common besides.
 */
const NAMES = {
  time: ['time', '@timestamp', 'timestamp', 'ts', 'Timestamp', 'timeUnixNano', 'datetime', 'date'],
  level: ['level', 'severity', 'log.level', 'severity_text', 'severityText', 'SeverityText', 'severityNumber', 'severity_number', 'SeverityNumber', 'lvl', 'loglevel'],
  message: ['message', 'msg', 'body', 'Body', 'body.stringValue', 'text', 'log'],
  logger: ['logger', 'log.logger', 'logger_name', 'module', 'name'],
  traceId: ['trace_id', 'traceId', 'trace.id', 'TraceId'],
  spanId: ['span_id', 'spanId', 'span.id', 'SpanId'],
  correlationId: ['correlation_id', 'correlationId', 'request_id', 'requestId', 'reqId'],
} as const;

export type WellKnown = keyof typeof NAMES;

const paths = (names: readonly string[]): readonly FieldPath[] => names.map((name) => fieldPath(name));

export const WELL_KNOWN: Readonly<Record<WellKnown, readonly FieldPath[]>> = {
  time: paths(NAMES.time),
  level: paths(NAMES.level),
  message: paths(NAMES.message),
  logger: paths(NAMES.logger),
  traceId: paths(NAMES.traceId),
  spanId: paths(NAMES.spanId),
  correlationId: paths(NAMES.correlationId),
};
