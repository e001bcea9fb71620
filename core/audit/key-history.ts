import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../contract/json.js';
import { HushpipeError } from '../contract/errors.js';
import { decodeBase64 } from './base64.js';
import { signEd25519, verifyEd25519 } from './ed25519.js';
import { replaceFile } from './folder.js';
import { canonicalJson } from './jcs.js';
import { parseVerifier, type NoteSigner, type NoteVerifier } from './note-key.js';
import { parseRecord, type AuditEntry } from './record.js';

/** The events by which a log states its keys. */
export const GENESIS = 'audit.genesis';
export const KEY_ROTATION = 'audit.key_rotation';

/** A key of a log, from the record on that states it: the genesis, or a rotation that the key before signed. */
export interface KeyPeriod {
  readonly key: NoteVerifier;
  /** Number of the record. */
  readonly from: number;
  /** Its line: it stays when the segment with the record is gone. */
  readonly record: string;
}

/** The keys of a log, oldest first. */
export type KeyHistory = readonly KeyPeriod[];

/** The key that signs a checkpoint of this size. */
export function keyAt(history: KeyHistory, size: number): NoteVerifier | undefined {
  return history.findLast(({ from }) => from < size)?.key;
}

/** Reads keys.json; undefined where there is none. Throws AUDIT_BAD_KEY where it is malformed. */
export async function readKeyHistory(folder: string): Promise<KeyHistory | undefined> {
  const path = join(folder, 'keys.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { keys } = JSON.parse(text) as { readonly keys: readonly { readonly key: string; readonly from: number; readonly record: string }[] };
    return keys.map(({ key, from, record }) => ({ key: parseVerifier(key), from, record }));
  } catch (error) {
    throw new HushpipeError('AUDIT_BAD_KEY', `${path} does not state the keys of the log`, { cause: error });
  }
}

export async function writeKeyHistory(folder: string, history: KeyHistory): Promise<void> {
  const keys = history.map(({ key, from, record }) => ({ key: key.text, from, record }));
  await replaceFile(join(folder, 'keys.json'), `${JSON.stringify({ v: 1, keys }, undefined, 2)}\n`);
}

export function genesisEntry(origin: string, key: NoteVerifier): AuditEntry {
  return { event: GENESIS, outcome: 'success', source: 'hushpipe', data: { origin, key: key.text } };
}

/** The record by which the old key hands over to the new one. */
export function rotationEntry(origin: string, seq: number, from: NoteSigner, to: NoteVerifier): AuditEntry {
  const signature = signEd25519(from.privateKey, rotationStatement(origin, seq, to.text)).toString('base64');
  return { event: KEY_ROTATION, outcome: 'success', source: 'hushpipe', data: { from: from.text, to: to.text, signature } };
}

/** What is wrong with the way from key to key; undefined where each follows from the one before. Says nothing of the log itself. */
export function faultOf(history: KeyHistory, origin: string): { readonly seq: number; readonly message: string } | undefined {
  for (const [at, { key, from, record }] of history.entries()) {
    const before = history[at - 1];
    const { event, seq, data = {} } = parseRecord(record) ?? {};
    const isStated = seq === from && (before === undefined ? event === GENESIS && from === 0 && states(data, { origin, key: key.text }) : event === KEY_ROTATION && before.from < from);
    if (!isStated) return { seq: from, message: `no record states the key ${key.text}` };
    if (before !== undefined && !isHandedOver(data, { origin, seq: from, from: before.key, to: key })) return { seq: from, message: `the key ${key.text} was not put in place by the one before it` };
  }
  return undefined;
}

function isHandedOver(data: JsonObject, { origin, seq, from, to }: { readonly origin: string; readonly seq: number; readonly from: NoteVerifier; readonly to: NoteVerifier }): boolean {
  const signature = typeof data['signature'] === 'string' ? decodeBase64(data['signature']) : undefined;
  return states(data, { from: from.text, to: to.text }) && signature !== undefined && verifyEd25519(from.key, rotationStatement(origin, seq, to.text), signature);
}

function states(data: JsonObject, members: Readonly<Record<string, string>>): boolean {
  return Object.entries(members).every(([name, value]) => data[name] === value);
}

function rotationStatement(origin: string, seq: number, to: string): Buffer {
  return Buffer.from(canonicalJson({ event: KEY_ROTATION, origin, seq, to }));
}
