import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HushpipeError } from '../contract/errors.js';
import { hasCheckpoint, lastCheckpoint, LAST_SEEN, seenCheckpoint, setCheckpointsAside, type SignedCheckpoint } from './checkpoint-files.js';
import { auditFolder, defaultKeyFile, keyFolder } from './folder.js';
import { newSecrets, readSecrets, writeSecrets, type LogSecrets } from './key-file.js';
import { readKeyHistory, writeKeyHistory, type KeyHistory } from './key-history.js';
import type { AuditLogOptions } from './log-options.js';
import { damaged, recover, type LogState } from './recover.js';
import { TileReader } from './tile-reader.js';
import { removeTilesBeyond } from './tile-writer.js';
import { WriterLock } from './writer-lock.js';

/** A log that may be written from here on. */
export interface OpenedLog {
  readonly lock: WriterLock;
  readonly keyFile: string;
  readonly secrets: LogSecrets;
  readonly history: KeyHistory;
  readonly state: LogState;
  /** Size of the tree that was signed last. */
  readonly signed: number;
}

/** Takes a log for writing: its lock, its keys, and the place where it goes on. Rejects with nothing held: see `AuditLog.open`. */
export async function openLog(options: AuditLogOptions): Promise<OpenedLog> {
  const { dataDir, origin } = options;
  const folder = auditFolder(dataDir, origin);
  const keys = keyFolder(dataDir, origin);
  for (const each of [folder, keys]) await mkdir(each, { recursive: true, mode: 0o700 });
  const lock = await WriterLock.take(folder, options.clock);
  try {
    const keyFile = options.keyFile ?? defaultKeyFile(dataDir, origin);
    const stored = await readSecrets(keyFile);
    const stated = await readKeyHistory(folder) ?? [];
    const checkpoint = await lastCheckpoint(folder, origin, stated);
    if (checkpoint === undefined && await hasCheckpoint(folder)) throw damaged(folder, 'its checkpoint is not signed by a key of this log');
    const recovered = await recover(folder, checkpoint);
    // Without its folder a log has no keys but the one in the key file.
    const known = stated.length === 0 && stored !== undefined ? [{ key: stored.signer, from: -1, record: '' }] : stated;
    const seen = await seenCheckpoint(keys, origin, known);
    const state = await heldAgainst([checkpoint, seen], recovered, options, folder, keys);
    const history = stated.filter(({ from }) => from < state.edge.size);
    const secrets = await secretsFor(history, stored, keyFile, { folder, origin });
    // A key whose record never came must not pass for one once the log is that long.
    if (history.length > 0 && history.length < stated.length) await writeKeyHistory(folder, history);
    const signed = state === recovered ? Math.min(checkpoint?.size ?? 0, state.edge.size) : 0;
    return { lock, keyFile, secrets, history, state, signed };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The state, where it has all that the checkpoints speak of; else what may go on of it, if the config says so. */
async function heldAgainst(checkpoints: readonly (SignedCheckpoint | undefined)[], state: LogState, { onRollback, log }: AuditLogOptions, folder: string, keys: string): Promise<LogState> {
  const found = state.edge.size;
  const expected = Math.max(0, ...checkpoints.map((each) => each?.size ?? 0));
  if (found >= expected) {
    for (const each of checkpoints) {
      const root = each === undefined ? undefined : await new TileReader(folder).root(0, each.size);
      if (each !== undefined && each.size < found && root?.equals(each.root) === false) throw damaged(folder, `its first ${each.size} records are not those that were signed`);
    }
    return state;
  }
  if (onRollback === 'refuse') throw new HushpipeError('AUDIT_ROLLBACK', `${folder} has ${found} records, but ${expected} were signed`);
  log.error('the audit log has fewer records than were signed; that is recorded, and it goes on', { folder, found, expected });
  await removeTilesBeyond(folder, found);
  await setCheckpointsAside(folder, found, `checkpoints.${expected}.aside`);
  await rm(join(keys, LAST_SEEN), { force: true });
  const entry = { event: 'audit.rollback', outcome: 'failure', source: 'hushpipe', data: { expected, found } } as const;
  return { ...state, findings: [...state.findings, entry] };
}

/** The secrets of the log: those of its key file, which have to fit, or new ones for a new log. */
async function secretsFor(history: KeyHistory, stored: LogSecrets | undefined, keyFile: string, { folder, origin }: { readonly folder: string; readonly origin: string }): Promise<LogSecrets> {
  const last = history.at(-1)?.key.text;
  if (stored === undefined) {
    if (last !== undefined) throw new HushpipeError('AUDIT_KEY_MISSING', `${folder} is there, but its key file ${keyFile} is not`);
    const secrets = newSecrets(origin);
    await writeSecrets(keyFile, secrets);
    return secrets;
  }
  // A rotation may have been interrupted, before or after its record was on disk.
  const signer = [stored.signer, stored.next].find((each) => each !== undefined && (last === undefined || each.text === last));
  if (signer === undefined || signer.name !== origin) throw new HushpipeError('AUDIT_BAD_KEY', `${keyFile} is not the key file of ${folder}`);
  if (signer === stored.signer && stored.next === undefined) return stored;
  const secrets = { ...stored, signer, next: undefined };
  await writeSecrets(keyFile, secrets);
  return secrets;
}
