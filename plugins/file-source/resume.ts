import type { Checkpoint } from './checkpoint-record.js';
import type { Checkpoints } from './checkpoints.js';
import { headOf, isHole, startsWithHead, streamKey } from './identity.js';

/** A file as it was just opened. */
export interface OpenedFile {
  readonly inode: string;
  readonly path: string;
  readonly target: string;
  /** In bytes; Infinity where it is not known. */
  readonly size: number;
  /** Its first bytes, up to HEAD_BYTES. */
  readonly head: Uint8Array;
}

/**
 * Where to go on in a file: at its checkpoint if it still is the file that the checkpoint is of, else at `start` of a new
 * stream. An inode alone proves nothing, it is used again after a file is deleted.
 */
export function resume(checkpoints: Checkpoints, file: OpenedFile, start: 'beginning' | 'end'): Checkpoint {
  const head = headOf(file.head);
  const before = checkpoints.get(file.inode) ?? remounted(checkpoints, file);
  const place = { inode: file.inode, path: file.path, target: file.target, head, missingSince: null };
  if (before !== undefined && file.size >= before.offset && (startsWithHead(file.head, before.head) || isHole(file.head))) {
    return { ...place, key: before.key, generation: before.generation, offset: before.offset };
  }
  const generation = before === undefined ? 0 : before.generation + 1;
  return { ...place, key: streamKey(file.inode, head, generation), generation, offset: start === 'end' && Number.isFinite(file.size) ? file.size : 0 };
}

/** Device numbers may change when the machine starts again: the same inode number, place and first bytes stand for the file then. */
function remounted(checkpoints: Checkpoints, file: OpenedFile): Checkpoint | undefined {
  const number = file.inode.split('-')[1];
  return checkpoints.all().find((one) => one.path === file.path && one.inode.split('-')[1] === number && startsWithHead(file.head, one.head));
}
