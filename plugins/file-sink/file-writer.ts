import { lstat } from 'node:fs/promises';
import { HushpipeError, RetryableError } from '../../core/contract/errors.js';
import type { LogEvent } from '../../core/contract/event.js';
import type { PluginContext, Receiver } from '../../core/contract/plugin.js';
import { orAborted } from '../shared/or-aborted.js';
import { SerialWrites } from '../shared/serial-writes.js';
import { Archive } from './archive.js';
import type { FileSinkConfig } from './config.js';
import { LogFile } from './log-file.js';
import { lengthOf } from './pieces.js';

/** How often it is checked whether the file was moved or deleted, and how soon a failed rotation is tried again. */
const CHECK_MS = 1000;
const ROTATE_AGAIN_MS = 60_000;

/** Writes batches to one file, and begins a new one when it is time to. */
export class FileWriter implements Receiver<LogEvent> {
  readonly #config: FileSinkConfig;
  readonly #ctx: PluginContext;
  readonly #file: LogFile;
  readonly #archive: Archive | undefined;
  readonly #writes = new SerialWrites<LogEvent>();
  /** Batches of deliveries that the file was not given yet, and those of them that were written as the process was ending. */
  readonly #given = new Set<readonly LogEvent[]>();
  readonly #ended = new WeakSet<readonly LogEvent[]>();
  #emptied = false;
  #failing = false;
  #checkedAt = 0;
  /** Which `rotate.every` since the epoch the last line was written in. */
  #period = 0;
  #rotateNotBefore = -Infinity;

  constructor(config: FileSinkConfig, ctx: PluginContext) {
    this.#config = config;
    this.#ctx = ctx;
    this.#file = new LogFile({ path: config.path, mode: Number.parseInt(config.mode, 8), fsync: config.fsync });
    this.#archive = config.rotate && new Archive(config.path, config.rotate.gzip, config.retain ?? {}, ctx);
  }

  async start(): Promise<void> {
    const { path, append, rotate } = this.#config;
    try {
      await this.#open(!append && !this.#emptied);
      if (rotate !== undefined && !(await lstat(path)).isFile()) throw new Error('rotate needs a regular file, not a link or a device');
    } catch (error) {
      await this.#file.close();
      throw new HushpipeError('PLUGIN_START_FAILED', `${this.#ctx.id}: cannot write to ${path}: ${(error as Error).message}.`, {
        hint: 'Check that the path may be written by the user that hushpipe runs as.',
        cause: error,
      });
    }
    this.#emptied = true;
    this.#archive?.start();
  }

  async deliver(batch: readonly LogEvent[], signal: AbortSignal): Promise<void> {
    this.#given.add(batch);
    try {
      await this.#writes.run(batch, () => this.#write(batch), signal);
    } finally {
      this.#given.delete(batch);
    }
  }

  deliverSync(batch: readonly LogEvent[]): void {
    try {
      for (const given of [...this.#given, batch]) {
        this.#file.appendSync(this.#ctx.encodePieces(given, this.#config.encoding));
        this.#given.delete(given);
        this.#ended.add(given);
      }
    } catch (error) {
      throw this.#failure(error);
    }
  }

  async stop(signal: AbortSignal): Promise<void> {
    const closed = this.#writes.idle().then(() => this.#file.close());
    try {
      await orAborted(closed, signal);
    } finally {
      await this.#archive?.stop(signal);
    }
  }

  async #write(batch: readonly LogEvent[]): Promise<void> {
    const pieces = this.#ctx.encodePieces(batch, this.#config.encoding);
    try {
      await this.#prepare(lengthOf(pieces));
      if (this.#ended.has(batch)) return;
      this.#given.delete(batch);
      // Audit and security events are on disk before they count as delivered, whatever `fsync` says.
      await this.#file.append(pieces, batch.some((event) => event.class !== 'normal'));
    } catch (error) {
      throw this.#failure(error);
    }
    if (this.#failing) this.#ctx.report({ status: 'ok' });
    this.#failing = false;
  }

  /** Sees to it that the right file is open for this many more bytes. */
  async #prepare(bytes: number): Promise<void> {
    const { clock, log } = this.#ctx;
    // Before a rotation too: what is renamed must be the file that was written.
    if (this.#file.isOpen && (clock.monotonic() - this.#checkedAt >= CHECK_MS || this.#isFull(bytes))) {
      this.#checkedAt = clock.monotonic();
      if (await this.#file.isReplaced()) {
        log.info('The file was moved or deleted; a new one is begun.', { path: this.#config.path });
        await this.#file.close();
      }
    }
    if (!this.#file.isOpen) await this.#open(false);
    if (this.#isFull(bytes)) await this.#rotate();
    this.#period = this.#periodOf(clock.now());
  }

  async #open(truncate: boolean): Promise<void> {
    const { modified, torn } = await this.#file.open({ truncate });
    this.#period = this.#periodOf(modified);
    this.#checkedAt = this.#ctx.clock.monotonic();
    if (torn) this.#ctx.log.warn('The last line of the file was torn; it was ended, and stays as it is.', { path: this.#config.path });
  }

  #isFull(bytes: number): boolean {
    const { size = Infinity } = this.#config.rotate ?? {};
    if (this.#file.size === 0 || this.#ctx.clock.monotonic() < this.#rotateNotBefore) return false;
    return this.#file.size + bytes > size || this.#periodOf(this.#ctx.clock.now()) > this.#period;
  }

  #periodOf(time: number): number {
    const every = this.#config.rotate?.every;
    return every === undefined ? 0 : Math.floor(time / every);
  }

  async #rotate(): Promise<void> {
    try {
      await this.#archive?.take();
    } catch (error) {
      this.#rotateNotBefore = this.#ctx.clock.monotonic() + ROTATE_AGAIN_MS;
      this.#ctx.metrics.count('rotation_failures');
      this.#ctx.log.warn('The file could not be rotated and is written on; tried again in a minute.', { path: this.#config.path, error });
      return;
    }
    this.#ctx.metrics.count('rotations');
    await this.#file.close();
    await this.#open(false);
    this.#archive?.tidy();
  }

  #failure(cause: unknown): RetryableError {
    const { path } = this.#config;
    const reason = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
    if (!this.#failing) this.#ctx.report({ status: 'failed', detail: `${path} cannot be written: ${reason}.` });
    this.#failing = true;
    return new RetryableError(`${this.#ctx.id}: cannot write to ${path}: ${reason}.`, { cause });
  }
}
