import { sleep } from '../../core/contract/clock.js';
import { Bell } from '../shared/bell.js';
import type { FileSet, FileSetParts } from './file-set.js';
import { FolderWatch } from './folder-watch.js';
import type { FollowedFile } from './followed-file.js';

/** Milliseconds between two looks for each path that a look has to do with: a look takes about a twentieth of that. */
const REST_A_PATH = 1;
/** Milliseconds in which writes to a file are gathered before it is read, so that a busy writer is not read line by line. */
const GATHER = 10;

/** Looks for files at each poll, and as soon as a folder reports a change, and rejects with the signal's reason when that aborts. */
export async function discover(files: FileSet, { config, ctx, ready }: FileSetParts, signal: AbortSignal): Promise<void> {
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
      const paths = await files.scan(signal);
      if (config.watch === 'events') await watch.update(files.folders);
      const rest = Math.max(GATHER, paths * REST_A_PATH);
      await sleep(clock, rest, signal);
      await bell.wait(clock, signal, Math.max(0, config.poll_interval - rest));
      signal.throwIfAborted();
    }
  } finally {
    gathering?.cancel();
    watch.close();
  }
}
