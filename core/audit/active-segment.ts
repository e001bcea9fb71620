import { open, type FileHandle } from 'node:fs/promises';
import { segmentPath, type Segment } from './folder.js';

/** The segment that is written to. */
export interface ActiveSegment extends Pick<Segment, 'first'> {
  /** Undefined after a failed write. */
  handle: FileHandle | undefined;
  /** What is known to be on disk. */
  bytes: number;
  /** When its first record was recorded, in epoch milliseconds. */
  readonly began: number;
}

/** Opens a segment anew, without what a failed write may have left in it. */
export async function mended(folder: string, { first, bytes }: ActiveSegment): Promise<FileHandle> {
  const handle = await open(segmentPath(folder, first), 'r+');
  try {
    await handle.truncate(bytes);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}
