import { open, rename, stat, truncate } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { HushpipeError } from '../contract/errors.js';
import type { SignedCheckpoint } from './checkpoint-files.js';
import { segmentsIn, syncFolder, type Segment } from './folder.js';
import { leafHashIn, readLines } from './line-reader.js';
import { NO_RECORD, parseRecord, type AuditEntry } from './record.js';
import { prevOf, scanRecord, type RecordHead } from './record-scan.js';
import { TileReader } from './tile-reader.js';
import { TileWriter } from './tile-writer.js';
import { TreeEdge } from './tree-edge.js';

/** Where a log goes on. */
export interface LogState {
  readonly edge: TreeEdge;
  readonly tiles: TileWriter;
  /** Hash of the last record, in hex. */
  readonly prev: string;
  /** The segment that was written last, with its bytes. */
  readonly segment: (Segment & { readonly bytes: number }) | undefined;
  /** What has to be recorded of the way here. */
  readonly findings: readonly AuditEntry[];
}

/**
 * Finds where a log goes on after a stop or a crash. The tree up to `checkpoint` comes from the tiles, or else from the records; what was
 * written after it is read again. From the first record on that is torn or does not follow from the one before it, files are cut,
 * and what is cut is kept beside them. Rejects with AUDIT_DAMAGED where the records, or the tiles of records that are gone, are not what
 * the checkpoint says. Where there are fewer records than it says, the state has fewer too: that is for the caller to see.
 */
export async function recover(folder: string, checkpoint: SignedCheckpoint | undefined): Promise<LogState> {
  const segments = await segmentsIn(folder);
  const begin = await beginAt(folder, checkpoint, segments);
  const tail = await readTail(folder, segments, begin);
  if (checkpoint !== undefined && begin.edge.size >= checkpoint.size && tail.rootAt(checkpoint.size)?.equals(checkpoint.root) === false) {
    throw damaged(folder, `its first ${checkpoint.size} records are not those of its checkpoint`);
  }
  const findings: AuditEntry[] = [];
  if (tail.cut !== undefined) findings.push(await cutAt(folder, segments, tail.cut, begin.edge.size));
  const { edge, tiles } = begin;
  const last = (await segmentsIn(folder)).at(-1);
  return { edge, tiles, prev: tail.prev, segment: last === undefined ? undefined : { ...last, bytes: (await stat(last.path)).size }, findings };
}

interface Begin {
  readonly edge: TreeEdge;
  readonly tiles: TileWriter;
  /** A root that is known by now, by size. */
  readonly expect: number | undefined;
}

/** The tree up to the checkpoint from the tiles, where these agree with it; else up to the first record that is there. */
async function beginAt(folder: string, checkpoint: SignedCheckpoint | undefined, segments: readonly Segment[]): Promise<Begin> {
  const tiles = new TileWriter(folder);
  const edge = new TreeEdge((level, hash) => tiles.add(level, hash));
  const expect = checkpoint?.size;
  const count = await countRecords(segments);
  const sizes = checkpoint !== undefined && count >= checkpoint.size ? [checkpoint.size] : [];
  const first = segments[0]?.first ?? 0;
  for (const size of [...sizes, first]) {
    if (size === 0) break;
    const reader = new TileReader(folder);
    const hashes = await reader.edge(size);
    if (hashes === undefined || !(await tiles.restore(size, reader))) continue;
    edge.restore(size, hashes);
    if (size !== checkpoint?.size || edge.root().equals(checkpoint.root)) return { edge, tiles, expect };
  }
  if (first > 0) throw damaged(folder, `records before ${first} are gone, and so are their tiles`);
  await tiles.restore(0, new TileReader(folder));
  edge.restore(0, []);
  return { edge, tiles, expect };
}

/** Number of the last whole line, and one: each line is taken for a record. */
async function countRecords(segments: readonly Segment[]): Promise<number> {
  const last = segments.at(-1);
  if (last === undefined) return 0;
  let lines = 0;
  await readLines(last.path, () => void lines++);
  return last.first + lines;
}

