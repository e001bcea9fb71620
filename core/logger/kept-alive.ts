import type { Clock } from '../contract/clock.js';

/** The same promise; the process does not end for want of work before it is settled. */
export async function keptAlive<T>(clock: Clock, work: Promise<T>): Promise<T> {
  const timer = clock.after(2 ** 31 - 1, () => {});
  try {
    return await work;
  } finally {
    timer.cancel();
  }
}
