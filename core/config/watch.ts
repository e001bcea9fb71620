import { createHash } from 'node:crypto';
import { watch as watchFolder, type FSWatcher } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock, Timer } from '../contract/clock.js';

export interface WatchOptions {
  readonly clock: Clock;
  /** Called when the content of a file, or the list of files in a folder, is another than before. Calls never overlap. */
  readonly onChange: () => Promise<void> | void;
  /** Gets what `onChange` threw. */
  readonly onError: (error: unknown) => void;
  /** Milliseconds of quiet before a change is looked at. */
  readonly debounce?: number;
  /** Milliseconds between two looks where no event came: some network and container file systems give none. */
  readonly poll?: number;
}

export interface Watched {
  /** Absolute paths; a file need not exist. */
  readonly files: readonly string[];
  /** Absolute paths of folders in which files may appear. */
  readonly folders: readonly string[];
}

/** How many times `debounce` a change waits for quiet. */
const MOST_PAUSES = 10;

/**
 * Watches files by their folders: any event there, then a pause, or ten times as long without one, then a comparison by content. So
 * saves by rename, Kubernetes' swaps of `..data` and several writes in a row count once, and a touched file not at all.
 */
export class ConfigWatcher {
  readonly #options: WatchOptions;
  readonly #watchers = new Map<string, FSWatcher>();
  #watched: Watched;
  #fingerprint: string | undefined;
  #stats = '';
  #debounce: Timer | undefined;
  /** Since when events come without a pause. */
  #restless: number | undefined;
  #poll: Timer | undefined;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(watched: Watched, options: WatchOptions) {
    this.#watched = watched;
    this.#options = options;
  }

  /** Takes the present state as known and begins to watch. */
  async start(): Promise<void> {
    this.#watchFolders();
    this.#stats = await statsOf(this.#watched);
    this.#fingerprint = await fingerprintOf(this.#watched);
    this.#schedulePoll();
  }

  /** Watches these from now on: a reload may include other files. What they hold now is taken as known. */
  async update(watched: Watched): Promise<void> {
    this.#watched = watched;
    this.#watchFolders();
    this.#stats = await statsOf(watched);
    this.#fingerprint = await fingerprintOf(watched);
  }

  /** Leaves no watcher and no timer. Resolves when a running `onChange` has ended; so do not await it in there. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#debounce?.cancel();
    this.#poll?.cancel();
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    await this.#looking;
  }

  #watchFolders(): void {
    if (this.#stopped) return;
    const wanted = new Set([...this.#watched.folders, ...this.#watched.files.map((file) => dirname(file))]);
    for (const [folder, watcher] of this.#watchers) {
      if (wanted.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of wanted) if (!this.#watchers.has(folder)) this.#watch(folder);
  }

  /** A folder that cannot be watched is left to the poll. */
  #watch(folder: string): void {
    try {
      const watcher = watchFolder(folder, { persistent: false }, () => this.#touch());
      watcher.on('error', () => {
        watcher.close();
        this.#watchers.delete(folder);
        this.#touch();
      });
      this.#watchers.set(folder, watcher);
    } catch {
      this.#watchers.delete(folder);
    }
  }

  #touch(): void {
    if (this.#stopped) return;
    const { clock, debounce = 100 } = this.#options;
    const now = clock.monotonic();
    this.#restless ??= now;
    // There is no quiet where logs are written beside the config.
    if (now - this.#restless >= MOST_PAUSES * debounce) return;
    this.#debounce?.cancel();
    this.#debounce = clock.after(debounce, () => {
      this.#restless = undefined;
      this.#look();
    }, { background: true });
  }

  #schedulePoll(): void {
    if (this.#stopped) return;
    this.#poll = this.#options.clock.after(this.#options.poll ?? 5000, () => void this.#pollOnce(), { background: true });
  }

  async #pollOnce(): Promise<void> {
    const stats = await statsOf(this.#watched);
    if (stats !== this.#stats && !this.#stopped) {
      this.#stats = stats;
      this.#watchFolders();
      this.#look();
    }
    this.#schedulePoll();
  }

  #look(): void {
    this.#looking = this.#looking.then(() => this.#compare());
  }

  async #compare(): Promise<void> {
    if (this.#stopped) return;
    const fingerprint = await fingerprintOf(this.#watched);
    if (fingerprint === this.#fingerprint || this.#stopped) return;
    this.#fingerprint = fingerprint;
    try {
      await this.#options.onChange();
    } catch (error) {
      this.#options.onError(error);
    }
  }
}

/** Of everything that a change can be seen by: contents, and the names in folders. */
async function fingerprintOf({ files, folders }: Watched): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(await readFile(file).catch(() => 'missing')).update('\0');
  for (const folder of folders) hash.update(`${folder}\0${(await readdir(folder).catch((): string[] => [])).toSorted().join('\0')}\0`);
  return hash.digest('hex');
}

async function statsOf({ files, folders }: Watched): Promise<string> {
  const stats = await Promise.all([...files, ...folders].map((path) => stat(path).then(({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`, () => 'missing')));
  return stats.join('\n');
}
