import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditLogOptions } from '../../core/audit/log-options.js';
import { parseRecord, type AuditRecord } from '../../core/audit/record.js';
import type { ProcessLog } from '../../core/contract/plugin.js';
import { VirtualClock } from '../../core/testing/virtual-clock.js';

export const ORIGIN = 'example.com/shop';
const SILENT: ProcessLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Options of a log in a folder, on a clock that stands still. */
export function auditOptions(dataDir: string, more: Partial<AuditLogOptions> = {}): AuditLogOptions {
  return {
    dataDir, origin: ORIGIN, checkpointEvery: 1_000, segment: { bytes: 1 << 26, age: 86_400_000 }, retention: {}, onRollback: 'refuse',
    clock: new VirtualClock(Date.UTC(2026, 8, 21)), log: SILENT, ...more,
  };
}

/** The folder of the log, and that of its keys. */
export const logFolder = (dataDir: string): string => join(dataDir, 'audit', encodeURIComponent(ORIGIN));
export const keysFolder = (dataDir: string): string => join(dataDir, 'audit-keys', encodeURIComponent(ORIGIN));

/** Names of the segments, in order. */
export function segmentNames(dataDir: string): readonly string[] {
  return readdirSync(logFolder(dataDir)).filter((name) => name.endsWith('.jsonl')).toSorted();
}

export function linesIn(dataDir: string): readonly string[] {
  return segmentNames(dataDir).flatMap((name) => readFileSync(join(logFolder(dataDir), name), 'utf8').trimEnd().split('\n')).filter((line) => line !== '');
}

export function recordsIn(dataDir: string): readonly AuditRecord[] {
  return linesIn(dataDir).map((line) => parseRecord(line) as AuditRecord);
}
