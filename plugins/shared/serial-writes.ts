import { orAborted } from './or-aborted.js';

/**
 * Writes batches one after another to something that cannot be told to forget a write, such as a file or a pipe, and lets
 * the caller leave early. A batch that comes again after its caller left is not written twice: its write is waited for.
 */
export class SerialWrites<T extends object> {
  #last: Promise<void> = Promise.resolve();
  /** Writes whose caller left, by the first item of their batch. */
  readonly #left = new WeakMap<T, { readonly batch: readonly T[]; readonly done: Promise<void> }>();

  /** Resolves or rejects as `write` does, or rejects with the signal's reason as soon as it aborts. The batch is not empty. */
  async run(batch: readonly T[], write: () => Promise<void>, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const first = batch[0] as T;
    const left = this.#left.get(first);
    if (left !== undefined && sameItems(left.batch, batch)) {
      const written = await orAborted(left.done.then(() => true, () => false), signal);
      this.#left.delete(first);
      if (written) return;
    }
    const done = this.#last.then(() => {
      signal.throwIfAborted();
      return write();
    });
    this.#last = done.catch(() => undefined);
    try {
      await orAborted(done, signal);
    } catch (error) {
      if (signal.aborted) this.#left.set(first, { batch, done });
      throw error;
    }
  }

  /** Resolves when no write is under way, whether the last one failed or not. */
  idle(): Promise<void> {
    return this.#last;
  }
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
