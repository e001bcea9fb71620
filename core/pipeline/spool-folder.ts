import { constants } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SEGMENT_HEADER, SegmentReader } from './spool-segment.js';

/** One file of a spool. */
export interface Segment {
  /** Number of its first record; records are numbered without gaps as they are appended. */
  readonly first: number;
  readonly path: string;
  /** How many records it holds, and in how many bytes, that are known to be on disk. */
  count: number;
  size: number;
}

export interface CorruptSegment {
  /** Where the damaged file now lies. */
  readonly file: string;
  /** How many records are lost; undefined where nothing tells. */
  readonly lost: number | undefined;
}

export interface FolderContent {
  /** In order. All but the last are taken as they are; they are checked when they are read. */
  readonly segments: readonly Segment[];
  /** Number of the first record that was not released. */
  readonly released: number;
}

const CURSOR = 'cursor';

export function segmentPath(dir: string, first: number): string {
  return join(dir, `${String(first).padStart(16, '0')}.spool`);
}

/** Finds the segments and the read position. The last segment loses its torn tail; where it is damaged, the damage is set aside. */
export async function openFolder(dir: string, onCorrupt: (segment: CorruptSegment) => void): Promise<FolderContent> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const released = await readCursor(dir);
  const names = new Set(await readdir(dir));
  const firsts = [...names].filter((name) => /^\d{16}\.spool$/.test(name)).map((name) => Number(name.slice(0, 16))).sort((a, b) => a - b);
  const segments: Segment[] = [];
  for (const [index, first] of firsts.entries()) {
    const path = segmentPath(dir, first);
    const next = firsts[index + 1];
    const segment: Segment = { first, path, count: 0, size: (await stat(path)).size };
    // One that was damaged before is shorter than the name of the next one says.
    if (next === undefined || names.has(basename(asidePath(path)))) await mend(segment, onCorrupt);
    else segment.count = next - first;
    if (segment.count > 0 && first + segment.count > released) segments.push(segment);
    else await rm(path, { force: true });
  }
  return { segments, released };
}

/** Counts the whole records of a segment and cuts off what comes after them: a torn tail, or damage. */
async function mend(segment: Segment, onCorrupt: (segment: CorruptSegment) => void): Promise<void> {
  const reader = await SegmentReader.open(segment.path, segment.first, segment.size);
  if (typeof reader === 'string') {
    if (reader === 'corrupt') onCorrupt({ file: await setAside(segment.path, 0), lost: undefined });
    return;
  }
  try {
    let found = await reader.read(segment.size);
    for (; typeof found !== 'string'; found = await reader.read(segment.size)) segment.count += 1;
    if (found === 'corrupt') onCorrupt({ file: await setAside(segment.path, reader.offset), lost: undefined });
    else if (found === 'torn') await truncate(segment.path, reader.offset);
    segment.size = reader.offset;
  } finally {
    await reader.close();
  }
}

/**
 * Keeps a damaged file as `.corrupt`, and of the segment only its first `kept` bytes, which are whole records. Gives the path
 * under which the damage now lies: the old one where the disk refuses, since a spool must go on.
 */
export async function setAside(path: string, kept: number): Promise<string> {
  const aside = asidePath(path);
  const keep = async (): Promise<void> => {
    await copyFile(path, aside, constants.COPYFILE_FICLONE);
    await truncate(path, kept);
  };
  return (kept <= SEGMENT_HEADER ? rename(path, aside) : keep()).then(() => aside, () => path);
}

function asidePath(path: string): string {
  return `${path}.corrupt`;
}

/** Replaces the read position atomically. Not synced: after a loss of power an older one may be found, and records come twice. */
export async function writeCursor(dir: string, released: number): Promise<void> {
  const path = join(dir, CURSOR);
  await writeFile(`${path}.tmp`, `${released}\n`, { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}

async function readCursor(dir: string): Promise<number> {
  const text = await readFile(join(dir, CURSOR), 'latin1').catch(() => '');
  return /^\d{1,15}\n$/.test(text) ? Number(text) : 0;
}

/** Makes a new file's name durable. A no-op where folders cannot be synced (Windows). */
export async function syncFolder(dir: string): Promise<void> {
  const handle = await open(dir, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
