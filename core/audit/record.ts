import { hash } from 'node:crypto';
import type { JsonObject, JsonValue } from '../contract/json.js';
import type { Sealed } from './seal.js';

/** What is to be recorded. Values are taken as they are: redaction comes before. */
export interface AuditEntry {
  /** What happened: `authz_admin`, `hushpipe.start`. */
  readonly event: string;
  readonly outcome?: 'success' | 'failure' | 'unknown';
  /** Who did it, and to what. */
  readonly actor?: JsonValue;
  readonly target?: JsonValue;
  /** Where it was seen: an instance id. */
  readonly source?: string;
  readonly trace?: string;
  /** When it happened, in epoch milliseconds; without it, now. */
  readonly time?: number;
  readonly data?: JsonObject;
  /** A person, and what the record says of them: sealed under a key of that person's own, which `audit erase` destroys. */
  readonly subject?: { readonly id: string; readonly fields: JsonObject };
}

/** A record as it stands in the log. */
export interface AuditRecord {
  readonly v: 1;
  /** Its number, from 0 without a gap: the index of its leaf. */
  readonly seq: number;
  /** When it happened and when it was recorded, ISO 8601. */
  readonly ts: string;
  readonly recv: string;
  readonly class: 'audit';
  readonly event: string;
  readonly outcome: 'success' | 'failure' | 'unknown';
  readonly actor?: JsonValue;
  readonly source?: string;
  readonly target?: JsonValue;
  readonly trace?: string;
  readonly data?: JsonObject;
  readonly enc?: Sealed;
  /** Hash of the record before it as a leaf, in hex; zeros for the first. */
  readonly prev: string;
}

/** `prev` of the first record. */
export const NO_RECORD = '0'.repeat(64);

export interface RecordPlace {
  readonly seq: number;
  readonly prev: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A record as a line, without its line feed. */
export function formatRecord(entry: AuditEntry, { seq, prev, now }: RecordPlace, enc?: Sealed): string {
  const { event, outcome = 'unknown', actor, source, target, trace, data, time } = entry;
  const rest = JSON.stringify({ class: 'audit', event, outcome, actor, source, target, trace, data, enc, prev });
  return `{"v":1,"seq":${seq},"ts":"${isoTime(time ?? now)}","recv":"${isoTime(now)}",${rest.slice(1)}`;
}

/** Hash, in hex, of a line as a leaf of the tree. */
export function leafHashOf(line: string): string {
  return hash('sha256', Buffer.from(`\0${line}`), 'hex');
}

/** Reads a record; undefined where the line is none. */
export function parseRecord(line: string): AuditRecord | undefined {
  try {
    const record = JSON.parse(line) as Partial<AuditRecord> | null;
    const isRecord = record?.v === 1 && Number.isSafeInteger(record.seq) && typeof record.event === 'string' && typeof record.prev === 'string' && typeof record.recv === 'string';
    return isRecord ? record as AuditRecord : undefined;
  } catch {
    return undefined;
  }
}

/** Times beyond the year 9999 would have another length. */
function isoTime(time: number): string {
  if (time !== last.time) last = { time, text: new Date(Math.min(Math.max(time, 0), LAST_TIME)).toISOString() };
  return last.text;
}

/** Many records are of the same moment. */
let last = { time: Number.NaN, text: '' };

const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
