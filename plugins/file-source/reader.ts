import type { SourceContext } from '../../core/contract/plugin.js';
import type { FileSourceConfig } from './config.js';
import { findCopy, type OpenFile } from './copies.js';
import type { EmitWindow } from '../shared/emit-window.js';
import type { FileSet } from './file-set.js';
import type { FollowedFile, Portion } from './followed-file.js';
import type { Problems } from './problems.js';
import type { ReadyFiles } from './ready-files.js';

const BLOCKS_A_TURN = 8;
/** A record that ends with its line and may have more lines: those of a stack trace are written together. */
const RECORD_WAIT = 1_000;

/** What a reader works with; it owns none of it. */
export interface ReaderParts {
  readonly config: FileSourceConfig;
  readonly ctx: SourceContext;
  readonly files: FileSet;
  readonly problems: Problems;
  readonly ready: ReadyFiles;
  readonly window: EmitWindow;
}

/** Reads the files that are ready, a few blocks of each in turn, and hands on their records in order. */
export class Reader {
  readonly #parts: ReaderParts;
  /** Files whose last record is not complete. */
  readonly #holding = new Set<FollowedFile>();

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  /** Reads for ever. Rejects with the signal's reason when that aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    const { ctx, ready } = this.#parts;
    for (;;) {
      signal.throwIfAborted();
      for (const file of this.#holding) if (this.#flushIn(file) <= 0) ready.add(file);
      const file = ready.take();
      if (file !== undefined) await this.#turn(file, signal, false);
      else await ready.wait(ctx.clock, signal, this.#holding.size > 0 ? Math.min(...[...this.#holding].map((one) => this.#flushIn(one))) : undefined);
    }
  }

  /** Reads what is ready to its end, last lines without a line feed included. Rejects as `follow` does. */
  async drain(signal: AbortSignal): Promise<void> {
    for (let file = this.#parts.ready.take(); file !== undefined; file = this.#parts.ready.take()) await this.#turn(file, signal, true);
  }

  async #turn(file: FollowedFile, signal: AbortSignal, toTheEnd: boolean): Promise<void> {
    const { files, problems, ready } = this.#parts;
    file.busy = true;
    try {
      this.#holding.delete(file);
      if (!(await files.open(file))) return;
      const grew = await this.#read(file, signal);
      problems.clear(file.path);
      if (grew) ready.add(file);
      else await this.#atEnd(file, signal, toTheEnd);
      if (file.pending > 0) this.#holding.add(file);
    } catch (error) {
      signal.throwIfAborted();
      problems.set(file.path, error);
      file.forgetLook();
      await files.release(file);
    } finally {
      file.busy = false;
    }
  }

  /** True when there was something to read, so that there may be more. */
  async #read(file: FollowedFile, signal: AbortSignal): Promise<boolean> {
    const { ctx, config } = this.#parts;
    if ((await file.look()) === 'rewritten') {
      ctx.log.info(`${file.path} was emptied or written anew; it is read from its beginning`);
      ctx.metrics.count('files_rewritten');
      await this.#leaveOldContent(file, signal);
      await file.restart();
      await file.look();
    }
    let next = readAhead(file, config.read_block);
    let grew = false;
    for (let turn = 1; ; turn++) {
      const bytes = await next;
      if (bytes === undefined) return grew;
      grew = true;
      file.changedAt = ctx.clock.monotonic();
      ctx.metrics.count('bytes_read', bytes.length);
      next = turn < BLOCKS_A_TURN ? readAhead(file, config.read_block) : Promise.resolve(undefined);
      await this.#send(file.frame(bytes), signal);
    }
  }

  /** Hands on what is left of the content that the file had: in a copy of it, and what was held back. */
  async #leaveOldContent(file: FollowedFile, signal: AbortSignal): Promise<void> {
    const { files, window } = this.#parts;
    const copy = await findCopy(file.trace);
    // A copy that is followed itself gives the rest, from the last acknowledgement on.
    if (copy !== undefined && !files.takeCopy(copy)) return copy.handle.close();
    try {
      if (copy !== undefined) await this.#readCopy(file, copy, signal);
      await this.#send(file.flush(), signal);
      // Until all of it is acknowledged, the checkpoint has to lead to the copy.
      await window.settled(signal);
      signal.throwIfAborted();
      if (copy !== undefined) await files.leaveCopy(copy, file.trace.position);
    } finally {
      await copy?.handle.close();
    }
  }

  async #readCopy(file: FollowedFile, copy: OpenFile, signal: AbortSignal): Promise<void> {
    const { config, ctx } = this.#parts;
    for (;;) {
      const bytes = await file.readFromCopy(copy, config.read_block);
      if (bytes === undefined) break;
      ctx.metrics.count('bytes_read', bytes.length);
      await this.#send(file.frame(bytes), signal);
    }
    ctx.log.info(`the rest of what was in ${file.path} was read from ${copy.path}`);
  }

  async #atEnd(file: FollowedFile, signal: AbortSignal, toTheEnd: boolean): Promise<void> {
    const { config, ctx, files } = this.#parts;
    if (file.pending > 0 && (toTheEnd || this.#flushIn(file) <= 0)) await this.#send(file.flush(), signal);
    const quiet = ctx.clock.monotonic() - file.changedAt >= config.close_inactive;
    if (toTheEnd || (quiet && file.pending === 0 && file.isSettled)) await files.release(file);
  }

  #flushIn(file: FollowedFile): number {
    const wait = file.endsWithLineFeed ? Math.min(RECORD_WAIT, this.#parts.config.flush_after) : this.#parts.config.flush_after;
    return file.changedAt + wait - this.#parts.ctx.clock.monotonic();
  }

  async #send(portion: Portion | undefined, signal: AbortSignal): Promise<void> {
    if (portion !== undefined) await this.#parts.window.send(portion.batch, portion.acknowledge, signal);
  }
}

/** Reads while the block before is worked on. Whoever stops waiting for it has no unhandled rejection. */
function readAhead(file: FollowedFile, most: number): Promise<Uint8Array | undefined> {
  const block = file.read(most);
  block.catch(() => undefined);
  return block;
}
