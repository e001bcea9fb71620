import type { Emit, SourceContext } from '../../core/contract/plugin.js';
import { EmitWindow } from '../shared/emit-window.js';
import { Checkpoints } from './checkpoints.js';
import type { FileSourceConfig } from './config.js';
import { discover } from './discover.js';
import { FileSet } from './file-set.js';
import { claimFolder } from './folder-claims.js';
import { Problems } from './problems.js';
import { Reader } from './reader.js';
import { ReadyFiles } from './ready-files.js';

/**
 * Follows files until `signal` aborts, or reads them to their ends where `ctx.once` says so. Resolves when core has acknowledged
 * everything that was handed on, or `giveUp` aborts; rejects when core refuses a batch. Everything it opened is closed then.
 */
export async function tail(config: FileSourceConfig, ctx: SourceContext, emit: Emit, signal: AbortSignal, giveUp: AbortSignal): Promise<void> {
  const halt = new AbortController();
  const stop = (): void => halt.abort(signal.reason);
  const untilHalted = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      if (!halt.signal.aborted) halt.abort(error);
    });

  async function read(checkpoints: Checkpoints): Promise<void> {
    const parts = { config, ctx, checkpoints, problems: new Problems(ctx), ready: new ReadyFiles() };
    const files = new FileSet(parts);
    const window = new EmitWindow(emit, config.max_in_flight, (reason) => halt.abort(reason));
    const reader = new Reader({ ...parts, files, window });
    try {
      if (ctx.once) await untilHalted(files.scan(halt.signal).then(() => reader.drain(halt.signal)));
      else await Promise.all([untilHalted(discover(files, parts, halt.signal)), untilHalted(reader.follow(halt.signal))]);
      await window.settled(giveUp);
    } finally {
      await files.close();
    }
  }

  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    const folder = await ctx.dataDir();
    const release = await claimFolder(folder, halt.signal);
    try {
      const checkpoints = await Checkpoints.open(folder, ctx.clock, ctx.log);
      await read(checkpoints).finally(() => checkpoints.close());
    } finally {
      release();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  if (halt.signal.aborted && !signal.aborted) throw halt.signal.reason as Error;
}
