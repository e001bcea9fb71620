import { orAborted } from '../shared/or-aborted.js';

const last = new Map<string, Promise<void>>();

/**
 * Takes a folder for the caller alone, among all that do so in this process: a reload may start the new instance while the old
 * one, which has the same checkpoints, still waits for its last acknowledgements. Resolves with what gives the folder back;
 * rejects with the signal's reason when that aborts first.
 */
export async function claimFolder(folder: string, signal: AbortSignal): Promise<() => void> {
  const before = last.get(folder);
  let release = (): void => undefined;
  const mine = new Promise<void>((resolve) => {
    release = resolve;
  });
  const both = Promise.all([before, mine]).then(() => {
    if (last.get(folder) === both) last.delete(folder);
  });
  last.set(folder, both);
  try {
    if (before !== undefined) await orAborted(before, signal);
  } catch (error) {
    release();
    throw error;
  }
  return release;
}
