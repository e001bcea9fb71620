import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Checkpoint } from './checkpoint-record.js';
import { inodeKey } from './identity.js';

/** Finds files under another name in the folder they were in, by inode. Gives their paths; those that are gone are left out. */
export async function findRenamed(checkpoints: readonly Checkpoint[]): Promise<Map<string, string>> {
  const wanted = new Set(checkpoints.map((checkpoint) => checkpoint.inode));
  const folders = new Set(checkpoints.map((checkpoint) => dirname(checkpoint.target)));
  const found = new Map<string, string>();
  for (const folder of folders) {
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name);
      const stats = await stat(path, { bigint: true }).catch(() => undefined);
      const inode = stats?.isFile() ? inodeKey(stats) : '';
      if (wanted.has(inode)) found.set(inode, path);
    }
  }
  return found;
}
