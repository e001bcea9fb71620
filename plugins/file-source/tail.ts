import { sleep } from '../../core/contract/clock.js';
import type { Emit, SourceContext } from '../../core/contract/plugin.js';
import { Bell } from '../shared/bell.js';
import { Checkpoints } from './checkpoints.js';
import type { FileSourceConfig } from './config.js';
import { EmitWindow } from '../shared/emit-window.js';
import { FileSet } from './file-set.js';
import { FolderWatch } from './folder-watch.js';
import type { FollowedFile } from './followed-file.js';
import { Problems } from './problems.js';
import { Reader } from './reader.js';
import { ReadyFiles } from './ready-files.js';

/** Looking for files takes at most one part in so many of the time. */
const SCAN_SHARE = 20;
/** Milliseconds in which writes to a file are gathered before it is read, so that a busy writer is not read line by line. */
const GATHER = 10;

/**
 * Follows files until `signal` aborts, or reads them to their ends where `ctx.once` says so. Resolves when core has acknowledged
 * everything that was handed on, or `giveUp` aborts; rejects when core refuses a batch. Everything it opened is closed then.
 */
export async function tail(config: FileSourceConfig, ctx: SourceContext, emit: Emit, signal: AbortSignal, giveUp: AbortSignal): Promise<void> {
  const halt = new AbortController();
  const stop = (): void => halt.abort(signal.reason);
  const checkpoints = await Checkpoints.open(await ctx.dataDir(), ctx.clock, ctx.log);
  const problems = new Problems(ctx);
  const ready = new ReadyFiles();
  const files = new FileSet({ config, ctx, checkpoints, problems, ready });
  const window = new EmitWindow(emit, config.max_in_flight, (reason) => halt.abort(reason));
  const reader = new Reader({ config, ctx, files, problems, ready, window });

  async function untilHalted(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (!halt.signal.aborted) halt.abort(error);
    }
  }

  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    if (ctx.once) {
      await untilHalted(files.scan(halt.signal).then(() => reader.drain(halt.signal)));
    } else {
      await Promise.all([untilHalted(discover(config, ctx, files, ready, halt.signal)), untilHalted(reader.follow(halt.signal))]);
    }
    await window.settled(giveUp);
    if (halt.signal.aborted && !signal.aborted) throw halt.signal.reason as Error;
  } finally {
    signal.removeEventListener('abort', stop);
    await files.close();
    checkpoints.close();
  }
}

/** Looks for files at each poll, and as soon as a folder reports a change, until the signal aborts. */
async function discover(config: FileSourceConfig, ctx: SourceContext, files: FileSet, ready: ReadyFiles, signal: AbortSignal): Promise<void> {
  const { clock } = ctx;
  const bell = new Bell();
  const written = new Set<FollowedFile>();
  let gathering: { cancel(): void } | undefined;
  const watch = new FolderWatch((path) => {
    const file = path === undefined ? undefined : files.at(path);
    if (file === undefined) return bell.ring();
    written.add(file);
    gathering ??= clock.after(GATHER, () => {
      gathering = undefined;
      for (const one of written) ready.add(one);
      written.clear();
    });
  }, ctx.log);
  try {
    for (;;) {
      const began = clock.monotonic();
      await files.scan(signal);
      if (config.watch === 'events') await watch.update(files.folders);
      const took = clock.monotonic() - began;
      const rest = Math.max(GATHER, took * SCAN_SHARE);
      await sleep(clock, rest, signal);
      await bell.wait(clock, signal, Math.max(0, config.poll_interval - rest));
      signal.throwIfAborted();
    }
  } finally {
    gathering?.cancel();
    watch.close();
  }
}
