/** Least milliseconds between two looks. A look that takes longer is followed by as long a pause: what is waited for needs the core too. */
const EVERY = 5;

/**
 * Waits for a condition that nothing announces, such as the state of another process: looks until `check` gives something that is
 * neither undefined nor false, and returns that. Fails, naming what it waited for, after `limit` milliseconds.
 */
export async function until<T>(what: string | (() => string), check: () => T | Promise<T>, limit = 25_000): Promise<Exclude<T, undefined | false>> {
  const end = performance.now() + limit;
  for (;;) {
    const began = performance.now();
    const found = await check();
    if (found !== undefined && found !== false) return found as Exclude<T, undefined | false>;
    if (performance.now() > end) throw new Error(`Waited ${limit} ms in vain: ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => {
      setTimeout(resolve, Math.max(EVERY, performance.now() - began));
    });
  }
}
