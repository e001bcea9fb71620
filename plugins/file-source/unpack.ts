import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

export function isPacked(path: string): boolean {
  return path.endsWith('.gz');
}

/** The unpacked bytes of an open gzip file after the first `skip`, in blocks of at most `most`. Leaves the descriptor open. */
export async function* unpack(handle: FileHandle, skip: number, most: number): AsyncGenerator<Uint8Array, undefined, void> {
  const unpacked = createGunzip({ chunkSize: most });
  // What fails on the way ends the iteration below with that error.
  pipeline(handle.createReadStream({ start: 0, autoClose: false }), unpacked, () => undefined);
  let left = skip;
  for await (const chunk of unpacked as AsyncIterable<Uint8Array>) {
    const rest = chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
    if (rest.length > 0) yield rest;
  }
  return undefined;
}
