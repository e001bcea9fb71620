import { watch, type BigIntStats, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessLog } from '../../core/contract/plugin.js';
import { inodeKey } from './identity.js';

const MAX_WATCHES = 512;

/**
 * Says that something happened in a folder, so that it is seen at once and not at the next poll. It may say too much or too
 * little: folders beyond MAX_WATCHES, and file systems that report nothing, are left to the poll.
 */
export class FolderWatch {
  readonly #changed: (path: string | undefined) => void;
  readonly #log: ProcessLog;
  readonly #watches = new Map<string, { readonly identity: string; readonly watcher: FSWatcher }>();
  #warned = false;

  /** `changed` gets the path of the file that was written to, or undefined where entries came or went or the name is unknown. */
  constructor(changed: (path: string | undefined) => void, log: ProcessLog) {
    this.#changed = changed;
    this.#log = log;
  }

  /** Watches these folders and no others. A folder that was made anew is watched anew. */
  async update(folders: Iterable<string>): Promise<void> {
    const wanted = new Map<string, string>();
    for (const folder of folders) {
      const stats = await stat(folder, { bigint: true }).catch(() => undefined);
      if (stats?.isDirectory() && wanted.size < MAX_WATCHES) wanted.set(folder, identityOf(stats));
    }
    for (const [folder, { identity }] of this.#watches) if (wanted.get(folder) !== identity) this.#drop(folder);
    for (const [folder, identity] of wanted) if (!this.#watches.has(folder)) this.#add(folder, identity);
  }

  close(): void {
    for (const folder of this.#watches.keys()) this.#drop(folder);
  }

  #add(folder: string, identity: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (event, name) => this.#changed(event === 'rename' || name === null ? undefined : join(folder, name)));
      watcher.on('error', () => this.#drop(folder));
      this.#watches.set(folder, { identity, watcher });
    } catch (error) {
      if (!this.#warned) this.#log.info('folders cannot be watched; changes are seen at the next poll', { folder, reason: (error as Error).message });
      this.#warned = true;
    }
  }

  #drop(folder: string): void {
    this.#watches.get(folder)?.watcher.close();
    this.#watches.delete(folder);
  }
}

/** An inode that was let go is soon used again, so when it was made counts too, where the file system knows. */
function identityOf(stats: BigIntStats): string {
  return `${inodeKey(stats)}-${stats.birthtimeNs}`;
}
