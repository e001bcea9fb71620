import type { BigIntStats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SourceContext } from '../../core/contract/plugin.js';
import type { Checkpoints } from './checkpoints.js';
import type { FileSourceConfig } from './config.js';
import { isCopy, type OpenFile } from './copies.js';
import { findFiles, isAbsent, type Found } from './find-files.js';
import { FollowedFile } from './followed-file.js';
import { compileExclude, compileGlobs, matchesAny, type Glob } from './glob.js';
import { inodeKey, readHeadBytes } from './identity.js';
import { OpenFiles } from './open-files.js';
import type { Problems } from './problems.js';
import type { ReadyFiles } from './ready-files.js';
import { findRenamed } from './renamed-files.js';
import { isSameFile, resume } from './resume.js';
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
  readonly #open: OpenFiles;
  #byPath = new Map<string, FollowedFile>();
  #folders: ReadonlySet<string> = new Set();
  /** Inodes of copies that are being read in the place of what they were copied from. */
  readonly #copies = new Set<string>();
  readonly #fromEnd: boolean;
  #scanned = false;

  constructor(parts: FileSetParts) {
    this.#parts = parts;
    this.#open = new OpenFiles(parts.config.max_open_files, { ready: parts.ready, log: parts.ctx.log });
    this.#globs = parts.config.paths.flatMap(compileGlobs);
    const excluded = compileExclude(parts.config.exclude);
    this.#excluded = parts.ctx.once ? excluded : (path) => isPacked(path) || excluded(path);
    this.#fromEnd = parts.config.start_at === 'end' && parts.checkpoints.all().length === 0;
  }

  /** Folders in which something may happen that matters here, as of the last scan. */
  get folders(): ReadonlySet<string> {
    return this.#folders;
  }

  at(path: string): FollowedFile | undefined {
    return this.#byPath.get(path);
  }

  /**
   * Looks for files, and says which may have something to read. Gives the number of paths it had to do with. Rejects with the
   * signal's reason when that aborts.
   */
  async scan(signal: AbortSignal): Promise<number> {
    const { problems, ready, ctx } = this.#parts;
    const found = await this.#find();
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
    for (const file of this.#open.all) if (file.detached || this.#isQuiet(file)) ready.add(file);

    if (!this.#scanned && this.#files.size === 0) ctx.log.warn('no file matches yet', { paths: this.#parts.config.paths });
    this.#scanned = true;
    this.#byPath = new Map([...this.#files.values()].flatMap((file) => [[file.path, file], [file.target, file]]));
    this.#folders = new Set([...found.folders, ...[...this.#files.values()].map((file) => dirname(file.target))]);
    ctx.metrics.gauge('files_followed', this.#files.size);
    ctx.metrics.gauge('files_open', this.#open.all.size);
    return found.paths.length + found.folders.size;
  }

  /** As `OpenFiles.open`. */
  open(file: FollowedFile): Promise<boolean> {
    return this.#open.open(file);
  }

  /** Closes a file. One that nothing matches any more is let go of, and forgotten if it was deleted. */
  async release(file: FollowedFile): Promise<void> {
    const gone = file.detached && (await file.links()) === 0;
    await this.#open.close(file);
    if (!file.detached) return;
    this.#files.delete(file.inode);
    if (gone) this.#parts.checkpoints.forget(file.inode);
    else this.#markMissing(file.inode);
  }

  /** Whether a copy is to be read in the place of its original: not if it is followed itself. Nobody begins to follow it then. */
  takeCopy({ stats }: OpenFile): boolean {
    const inode = inodeKey(stats);
    if (this.#files.has(inode)) return false;
    this.#copies.add(inode);
    return true;
  }

  /** Ends the reading of a copy up to a position. Should it be found as a file of its own, it is followed from there. */
  async leaveCopy({ handle, path, stats }: OpenFile, position: number): Promise<void> {
    resume(this.#parts.checkpoints, { stats, path, target: path, head: await readHeadBytes(handle) }, position);
    this.#copies.delete(inodeKey(stats));
  }

  /** Closes everything. */
  async close(): Promise<void> {
    await this.#open.closeAll();
  }

  async #find(): Promise<Found> {
    for (;;) {
      const found = await findFiles(this.#globs, this.#excluded);
      let again = false;
      for (const error of found.unreadable.values()) again ||= await this.#open.giveWay(error);
      if (!again) return found;
    }
  }

  async #visit(path: string, seen: ReadonlySet<FollowedFile>): Promise<FollowedFile | undefined> {
    try {
      const stats = await stat(path, { bigint: true });
      if (!stats.isFile()) return undefined;
      const known = this.#files.get(inodeKey(stats));
      if (known === undefined) return this.#copies.has(inodeKey(stats)) ? undefined : await this.#adopt(path, path);
      known.detached = false;
      if (known.path !== path && !seen.has(known)) known.moveTo(path, await realpath(path));
      if (known.differsFrom(stats)) this.#parts.ready.add(known);
      return known;
    } catch (error) {
      if (!isAbsent(error)) this.#parts.problems.set(path, error);
      return undefined;
    }
  }

  /** Follows the file that is now at `place`, and is called `path`; with `only`, if it is the one that its checkpoint is of. */
  async #adopt(place: string, path: string, only = false): Promise<FollowedFile | undefined> {
    const { checkpoints, ctx, ready } = this.#parts;
    const handle = await this.#open.take(place);
    if (handle === undefined) return undefined;
    let file: FollowedFile | undefined;
    try {
      const stats = await handle.stat({ bigint: true });
      if (!stats.isFile()) return undefined;
      const inode = inodeKey(stats);
      const seen = { stats, path, target: await realpath(place), head: await readHeadBytes(handle) };
      const before = checkpoints.get(inode);
      if (only && (before === undefined || !isSameFile(before, seen))) return undefined;
      const start = this.#scanned ? await this.#copiedUpTo({ handle, path: seen.target, stats }) : this.#startOf(path, stats);
      // From here to the attaching nothing waits: the reader may be about to take the file as a copy.
      if (this.#files.has(inode) || this.#copies.has(inode)) return this.#files.get(inode);
      file = new FollowedFile(resume(checkpoints, seen, start), checkpoints, () => ctx.framer(), ctx.clock.monotonic());
      this.#files.set(inode, file);
      ready.add(file);
      await this.#open.attach(file, handle);
      return file;
    } finally {
      if (file === undefined) await handle.close();
    }
  }

  #startOf(path: string, stats: BigIntStats): number {
    return this.#fromEnd && !isPacked(path) ? Number(stats.size) : 0;
  }

  /** How much of a new file is a copy of what another one has delivered: `copytruncate` makes such files. */
  async #copiedUpTo(file: OpenFile): Promise<number> {
    for (const other of this.#files.values()) {
      if (await isCopy(file, other.trace)) return this.#parts.checkpoints.get(other.inode)?.offset ?? 0;
    }
    return 0;
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
    for (const { inode, path } of known) {
      const place = renamed.get(inode);
      const file = place === undefined ? undefined : await this.#adopt(place, path, true).catch((error: unknown) => {
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
}
