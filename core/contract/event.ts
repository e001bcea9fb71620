import type { JsonObject, JsonValue } from './json.js';

/** Severities from least to most severe. `fatal` is read as `critical`. */
export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'critical'] as const;
export type Level = (typeof LEVELS)[number];

/** `audit` and `security` events are never sampled, suppressed or dropped by rate. A class may be raised, never lowered. */
export const EVENT_CLASSES = ['normal', 'security', 'audit'] as const;
export type EventClass = (typeof EVENT_CLASSES)[number];

/** Where the bytes of a batch came from. Two reads of the same bytes state the same origin, so they give the same event ids. */
export interface Origin {
  /** What people are shown: a file path, a peer address. */
  readonly name: string;
  /** Stable identity of the stream: device, inode and head hash of a file; not shown. */
  readonly key: string;
  /** Offset of the batch's first byte in that stream. */
  readonly offset: number;
}

/** What every event of one process shares; found under these names by `get`, never written into an untouched line. */
export interface Resource {
  readonly service?: string;
  readonly env?: string;
  readonly host?: string;
  readonly version?: string;
}

/** Fields to set (a value) or to remove (`undefined`), by path: a dotted name is first a literal key, then a path. */
export type FieldChanges = Readonly<Record<string, JsonValue | undefined>>;

declare const redacted: unique symbol;

/**
 * One log event: a read-only view over the bytes of its line, with fields located when they are asked for.
 *
 * The brand can only be given by core after redaction, so no plugin can be handed, or make, an event that was not
 * redacted. Nothing read from an event may be mutated. A view is valid for as long as it is referenced; who keeps one
 * beyond a delivery keeps its whole block in memory, so keep `toJSON()` or `line()` instead.
 */
export interface LogEvent {
  readonly [redacted]: true;
  /** Repeatable where the source states an `Origin`: the same bytes read twice have the same id. */
  readonly id: string;
  /** Epoch milliseconds: the event's own time, else its arrival. */
  readonly time: number;
  readonly level: Level;
  /** The human sentence; '' where the event has none. */
  readonly message: string;
  /** Dotted name of the module or logger that spoke. */
  readonly logger: string | undefined;
  readonly class: EventClass;
  /** Instance id of the source, e.g. `sources.app`. */
  readonly source: string;
  readonly resource: Resource;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly correlationId: string | undefined;
  /** All fields of a JSON line but time, level, message and logger; `{}` for a text line. Null prototype. */
  readonly attributes: JsonObject;
  /** Length of the line in bytes, without its line feed. */
  readonly byteLength: number;
  /**
   * The value at a path, else undefined. `level`, `message`, `time` and `logger` give the normalised value whatever the
   * line calls them; then a literal key, then a dotted path (`a.b.0.c`), then the resource. The last of duplicate keys wins.
   */
  get(path: string): JsonValue | undefined;
  /** An event with these changes, already redacted; all other bytes stay as they are. The same event where nothing changes, which is never altered. */
  with(changes: FieldChanges): LogEvent;
  /** The normalised event as a plain object of the caller's own: time (ISO 8601), level, message, logger, then the attributes. */
  toJSON(): JsonObject;
  /** The line as text: JSON for a JSON event, otherwise the text with CR and LF escaped. */
  line(): string;
}

/**
 * How a batch becomes bytes, one line an event, each ended by LF.
 * `json`: NDJSON; a JSON line that nobody touched leaves byte for byte as it came, a text line becomes an object.
 * `line`: as `json`, but a text line leaves as the text it came as.
 */
export type LineEncoding = 'json' | 'line';
