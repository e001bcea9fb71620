import { join } from 'node:path';
import { HushpipeError } from '../contract/errors.js';
import { lastCheckpoint } from './checkpoint-files.js';
import { keyAt, readKeyHistory } from './key-history.js';
import { inclusionProof } from './proofs.js';
import { readRecordLines } from './read-records.js';
import { leafHashOf } from './record.js';
import { TileReader } from './tile-reader.js';

/** That one record stands in the log, for who has nothing of the log but its key. */
export interface RecordProof {
  readonly seq: number;
  /** The record's line: its bytes, without a line feed, are the leaf. Undefined where retention has removed it. */
  readonly record: string | undefined;
  /** Hash of the leaf, in hex. */
  readonly leafHash: string;
  /** The key that signed the checkpoint. */
  readonly key: string;
  /** Index, hashes and checkpoint as text (c2sp.org/tlog-proof). */
  readonly proof: string;
}

/** Makes the proof of a record, against the newest checkpoint. Throws AUDIT_NOT_FOUND where it is not signed yet, AUDIT_DAMAGED where tiles are missing. */
export async function proveRecord(folder: string, origin: string, seq: number): Promise<RecordProof> {
  const history = await readKeyHistory(folder) ?? [];
  const checkpoint = await lastCheckpoint(folder, origin, history);
  const key = checkpoint === undefined ? undefined : keyAt(history, checkpoint.size);
  if (checkpoint === undefined || key === undefined) throw new HushpipeError('AUDIT_NOT_FOUND', `${folder} has no checkpoint that is signed by its key`);
  if (seq >= checkpoint.size) {
    const hint = 'Name an earlier one; where it was written just now, try again in a moment.';
    throw new HushpipeError('AUDIT_NOT_FOUND', `record ${seq} is not signed yet: the newest checkpoint is of the records up to ${checkpoint.size - 1}`, { hint });
  }
  const tiles = new TileReader(folder);
  const proof = await inclusionProof(tiles, seq, checkpoint.size);
  const leaf = await tiles.subtree(0, seq);
  if (proof === undefined || leaf === undefined) throw new HushpipeError('AUDIT_DAMAGED', `${join(folder, 'tile')}: tiles are missing`);
  let record: string | undefined;
  await readRecordLines(folder, seq, seq, (line) => {
    record = line;
  });
  if (record !== undefined && leafHashOf(record) !== leaf.toString('hex')) throw new HushpipeError('AUDIT_DAMAGED', `record ${seq} is not the one that was signed`);
  const hashes = proof.map((hash) => `${hash.toString('base64')}\n`).join('');
  return { seq, record, leafHash: leaf.toString('hex'), key: key.text, proof: `c2sp.org/tlog-proof@v1\nindex ${seq}\n${hashes}\n${checkpoint.note}` };
}
