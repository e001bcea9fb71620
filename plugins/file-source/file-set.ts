import { constants } from 'node:fs';
import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SourceContext } from '../../core/contract/plugin.js';
import type { Checkpoints } from './checkpoints.js';
import type { FileSourceConfig } from './config.js';
import { findFiles, isAbsent } from './find-files.js';
import { FollowedFile } from './followed-file.js';
import { compileExclude, compileGlobs, matchesAny, type Glob } from './glob.js';
import { inodeKey, readHeadBytes } from './identity.js';
import type { Problems } from './problems.js';
import type { ReadyFiles } from './ready-files.js';
import { findRenamed } from './renamed-files.js';
import { resume } from './resume.js';
import { isPacked } from './unpack.js';

/** What a file set works with; it owns none of it. */
export interface FileSetParts {
  readonly config: FileSourceConfig;
  readonly ctx: SourceContext;
  readonly checkpoints: Checkpoints;
  readonly problems: Problems;
  readonly ready: ReadyFiles;
}

/** The files that are followed, found by their patterns and known by their inodes, and the descriptors they hold. */
export class FileSet {
  readonly #parts: FileSetParts;
  readonly #globs: readonly Glob[];
  readonly #excluded: (path: string) => boolean;
  readonly #files = new Map<string, FollowedFile>();
  /** In the order of their last use. */
  readonly #open = new Set<FollowedFile>();
  #byPath = new Map<string, FollowedFile>();
  #folders: ReadonlySet<string> = new Set();
  #start: 'beginning' | 'end';
  #scanned = false;

  constructor(parts: FileSetParts) {
    this.#parts = parts;
    this.#globs = parts.config.paths.flatMap(compileGlobs);
    const excluded = compileExclude(parts.config.exclude);
    this.#excluded = parts.ctx.once ? excluded : (path) => isPacked(path) || excluded(path);
    this.#start = parts.checkpoints.all().length === 0 ? parts.config.start_at : 'beginning';
  }

  /** Folders in which something may happen that matters here, as of the last scan. */
  get folders(): ReadonlySet<string> {
    return this.#folders;
  }

  at(path: string): FollowedFile | undefined {
    return this.#byPath.get(path);
  }

