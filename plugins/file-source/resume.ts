import type { BigIntStats } from 'node:fs';
import type { Checkpoint } from './checkpoint-record.js';
import type { Checkpoints } from './checkpoints.js';
import { headOf, inodeKey, isHole, isReborn, startsWithHead, streamKey } from './identity.js';

/** A file as it was just opened. */
export interface SeenFile {
  readonly stats: BigIntStats;
  /** The path that matched. */
  readonly path: string;
  /** The same with links resolved. */
  readonly target: string;
  /** Its first bytes, up to HEAD_BYTES. */
  readonly head: Uint8Array;
}

/**
 * Where to go on in a file, written down: at the checkpoint of its inode, else at `start` of a new stream. The inode alone proves
 * nothing, it is used again after a file is deleted: whoever reads on looks first whether the file was written anew.
 */
export function resume(checkpoints: Checkpoints, file: SeenFile, start: number): Checkpoint {
  const inode = inodeKey(file.stats);
  const before = checkpoints.get(inode) ?? remounted(checkpoints, file);
  const head = headOf(file.head);
  const stream = before ?? { key: streamKey(file.stats, head, 0), generation: 0, born: `${file.stats.birthtimeNs}`, head, offset: start };
  const checkpoint = { ...stream, inode, path: file.path, target: file.target, missingSince: null };
  checkpoints.put(checkpoint);
  if (before !== undefined && before.inode !== inode) checkpoints.forget(before.inode);
  return checkpoint;
}

/** True when it is the file that the checkpoint is of. */
export function isSameFile(checkpoint: Checkpoint, { stats, head }: SeenFile): boolean {
  return Number(stats.size) >= checkpoint.offset && !isReborn(stats, checkpoint.born) && (startsWithHead(head, checkpoint.head) || isHole(head));
}

/** Device numbers may change when the machine starts again: the same inode number, place and first bytes stand for the file then. */
function remounted(checkpoints: Checkpoints, file: SeenFile): Checkpoint | undefined {
  const number = `${file.stats.ino}`;
  return checkpoints.all().find((one) => one.path === file.path && one.inode.split('-')[1] === number && startsWithHead(file.head, one.head));
}
