import { rm, stat } from 'node:fs/promises';
import { segmentsIn, syncFolder, type Segment } from './folder.js';
import { readLines } from './line-reader.js';
import { parseRecord, type AuditEntry } from './record.js';
import { TILE_WIDTH } from './tile-path.js';

/** How long records stay: whole segments go when all of them are older, in milliseconds, or when there are more bytes. */
export interface Retention {
  readonly age?: number | undefined;
  readonly bytes?: number | undefined;
}

/** The event that says which records are gone. */
export const RETENTION = 'audit.retention';

export interface DropOptions {
  readonly retention: Retention;
  readonly now: number;
  /** Size of the tree that was signed last. */
  readonly signed: number;
  /** Records what goes; nothing is removed before it resolves. */
  readonly record: (entry: AuditEntry) => Promise<void>;
}

/** Removes the segments that are too old or too many, oldest first. Their hashes stay in the tiles, so that every proof can still be made. */
export async function dropSegments(folder: string, { retention, now, signed, record }: DropOptions): Promise<void> {
  const segments = await segmentsIn(folder);
  const sizes = await Promise.all(segments.map(async ({ path }) => (await stat(path)).size));
  let total = sizes.reduce((sum, size) => sum + size, 0);
  // Only what full tiles hold can go: those are the durable ones.
  const covered = Math.floor(signed / TILE_WIDTH) * TILE_WIDTH;
  const gone: Segment[] = [];
  for (const [at, segment] of segments.slice(0, -1).entries()) {
    const next = segments[at + 1] as Segment;
    const isTooOld = retention.age !== undefined && await beginOf(next, now) <= now - retention.age;
    const isTooMuch = retention.bytes !== undefined && total > retention.bytes;
    if (next.first > covered || (!isTooOld && !isTooMuch)) break;
    gone.push(segment);
    total -= sizes[at] ?? 0;
  }
  const kept = segments[gone.length];
  if (gone.length === 0 || kept === undefined) return;
  await record({ event: RETENTION, outcome: 'success', source: 'hushpipe', data: { from: gone[0]?.first ?? 0, to: kept.first } });
  for (const { path } of gone) await rm(path, { force: true });
  await syncFolder(folder);
}

/** When the first record of a segment was recorded: all before it are older. One without a record is new. */
export async function beginOf(segment: Segment, now: number): Promise<number> {
  let time = now;
  await readLines(segment.path, (bytes, start, end) => {
    time = Date.parse(parseRecord(bytes.toString('utf8', start, end))?.recv ?? '') || now;
    return true;
  });
  return time;
}
