import { access, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Timer } from '../../core/contract/clock.js';
import type { PluginContext } from '../../core/contract/plugin.js';
import { orAborted } from '../shared/or-aborted.js';
import type { RetainConfig } from './config.js';
import { gzipFile, TEMPORARY } from './gzip-file.js';
import { byAge, parseRotatedName, type RotatedFile, rotatedName } from './rotated-name.js';

/**
 * How long a rotated file is left as it is, in milliseconds. Another process that writes to the path goes on writing to the file it
 * has open until it looks at the path again, which it does each second.
 */
const SETTLE = 5_000;

/** The rotated files of one path, which other processes may rotate too. It knows them by their names and touches no others. */
export class Archive {
  readonly #path: string;
  readonly #folder: string;
  readonly #gzip: boolean;
  readonly #retain: RetainConfig;
  readonly #ctx: PluginContext;
  #stopping = new AbortController();
  #tidying: Promise<void> | undefined;
  #later: Timer | undefined;
  #again = false;
  #failing = false;

  constructor(path: string, gzip: boolean, retain: RetainConfig, ctx: PluginContext) {
    this.#path = path;
    this.#folder = dirname(path);
    this.#gzip = gzip;
    this.#retain = retain;
    this.#ctx = ctx;
  }

  /** Moves the file at the path here, under a name that nothing has; does nothing where another process just did. */
  async take(): Promise<void> {
    const time = this.#ctx.clock.now();
    for (let number = 1; ; number++) {
      const target = join(this.#folder, rotatedName(this.#path, time, number));
      if ((await exists(`${target}.gz`)) || !(await reserve(target))) continue;
      try {
        return await rename(this.#path, target);
      } catch (error) {
        await rm(target, { force: true });
        if (isGone(error)) return;
        throw error;
      }
    }
  }

  /** Begins to remove and compress what is due, in the background; goes over it again where that is under way. */
  tidy(): void {
    this.#again = true;
    this.#tidying ??= this.#run().finally(() => {
      this.#tidying = undefined;
    });
  }

  start(): void {
    this.#stopping = new AbortController();
    this.tidy();
  }

  /** Waits for what is under way, not for what has to settle; when the signal aborts it is given up, and done at the next start. */
  async stop(signal: AbortSignal): Promise<void> {
    const tidying = this.#tidying ?? Promise.resolve();
    try {
      await orAborted(tidying, signal);
    } catch {
      this.#stopping.abort(signal.reason);
      await tidying;
    }
    this.#later?.cancel();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (this.#again && !signal.aborted) {
      this.#again = false;
      try {
        try {
          if (this.#gzip) await this.#compress(signal);
        } finally {
          // Also where the disk is too full to compress: this is what makes room.
          await this.#expire();
        }
        this.#failing = false;
      } catch (error) {
        if (signal.aborted) return;
        this.#ctx.metrics.count('tidy_failures');
        if (!this.#failing) this.#ctx.log.warn('Rotated files could not be compressed or removed; tried again at the next rotation.', { path: this.#path, error });
        this.#failing = true;
      }
    }
  }

  /** Removes what `retain` has no room for. */
  async #expire(): Promise<void> {
    const { age = Infinity, size = Infinity, files = Infinity } = this.#retain;
    const now = this.#ctx.clock.now();
    let bytes = 0;
    for (const [index, file] of (await this.#list()).entries()) {
      const path = join(this.#folder, file.name);
      bytes += (await stat(path).catch(unlessGone))?.size ?? 0;
      if (now - file.time > age || index >= files || bytes > size) {
        await rm(path, { force: true });
        this.#ctx.metrics.count('files_removed');
      }
    }
  }

  /** Compresses what is not yet and has settled, oldest first; the rest later. */
  async #compress(signal: AbortSignal): Promise<void> {
    const plain = (await this.#list()).filter((file) => !file.compressed).reverse();
    const now = this.#ctx.clock.now();
    // Of a time to come where the clock was put back: such a file has long settled.
    const settled = plain.filter(({ time }) => Math.abs(now - time) >= SETTLE);
    if (settled.length < plain.length && !signal.aborted) {
      this.#later?.cancel();
      this.#later = this.#ctx.clock.after(SETTLE, () => this.tidy(), { background: true });
    }
    // What is gone by then, another process has compressed or removed.
    for (const { name } of settled) await gzipFile(join(this.#folder, name), signal).catch(unlessGone);
  }

  /** Newest first. Clears away what an interrupted run left half done. */
  async #list(): Promise<readonly RotatedFile[]> {
    const files: RotatedFile[] = [];
    for (const entry of await readdir(this.#folder, { withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = parseRotatedName(this.#path, entry.name);
      if (file !== undefined) files.push(file);
      else if (this.#isLeftOver(entry.name)) await rm(join(this.#folder, entry.name), { force: true });
    }
    return files.sort(byAge);
  }

  /** Only one run is under way at a time, so a temporary file that a listing shows belongs to nobody. */
  #isLeftOver(name: string): boolean {
    return name.endsWith(TEMPORARY) && parseRotatedName(this.#path, name.slice(0, -TEMPORARY.length))?.compressed === true;
  }
}

/** Whether the name was free. Between a look at it and the move, another process might take it. */
async function reserve(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function unlessGone(error: unknown): undefined {
  if (!isGone(error)) throw error;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false);
}
