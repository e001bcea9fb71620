import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { ProcessLog } from '../../core/contract/plugin.js';
import { isAbsent } from './find-files.js';
import type { FollowedFile } from './followed-file.js';
import { inodeKey } from './identity.js';
import type { ReadyFiles } from './ready-files.js';

/** What open files work with; they own none of it. */
export interface OpenFilesParts {
  readonly ready: ReadyFiles;
  readonly log: ProcessLog;
  /** As `openFile`, which it is unless something else is given. */
  readonly openFile?: (path: string) => Promise<FileHandle | undefined>;
}

/**
 * The files that hold a descriptor, in the order of their last use. Beyond the limit, the one that was used longest ago is closed,
 * but none that could not be opened again by its path, or that is being read. The limit comes down where the process may open less.
 */
export class OpenFiles {
  #limit: number;
  readonly #parts: OpenFilesParts;
  readonly #files = new Set<FollowedFile>();

  constructor(limit: number, parts: OpenFilesParts) {
    this.#limit = limit;
    this.#parts = parts;
  }

  get all(): ReadonlySet<FollowedFile> {
    return this.#files;
  }

  /** Makes sure that a file is open. False where it is not there, or another file is in its place by now. */
  async open(file: FollowedFile): Promise<boolean> {
    if (!file.isOpen) {
      const handle = await this.take(file.path);
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

  /** Opens what is at a path, to be attached; undefined where nothing is there. Closes others where the process may open no more. */
  async take(path: string): Promise<FileHandle | undefined> {
    const { openFile: take = openFile } = this.#parts;
    for (;;) {
      try {
        return await take(path);
      } catch (error) {
        if (!(await this.giveWay(error))) throw error;
      }
    }
  }

  /** Gives the file its descriptor, at once, and then closes others if there are too many. */
  async attach(file: FollowedFile, handle: FileHandle): Promise<void> {
    file.attach(handle);
    this.#files.add(file);
    await this.#closeTo(this.#limit, file);
  }

  /**
   * Where an error says that the process may open no more files, closes some, and keeps fewer open from then on: a quarter is left
   * to everything else that opens files. True when one was closed.
   */
  async giveWay(error: unknown): Promise<boolean> {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EMFILE' && code !== 'ENFILE') return false;
    const limit = Math.max(1, Math.floor(this.#files.size * 0.75));
    if (!(await this.#closeTo(limit - 1))) return false;
    if (limit < this.#limit) {
      this.#limit = limit;
      this.#parts.log.warn(`no more files can be opened; at most ${limit} of this source stay open from now on. Raise the limit of open files (ulimit -n) to keep more`, { reason: message });
    }
    return true;
  }

  async close(file: FollowedFile): Promise<void> {
    this.#files.delete(file);
    await file.close();
  }

  async closeAll(): Promise<void> {
    for (const file of this.#files) await this.close(file);
  }

  async #closeTo(most: number, spare?: FollowedFile): Promise<boolean> {
    let closed = false;
    while (this.#files.size > most) {
      const idle = [...this.#files].filter((file) => file !== spare && !file.busy && !file.detached && file.pending === 0);
      const victim = idle.find((file) => !this.#parts.ready.has(file)) ?? idle[0];
      if (victim === undefined) return closed;
      await this.close(victim);
      closed = true;
    }
    return closed;
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
