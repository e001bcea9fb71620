import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { isAbsent } from './find-files.js';
import type { FollowedFile } from './followed-file.js';
import { inodeKey } from './identity.js';
import type { ReadyFiles } from './ready-files.js';

/**
 * The files that hold a descriptor, in the order of their last use. Beyond the limit, the one that was used longest ago is closed,
 * but none that could not be opened again by its path, or that is being read.
 */
export class OpenFiles {
  readonly #limit: number;
  readonly #ready: ReadyFiles;
  readonly #files = new Set<FollowedFile>();

  constructor(limit: number, ready: ReadyFiles) {
    this.#limit = limit;
    this.#ready = ready;
  }

  get all(): ReadonlySet<FollowedFile> {
    return this.#files;
  }

  /** Makes sure that a file is open. False where it is not there, or another file is in its place by now. */
  async open(file: FollowedFile): Promise<boolean> {
    if (!file.isOpen) {
      const handle = await openFile(file.path);
      if (handle === undefined) return false;
      if (inodeKey(await handle.stat({ bigint: true })) !== file.inode) {
        await handle.close();
        return false;
      }
      await this.attach(file, handle);
    }
    this.#files.delete(file);
    this.#files.add(file);
    return true;
  }

  /** Gives the file its descriptor, at once, and then closes others if there are too many. */
  async attach(file: FollowedFile, handle: FileHandle): Promise<void> {
    file.attach(handle);
    this.#files.add(file);
    while (this.#files.size > this.#limit) {
      const idle = [...this.#files].filter((other) => other !== file && !other.busy && !other.detached && other.pending === 0);
      const victim = idle.find((other) => !this.#ready.has(other)) ?? idle[0];
      if (victim === undefined) return;
      await this.close(victim);
    }
  }

  async close(file: FollowedFile): Promise<void> {
    this.#files.delete(file);
    await file.close();
  }

  async closeAll(): Promise<void> {
    for (const file of this.#files) await this.close(file);
  }
}

/** Undefined where nothing is there. Does not wait for the other end of a pipe. */
export async function openFile(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