async function leafInTiles(folder: string, index: number): Promise<string> {
  const leaf = await new TileReader(folder).subtree(0, index);
  return leaf?.toString('hex') ?? NO_RECORD;
}

interface Cut {
  readonly segment: Segment;
  readonly offset: number;
}

interface Tail {
  readonly prev: string;
  /** Where the first record stands that cannot stay. */
  readonly cut: Cut | undefined;
  readonly rootAt: (size: number) => Buffer | undefined;
}

/** Adds the records behind the edge to it, for as long as each follows from the one before. */
async function readTail(folder: string, segments: readonly Segment[], { edge, tiles, expect }: Begin): Promise<Tail> {
  const roots = new Map<number, Buffer>([[edge.size, edge.root()]]);
  const begin = edge.size;
  const from = Math.max(0, segments.findLastIndex(({ first }) => first < begin || first === 0));
  const head: RecordHead = { seq: 0, recvAt: 0 };
  let prev = begin === 0 ? NO_RECORD : await leafInTiles(folder, begin - 1);
  for (const segment of segments.slice(from)) {
    let seq = segment.first;
    // A record before this one is missing, or the segment is not of this place.
    if (seq > edge.size) return { prev, cut: { segment, offset: 0 }, rootAt: (size) => roots.get(size) };
    let cutAt: number | undefined;
    const { end, rest } = await readLines(segment.path, (bytes, start, lineEnd, offset) => {
      if (seq === begin - 1) prev = leafHashIn(bytes, start, lineEnd);
      if (seq++ < begin) return false;
      const follows = scanRecord(bytes, start, lineEnd, head) && head.seq === edge.size && prevOf(bytes, lineEnd) === prev && parseRecord(bytes.toString('utf8', start, lineEnd)) !== undefined;
      if (!follows) {
        cutAt = offset;
        return true;
      }
      prev = leafHashIn(bytes, start, lineEnd);
      edge.push(prev);
      if (edge.size === expect) roots.set(edge.size, edge.root());
      return false;
    });
    if (cutAt === undefined && rest.length > 0) cutAt = end;
    // A whole log that is read again has more tiles than should be kept in memory.
    await tiles.take()();
    if (cutAt !== undefined) return { prev, cut: { segment, offset: cutAt }, rootAt: (size) => roots.get(size) };
  }
  return { prev, cut: undefined, rootAt: (size) => roots.get(size) };
}

/** Moves what cannot stay aside: the rest of one segment, and all segments after it. */
async function cutAt(folder: string, segments: readonly Segment[], { segment, offset }: Cut, size: number): Promise<AuditEntry> {
  const files: string[] = [];
  const asideName = (path: string): string => `${basename(path)}.${size}.torn`;
  const { size: before } = await stat(segment.path);
  if (offset === 0) await rename(segment.path, join(folder, asideName(segment.path)));
  else await keepRest(segment.path, offset, join(folder, asideName(segment.path)));
  files.push(asideName(segment.path));
  for (const { path } of segments.slice(segments.indexOf(segment) + 1)) {
    await rename(path, join(folder, asideName(path)));
    files.push(asideName(path));
  }
  await syncFolder(folder);
  return { event: 'audit.torn_tail', outcome: 'unknown', source: 'hushpipe', data: { records: size, bytes: before - offset, files } };
}

async function keepRest(path: string, offset: number, aside: string): Promise<void> {
  const source = await open(path, 'r');
  try {
    const { size } = await source.stat();
    const bytes = Buffer.alloc(size - offset);
    await source.read(bytes, 0, bytes.length, offset);
    const target = await open(aside, 'w', 0o600);
    await target.writeFile(bytes).then(() => target.sync()).finally(() => target.close());
  } finally {
    await source.close();
  }
  await truncate(path, offset);
}

export function damaged(folder: string, what: string): HushpipeError {
  return new HushpipeError('AUDIT_DAMAGED', `${folder}: ${what}`);
}
