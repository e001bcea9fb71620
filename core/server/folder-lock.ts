import { mkdir, rmdir, stat } from 'node:fs/promises';
import { sleep, type Clock } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';

/** Milliseconds between two tries, and how old a lock must be to be one that a killed process left behind. */
const EVERY = 20;
const STALE = 10_000;
/** Longest wait: until what was left behind just now counts as such, and then some. */
const PATIENCE = 15_000;

/** Does something that takes a moment while no other process does it: making a folder is what only one of them can. */
export async function whileLocked<T>(folder: string, clock: Clock, work: () => Promise<T>): Promise<T> {
  const started = clock.monotonic();
  while (!(await made(folder))) {
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (clock.now() - mtimeMs > STALE) await rmdir(folder).catch(() => {});
    else if (clock.monotonic() - started > PATIENCE) throw new HushpipeError('SOCKET_IN_USE', `${folder} stays where it is: others keep starting here`);
    else await sleep(clock, EVERY);
  }
  try {
    return await work();
  } finally {
    await rmdir(folder).catch(() => {});
  }
}

async function made(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
