import type { Clock } from '../contract/clock.js';

/** Longest that anything may take to settle after its signal aborted, in milliseconds; then it is no longer waited for. */
const GRACE = 250;

export interface TimeLimit {
  /** Milliseconds. */
  readonly limit: number;
  readonly clock: Clock;
  /** Ends it early, with its reason. */
  readonly stop: AbortSignal;
  /** What it rejects with when the time is up. */
  readonly late: () => Error;
}

/**
 * Runs `work` with a signal that aborts when the time is up or `stop` aborts. What has not settled shortly after that is left to
 * itself, and the reason rejects in its place. Where `stop` has aborted before, nothing is run.
 */
export async function withinLimit<R>(work: (signal: AbortSignal) => Promise<R>, { limit, clock, stop, late }: TimeLimit): Promise<R> {
  stop.throwIfAborted();
  const abort = new AbortController();
  const { signal } = abort;
  const onStop = (): void => abort.abort(stop.reason);
  stop.addEventListener('abort', onStop, { once: true });
  const timers = [clock.after(limit, () => abort.abort(late()))];
  try {
    return await new Promise<R>((resolve, reject) => {
      signal.addEventListener('abort', () => timers.push(clock.after(GRACE, () => reject(signal.reason as Error))), { once: true });
      // What is written without types may well return no promise.
      Promise.resolve(work(signal)).then(resolve, reject);
    });
  } finally {
    for (const timer of timers) timer.cancel();
    stop.removeEventListener('abort', onStop);
  }
}

/** Whether the work ended within so many milliseconds; it goes on in any case. Rejects where it fails within them. */
export async function endsWithin(work: Promise<unknown>, ms: number, clock: Clock): Promise<boolean> {
  const abort = new AbortController();
  const timer = clock.after(ms, () => abort.abort());
  try {
    return await endsBefore(work, abort.signal);
  } finally {
    timer.cancel();
  }
}

/** Whether the work ended before the signal aborted; it goes on in any case. Rejects where it fails before that. */
export async function endsBefore(work: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  let onAbort = (): void => {};
  const aborted = new Promise<boolean>((resolve) => {
    onAbort = () => resolve(false);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work.then(() => true), aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
