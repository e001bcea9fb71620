import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointCursor } from './checkpoint-cursor.js';
import { hasCheckpoint, lastCheckpoint, openCheckpoint, statedSize, type SignedCheckpoint } from './checkpoint-files.js';
import { Findings, type Finding } from './findings.js';
import { segmentsIn, type Segment } from './folder.js';
import { faultOf, readKeyHistory, type KeyHistory } from './key-history.js';
import { RecordCheck } from './record-check.js';
import { readLines } from './line-reader.js';

export interface VerifyOptions {
  /** Folder of the log. */
  readonly folder: string;
  readonly origin: string;
  /** Verifier keys that are known from elsewhere: one of them has to be a key of the log. Without any, the log's own are taken. */
  readonly keys?: readonly string[];
  /** Checkpoints that were kept elsewhere, by what they are called: the log has to begin with each of them. */
  readonly since?: readonly { readonly name: string; readonly note: string }[];
  /** A process is writing: records of the last moment need not be signed yet. */
  readonly live?: boolean;
}

export interface Verification {
  readonly verdict: 'ok' | 'tampered' | 'unproven';
  readonly origin: string;
  /** How many records were ever written, as far as can be seen, and the number of the first that is still there. */
  readonly size: number;
  readonly first: number;
  /** How many of them a checkpoint covers, and how many one that was kept elsewhere. */
  readonly signed: number;
  readonly anchored: number;
  /** The first record that is not what was signed. */
  readonly firstBad: number | undefined;
  /** Which key vouches from which record on. */
  readonly keys: readonly { readonly from: number; readonly key: string }[];
  /** Times of recording of the first and the last record. */
  readonly began: string | undefined;
  readonly ended: string | undefined;
  readonly findings: readonly Finding[];
}

/** Reads a log from its first to its last byte, in constant memory, and holds it against all that was signed. Changes nothing. */
export async function verifyLog(options: VerifyOptions): Promise<Verification> {
  const { folder, origin } = options;
  const findings = new Findings();
  const history = await keysOf(options, findings);
  const segments = await segmentsIn(folder);
  const signed = await lastCheckpoint(folder, origin, history);
  if (signed === undefined && await hasCheckpoint(folder)) findings.add('tampered', 'no checkpoint of the log is signed by a key of it');
  const kept = (options.since ?? []).map((each) => ({ ...each, ...keptCheckpoint(each, origin, history, findings) })).filter(({ size }) => size >= 0).toSorted((a, b) => a.size - b.size);
  if (segments.length === 0) {
    if (kept.length > 0 || signed !== undefined) findings.add('tampered', 'the records are gone', 0);
    else findings.add('unproven', `there is no audit log in ${folder}`);
    return { verdict: verdictOf(findings), origin, size: 0, first: 0, signed: 0, anchored: 0, firstBad: findings.firstBad, keys: [], began: undefined, ended: undefined, findings: findings.sorted() };
  }
  const cursor = new CheckpointCursor(join(folder, 'checkpoints.log'), { origin, history, findings });
  try {
    const check = new RecordCheck({ folder, history, findings, cursor, last: signed, kept, first: segments[0]?.first ?? 0 });
    await check.dropped();
    await readAll(segments, check);
    check.finish(options.live ?? false);
    await readAnchors(folder, findings);
    return result(options, check, findings, history, segments);
  } finally {
    cursor.close();
  }
}

function result({ origin }: VerifyOptions, check: RecordCheck, findings: Findings, history: KeyHistory, segments: readonly Segment[]): Verification {
  return {
    verdict: verdictOf(findings), origin, size: check.size, first: segments[0]?.first ?? 0, signed: check.signed, anchored: check.anchored, firstBad: findings.firstBad,
    keys: history.map(({ from, key }) => ({ from, key: key.text })), began: check.began, ended: check.ended, findings: findings.sorted(),
  };
}

function verdictOf(findings: Findings): Verification['verdict'] {
  if (findings.count('tampered') > 0) return 'tampered';
  return findings.count('unproven') > 0 ? 'unproven' : 'ok';
}

async function readAll(segments: readonly Segment[], check: RecordCheck): Promise<void> {
  for (const segment of segments) {
    if (check.isOver || !check.beginSegment(segment)) return;
    const { rest } = await readLines(segment.path, (bytes, start, end) => check.line(bytes, start, end));
    if (rest.length > 0 && !check.isOver) check.torn(rest.length);
  }
}

/** The keys of the log, of which one has to be trusted. */
async function keysOf({ folder, origin, keys = [] }: VerifyOptions, findings: Findings): Promise<KeyHistory> {
  let history: KeyHistory | undefined;
  try {
    history = await readKeyHistory(folder);
  } catch (error) {
    findings.add('tampered', (error as Error).message);
    return [];
  }
  if (history === undefined) {
    if (await hasCheckpoint(folder) || (await segmentsIn(folder)).length > 0) findings.add('tampered', 'keys.json, which states the keys of the log, is missing');
    return [];
  }
  const fault = faultOf(history, origin);
  if (fault !== undefined) findings.add('tampered', fault.message, fault.seq);
  if (keys.length === 0) findings.add('notice', 'no key was given from elsewhere: the keys are those that the log states itself');
  else if (!history.some(({ key }) => keys.includes(key.text))) findings.add('tampered', 'the log is signed by other keys than the one that is known from elsewhere', 0);
  return history;
}

/** A checkpoint from elsewhere; with a size of -1 where it says nothing. */
function keptCheckpoint({ name, note }: { readonly name: string; readonly note: string }, origin: string, history: KeyHistory, findings: Findings): Pick<SignedCheckpoint, 'size' | 'root'> {
  const checkpoint = openCheckpoint(note, origin, history);
  if (checkpoint !== undefined) return checkpoint;
  const size = statedSize(note);
  if (size === undefined) findings.add('unproven', `${name} holds no checkpoint`);
  else if (history.length > 0) findings.add('tampered', `${name}: the checkpoint of ${size} records is not signed by a key of this log`, 0);
  else return { size, root: Buffer.alloc(0) };
  return { size: -1, root: Buffer.alloc(0) };
}

/** What the log says of its anchors: where else to look for its checkpoints. */
async function readAnchors(folder: string, findings: Findings): Promise<void> {
  const text = await readFile(join(folder, 'anchors.log'), 'utf8').catch(() => '');
  const last = new Map<string, string>();
  for (const line of text.split('\n')) {
    try {
      const { anchor, size, time, ok } = JSON.parse(line) as { anchor: string; size: number; time: string; ok: boolean };
      if (ok) last.set(anchor, `${anchor} was given the checkpoint of ${size} records at ${time}`);
    } catch {
      // The last line may be torn; it is no evidence anyway.
    }
  }
  for (const message of last.values()) findings.add('notice', message);
}