  /** Looks for files, and says which may have something to read. Rejects with the signal's reason when that aborts. */
  async scan(signal: AbortSignal): Promise<void> {
    const { problems, ready, ctx } = this.#parts;
    const found = await findFiles(this.#globs, this.#excluded);
    const seen = new Set<FollowedFile>();
    for (const path of found.paths) {
      signal.throwIfAborted();
      const file = await this.#visit(path, seen);
      if (file !== undefined) seen.add(file);
    }
    for (const [folder, error] of found.unreadable) problems.set(folder, error);
    problems.keepOnly(new Set([...found.paths, ...found.unreadable.keys()]));
    await this.#follow([...this.#files.values()].filter((file) => !seen.has(file)));
    if (!this.#scanned) await this.#findAway();
    for (const file of this.#open) if (file.detached || this.#isQuiet(file)) ready.add(file);

    if (!this.#scanned && this.#files.size === 0) ctx.log.warn('no file matches yet', { paths: this.#parts.config.paths });
    this.#scanned = true;
    this.#start = 'beginning';
    this.#byPath = new Map([...this.#files.values()].flatMap((file) => [[file.path, file], [file.target, file]]));
    this.#folders = new Set([...found.folders, ...[...this.#files.values()].map((file) => dirname(file.target))]);
    ctx.metrics.gauge('files_followed', this.#files.size);
    ctx.metrics.gauge('files_open', this.#open.size);
  }

  /** Makes sure that the file is open. False where it is not there, or another file is in its place by now. */
  async open(file: FollowedFile): Promise<boolean> {
    if (!file.isOpen) {
      const handle = await openFile(file.path);
      if (handle === undefined) return false;
      if (inodeKey(await handle.stat({ bigint: true })) !== file.inode) {
        await handle.close();
        return false;
      }
      await this.#attach(file, handle);
    }
    this.#open.delete(file);
    this.#open.add(file);
    return true;
  }

  /** Closes a file. One that nothing matches any more is let go of, and forgotten if it was deleted. */
  async release(file: FollowedFile): Promise<void> {
    const gone = file.detached && (await file.links()) === 0;
    this.#open.delete(file);
    await file.close();
    if (!file.detached) return;
    this.#files.delete(file.inode);
    if (gone) this.#parts.checkpoints.forget(file.inode);
    else this.#markMissing(file.inode);
  }

  /** Closes everything. */
  async close(): Promise<void> {
    for (const file of this.#open) await file.close();
    this.#open.clear();
  }

  async #visit(path: string, seen: ReadonlySet<FollowedFile>): Promise<FollowedFile | undefined> {
    try {
      const stats = await stat(path, { bigint: true });
      if (!stats.isFile()) return undefined;
      const known = this.#files.get(inodeKey(stats));
      if (known === undefined) return await this.#adopt(path, path);
      known.detached = false;
      if (known.path !== path && !seen.has(known)) known.moveTo(path, await realpath(path));
      if (known.differsFrom(stats)) this.#parts.ready.add(known);
      return known;
    } catch (error) {
      if (!isAbsent(error)) this.#parts.problems.set(path, error);
      return undefined;
    }
  }

  /** Follows the file that is now at `place`, and is called `path`; with a `key`, only if it is that very file. */
  async #adopt(place: string, path: string, key?: string): Promise<FollowedFile | undefined> {
    const { checkpoints, ctx, ready } = this.#parts;
    const handle = await openFile(place);
    if (handle === undefined) return undefined;
    try {
      const stats = await handle.stat({ bigint: true });
      const inode = inodeKey(stats);
      const known = this.#files.get(inode);
      if (known !== undefined || !stats.isFile()) {
        await handle.close();
        return known;
      }
      const target = await realpath(place);
      const size = isPacked(path) ? Infinity : Number(stats.size);
      const checkpoint = resume(checkpoints, { inode, path, target, size, head: await readHeadBytes(handle) }, this.#start);
      if (key !== undefined && checkpoint.key !== key) {
        await handle.close();
        return undefined;
      }
      checkpoints.put(checkpoint);
      const file = new FollowedFile(checkpoint, checkpoints, () => ctx.framer(), ctx.clock.monotonic());
      await this.#attach(file, handle);
      this.#files.set(inode, file);
      ready.add(file);
      return file;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Files that nothing matches any more: kept by their descriptor, or looked for in their folder. */
  async #follow(files: readonly FollowedFile[]): Promise<void> {
    const closed = files.filter((file) => !file.isOpen && !file.busy && file.isSettled);
    for (const file of files) if (file.isOpen) file.detached = true;
    for (const file of closed) this.#files.delete(file.inode);
    await this.#adoptRenamed(closed.map((file) => file.inode));
  }

  /** At the first scan: files that were renamed while nobody was looking. */
  async #findAway(): Promise<void> {
    const away = this.#parts.checkpoints.all().filter((one) => !this.#files.has(one.inode));
    const ours = away.filter((one) => matchesAny(this.#globs, one.path) && !this.#excluded(one.path));
    await this.#adoptRenamed(ours.map((one) => one.inode));
    for (const { inode } of away) if (!this.#files.has(inode)) this.#markMissing(inode);
  }

  async #adoptRenamed(inodes: readonly string[]): Promise<void> {
    if (inodes.length === 0) return;
    const { checkpoints, problems } = this.#parts;
    const known = inodes.flatMap((inode) => checkpoints.get(inode) ?? []);
    const renamed = await findRenamed(known);
    for (const { inode, path, key } of known) {
      const place = renamed.get(inode);
      const file = place === undefined ? undefined : await this.#adopt(place, path, key).catch((error: unknown) => {
        problems.set(path, error);
        return undefined;
      });
      if (file === undefined) this.#markMissing(inode);
      else file.detached = true;
    }
  }

  #markMissing(inode: string): void {
    const { checkpoints, ctx } = this.#parts;
    const before = checkpoints.get(inode);
    if (before?.missingSince === null) checkpoints.put({ ...before, missingSince: ctx.clock.now() });
  }

  #isQuiet(file: FollowedFile): boolean {
    return file.pending === 0 && this.#parts.ctx.clock.monotonic() - file.changedAt >= this.#parts.config.close_inactive;
  }

  async #attach(file: FollowedFile, handle: FileHandle): Promise<void> {
    file.attach(handle);
    this.#open.add(file);
    while (this.#open.size > this.#parts.config.max_open_files) {
      const idle = [...this.#open].filter((other) => other !== file && !other.busy && !other.detached && other.pending === 0);
      const victim = idle.find((other) => !this.#parts.ready.has(other)) ?? idle[0];
      if (victim === undefined) return;
      this.#open.delete(victim);
      await victim.close();
    }
  }
}

/** Undefined where nothing is there. Does not wait for the other end of a pipe. */
async function openFile(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
