import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** How many first bytes tell a file from another one that has its inode. */
export const HEAD_BYTES = 1024;

/**
 * The first bytes of a file, as a length and a hash: log text is in no checkpoint. A file that is shorter than HEAD_BYTES has a
 * shorter head, which grows with it.
 */
export interface Head {
  readonly length: number;
  /** SHA-256, hexadecimal, its first 32 digits. */
  readonly hash: string;
}

/** Device and inode as one word: which file it is as long as it exists. */
export function inodeKey(stats: BigIntStats): string {
  return `${stats.dev}-${stats.ino}`;
}

/**
 * True when the inode is used by a file that was made later. File systems that do not know when a file was made give nothing, or
 * the time of its last change.
 */
export function isReborn(stats: BigIntStats, born: string): boolean {
  const now = stats.birthtimeNs;
  return now !== 0n && born !== '0' && now !== stats.ctimeNs && `${now}` !== born;
}

export async function readHeadBytes(handle: FileHandle): Promise<Uint8Array> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(HEAD_BYTES), 0, HEAD_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

export function headOf(bytes: Uint8Array): Head {
  return { length: bytes.length, hash: createHash('sha256').update(bytes).digest('hex').slice(0, 32) };
}

/** True when a file that begins with `bytes` may be the one whose head was `head`, grown or as it was. */
export function startsWithHead(bytes: Uint8Array, head: Head): boolean {
  return bytes.length >= head.length && headOf(bytes.subarray(0, head.length)).hash === head.hash;
}

/** A hole: the file was emptied under a writer that does not append but goes on where it was. */
export function isHole(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.every((byte) => byte === 0);
}

/**
 * Identifies one generation of a file, also after it has grown: give it once and keep it. The time of its making is in it
 * because an inode is used again, and most files are empty when they are found.
 */
export function streamKey(stats: BigIntStats, head: Head, generation: number): string {
  return `${inodeKey(stats)}-${stats.birthtimeNs.toString(36)}-${head.hash.slice(0, 16)}-${generation}`;
}
