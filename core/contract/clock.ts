/** A pending timer. `cancel` may be called at any time, also twice. */
export interface Timer { cancel(): void }

/** The only way to time in hushpipe: tests and backtests hand in a virtual one. All figures are milliseconds. */
export interface Clock {
  /** Wall time: milliseconds since the epoch. May step. */
  now(): number;
  /** Monotonic time from an arbitrary start. Measure waits and durations with it. */
  monotonic(): number;
  /** Calls `run` once after `ms`. The timer keeps the process alive unless `background` is set. */
  after(ms: number, run: () => void, options?: { readonly background?: boolean }): Timer;
}

/** A number in [0, 1), as Math.random gives it. Injected, so that jitter and sampling can be repeated. */
export type Random = () => number;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run, options) {
    const timer = setTimeout(run, Math.min(ms, 0x7fffffff));
    if (options?.background) timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};

export const systemRandom: Random = () => Math.random();

/** Resolves after `ms`, or rejects with the signal's reason as soon as it aborts. Leaves neither timer nor listener behind. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const stop = (): void => {
      timer.cancel();
      reject(signal?.reason as Error);
    };
    const timer = clock.after(ms, () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    });
    signal?.addEventListener('abort', stop, { once: true });
  });
}
