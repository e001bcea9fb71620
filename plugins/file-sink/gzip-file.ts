import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { syncFolder } from './sync-folder.js';

/** The ending of a file that is not complete yet. */
export const TEMPORARY = '.tmp';

/**
 * Replaces a file by `<path>.gz`. At every moment one of the two is there and whole: who is interrupted starts again.
 * Rejects with the signal's reason when it aborts; then, as after any failure, the file is as it was.
 */
export async function gzipFile(path: string, signal: AbortSignal): Promise<void> {
  const target = `${path}.gz`;
  const temporary = `${target}${TEMPORARY}`;
  try {
    const { mode } = await stat(path);
    await pipeline(createReadStream(path), createGzip(), createWriteStream(temporary, { mode, flush: true }), { signal });
    await chmod(temporary, mode);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  // The new name must be on the disk before the old one goes.
  await syncFolder(dirname(path));
  await rm(path);
}
