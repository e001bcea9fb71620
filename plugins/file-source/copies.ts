import type { BigIntStats } from 'node:fs';
import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { HEAD_BYTES, readHeadBytes, startsWithHead, type Head } from './identity.js';

/** By what the content of a file is known that may be gone from it. */
export interface Trace {
  /** Where the file is, links resolved. */
  readonly target: string;
  readonly head: Head;
  /** How far it was read. */
  readonly position: number;
  /** The bytes right before `position`; empty where they are not known. */
  readonly tail: Uint8Array;
}

export interface OpenFile {
  readonly handle: FileHandle;
  readonly path: string;
  readonly stats: BigIntStats;
}

/** The copy that `copytruncate` made of a file, in its folder, holding more than was read; whoever gets it closes it. */
export async function findCopy(trace: Trace): Promise<OpenFile | undefined> {
  const folder = dirname(trace.target);
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    if (!isNamedAfter(path, trace)) continue;
    const stats = await stat(path, { bigint: true }).catch(() => undefined);
    if (!stats?.isFile() || Number(stats.size) <= trace.position) continue;
    const handle = await open(path).catch(() => undefined);
    if (handle === undefined) continue;
    const copy = { handle, path, stats };
    if (await isCopy(copy, trace).catch(() => false)) return copy;
    await handle.close();
  }
  return undefined;
}

/** True for a file beside, named after the old one, that begins with the same head and has the same bytes where reading ended. */
export async function isCopy({ handle, path, stats }: OpenFile, trace: Trace): Promise<boolean> {
  const { head, position, tail } = trace;
  if (head.length === 0 || Number(stats.size) < position || !isNamedAfter(path, trace)) return false;
  if (!startsWithHead(await readHeadBytes(handle), head)) return false;
  const { buffer } = await handle.read(Buffer.alloc(tail.length), 0, tail.length, position - tail.length);
  return buffer.equals(tail);
}

/** A short head may be the same in two files that have nothing to do with each other: then the name has to say more. */
function isNamedAfter(path: string, { target, head }: Trace): boolean {
  const stem = head.length < HEAD_BYTES ? basename(target) : basename(target, extname(target));
  return path !== target && dirname(path) === dirname(target) && basename(path).startsWith(stem);
}
