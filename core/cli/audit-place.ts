import { dirname, resolve } from 'node:path';
import { auditFolder, defaultKeyFile, keyFolder, originsIn } from '../audit/folder.js';
import { didYouMean } from '../config/closest.js';
import { HushpipeError } from '../contract/errors.js';
import { originOf } from '../runtime/audit-lane.js';
import { findConfigFile, findDataDir, readMainFile } from './config-file.js';
import { usage, type Flags } from './flags.js';

/** Where an audit log and what belongs to it are. */
export interface AuditPlace {
  readonly dataDir: string;
  readonly origin: string;
  /** Of the log, and of its keys. */
  readonly folder: string;
  readonly keyFolder: string;
  readonly keyFile: string;
  /** Files that the config has checkpoints appended to. */
  readonly anchorFiles: readonly string[];
  /** Instances that events and alerts of this config go to. */
  readonly receivers: readonly string[];
}

/** Finds the audit log that a call is about: the one it names, that of the config, or the only one there is. Throws CLI_USAGE where there are several. */
export async function findAudit(flags: Flags): Promise<AuditPlace> {
  const dataDir = await findDataDir(flags);
  const file = await findConfigFile(flags);
  const root = file === undefined ? {} : (await readMainFile(file)).root;
  const stated = mapOf(root['audit']);
  const origins = await originsIn(dataDir);
  const origin = flags.text('origin') ?? textOf(stated['origin']) ?? (origins.length > 1 ? undefined : origins[0] ?? originOf(undefined, textOf(mapOf(root['service'])['name'])));
  if (origin === undefined) throw usage(`${dataDir} has several audit logs: say which with --origin`, `They are ${origins.join(', ')}.`);
  if (flags.text('origin') !== undefined && origins.length > 0 && !origins.includes(origin)) throw usage(`there is no audit log ${JSON.stringify(origin)} in ${dataDir}`, didYouMean(origin, origins) ?? `There is ${origins.join(', ')}.`);
  const within = (path: string): string => resolve(file === undefined ? '.' : dirname(file), path);
  const keyFile = textOf(stated['key_file']);
  const anchors = Array.isArray(stated['anchors']) ? stated['anchors'].map(mapOf) : [];
  return {
    dataDir, origin, folder: auditFolder(dataDir, origin), keyFolder: keyFolder(dataDir, origin),
    keyFile: keyFile === undefined ? defaultKeyFile(dataDir, origin) : within(keyFile),
    anchorFiles: anchors.flatMap(({ type, path }) => (type === 'file' && typeof path === 'string' ? [within(path)] : [])),
    receivers: ['sinks', 'actions'].flatMap((section) => Object.keys(mapOf(root[section])).map((name) => `${section}.${name}`)),
  };
}

/** The same, for what can only read: throws AUDIT_NOT_FOUND where there is no such log. */
export async function findWrittenAudit(flags: Flags): Promise<AuditPlace> {
  const place = await findAudit(flags);
  if (!(await originsIn(place.dataDir)).includes(place.origin)) throw new HushpipeError('AUDIT_NOT_FOUND', `there is no audit log ${place.origin} in ${place.dataDir}`);
  return place;
}

/** A number of a record. */
export function seqOf(text: string | undefined, what: string): number {
  if (text === undefined || !/^\d{1,15}$/.test(text)) throw usage(`${what} takes the number of a record, not ${text === undefined ? 'nothing' : JSON.stringify(text)}`);
  return Number(text);
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? value as Readonly<Record<string, unknown>> : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
