import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, writevSync } from 'node:fs';
import { type FileHandle, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FsyncPolicy } from './config.js';
import { behind, lengthOf } from './pieces.js';
import { pause } from '../shared/pause.js';
import { syncFolder } from './sync-folder.js';

const LF = 0x0a;

/** How often, and how many milliseconds apart, a file is looked at for the end of a write that another thread carries out. */
const END_LOOKS = 500;
const END_WAIT = 2;

export interface LogFileOptions {
  readonly path: string;
  /** Permissions of a file that is made. */
  readonly mode: number;
  readonly fsync: FsyncPolicy;
}

/**
 * A file that only whole batches are appended to. What a failed append left is cut off before anything else is written, so
 * no line is torn and a batch that is appended again is there once. Where a write fails, what another process appended meanwhile may be
 * cut off with it. Calls do not overlap.
 */
export class LogFile {
  readonly #path: string;
  readonly #mode: number;
  readonly #fsync: FsyncPolicy;
  #handle: FileHandle | undefined;
  #identity = '';
  /** A pipe or a device can neither be cut nor be forced onto a disk. */
  #isRegular = true;
  #size = 0;
  /** Bytes of a failed append that still stand at the end. */
  #excess = 0;
  /** What `append` was given and has not ended, and whether the system was asked to write it. */
  #underWay: { readonly pieces: readonly Uint8Array[]; asked: boolean } | undefined;

  constructor({ path, mode, fsync }: LogFileOptions) {
    this.#path = path;
    this.#mode = mode;
    this.#fsync = fsync;
  }

  get isOpen(): boolean {
    return this.#handle !== undefined;
  }

  get isRegular(): boolean {
    return this.#isRegular;
  }

  /** In bytes. */
  get size(): number {
    return this.#size;
  }

  /**
   * Opens the file, and makes it and its folders where they are missing. Gives its last change, in epoch milliseconds, and
   * whether it ended in a torn line, as a crash of the machine leaves one: that is ended here, and so stays apart.
   */
  async open(options: { readonly truncate: boolean }): Promise<{ readonly modified: number; readonly torn: boolean }> {
    const { handle, isNew } = await openOrMake(this.#path, this.#mode);
    try {
      if (isNew) await handle.chmod(this.#mode);
      if (isNew && this.#fsync === 'batch') await syncFolder(dirname(this.#path));
      const status = await handle.stat();
      const isRegular = status.isFile();
      if (isRegular && options.truncate) await handle.truncate(0);
      const old = isRegular && !options.truncate ? status.size : 0;
      const torn = old > 0 && !(await endsWithLineFeed(handle, old));
      if (torn) await handle.appendFile('\n');
      this.#identity = `${status.dev}:${status.ino}`;
      this.#isRegular = isRegular;
      this.#size = torn ? old + 1 : old;
      this.#excess = 0;
      this.#handle = handle;
      return { modified: status.mtimeMs, torn };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Whether the path leads to another file by now, or to none. Also takes note of a size that was changed from outside. */
  async isReplaced(): Promise<boolean> {
    const status = await stat(this.#path).catch(() => undefined);
    if (status === undefined || `${status.dev}:${status.ino}` !== this.#identity) return true;
    if (this.#isRegular) this.#size = status.size;
    return false;
  }

  /** Appends the pieces, one behind the other. */
  async append(pieces: readonly Uint8Array[], isPrecious = false): Promise<void> {
    const handle = this.#opened();
    const underWay = { pieces, asked: false };
    this.#underWay = underWay;
    await this.#cutExcess(handle);
    let written = 0;
    try {
      // Gone where `appendSync` came first and wrote it.
      for (let left = pieces; left.length > 0 && this.#underWay === underWay; left = behind(pieces, written)) {
        underWay.asked = true;
        written += (await handle.writev(left)).bytesWritten;
      }
      if ((this.#fsync === 'batch' || isPrecious) && this.#isRegular) await handle.datasync();
    } catch (error) {
      this.#excess = this.#isRegular ? written : 0;
      // Where this fails too, it is done before the next append.
      await this.#cutExcess(handle).catch(() => undefined);
      throw error;
    } finally {
      if (this.#underWay === underWay) this.#underWay = undefined;
    }
    this.#size += written;
  }

  /** As `append`, for while the process is ending: also finishes what an `append` has begun, and opens a file that is just being changed. */
  appendSync(pieces: readonly Uint8Array[]): void {
    const fd = this.#handle?.fd ?? this.#openSync();
    const cut = (): void => {
      if (this.#excess > 0) ftruncateSync(fd, Math.max(0, fstatSync(fd).size - this.#excess));
      this.#excess = 0;
    };
    this.#finishSync(fd);
    cut();
    let written = 0;
    try {
      for (let left = pieces; left.length > 0; left = behind(pieces, written)) written += writevSync(fd, left);
      if (this.#fsync !== 'never' && this.#isRegular) fdatasyncSync(fd);
    } catch (error) {
      this.#excess = this.#isRegular ? written : 0;
      cut();
      throw error;
    } finally {
      if (this.#handle === undefined) closeSync(fd);
    }
    this.#size += written;
  }

  #openSync(): number {
    if (this.#identity === '') throw new Error(`${this.#path} is not open.`);
    return openSync(this.#path, 'a', this.#mode);
  }

  #finishSync(fd: number): void {
    const underWay = this.#underWay;
    if (underWay === undefined) return;
    if (!underWay.asked) {
      this.#underWay = undefined;
      this.appendSync(underWay.pieces);
    } else if (this.#isRegular) {
      // A thread of the pool writes it, and goes on while this one waits.
      for (let looks = 0; fstatSync(fd).size < this.#size + lengthOf(underWay.pieces) && looks < END_LOOKS; looks++) pause(END_WAIT);
    }
  }

  /** Does nothing where the file is not open. */
  async close(): Promise<void> {
    const handle = this.#handle;
    if (handle === undefined) return;
    this.#handle = undefined;
    try {
      await this.#cutExcess(handle);
      if (this.#fsync !== 'never' && this.#isRegular) await handle.datasync();
    } finally {
      await handle.close();
    }
  }

  #opened(): FileHandle {
    if (this.#handle === undefined) throw new Error(`${this.#path} is not open.`);
    return this.#handle;
  }

  /** Counted from the end as it is now, not as it was noted: another program may have emptied the file meanwhile. */
  async #cutExcess(handle: FileHandle): Promise<void> {
    if (this.#excess === 0) return;
    const { size } = await handle.stat();
    await handle.truncate(Math.max(0, size - this.#excess));
    this.#excess = 0;
  }
}

/** For reading too: the last byte is looked at. */
async function openOrMake(path: string, mode: number): Promise<{ readonly handle: FileHandle; readonly isNew: boolean }> {
  const make = async (): Promise<{ readonly handle: FileHandle; readonly isNew: boolean }> => ({ handle: await open(path, 'ax+', mode), isNew: true });
  try {
    return await make().catch(async (error: unknown) => {
      if (!isCode(error, 'ENOENT')) throw error;
      // Who may read the file may enter its folder.
      await mkdir(dirname(path), { recursive: true, mode: mode | ((mode & 0o444) >> 2) });
      return make();
    });
  } catch (error) {
    // Also where another process was quicker.
    if (isCode(error, 'EEXIST')) return { handle: await open(path, 'a+', mode), isNew: false };
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

async function endsWithLineFeed(handle: FileHandle, size: number): Promise<boolean> {
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === LF;
}
