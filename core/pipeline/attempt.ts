import type { BatchResult, Receiver } from '../contract/plugin.js';
import { ConnectionLostError, PermanentError, RetryableError } from '../contract/errors.js';
import type { Clock } from '../contract/clock.js';

/** Longest that a receiver may take to settle after its signal aborted, in milliseconds; then it is no longer waited for. */
const GRACE = 250;

/** How one delivery ended: which items are to be sent again, and which never. */
export interface Outcome {
  readonly retry: readonly { readonly index: number; readonly error: Error }[];
  readonly refused: readonly { readonly index: number; readonly error: Error }[];
  /** The connection is gone: start the instance again first. */
  readonly reconnect: boolean;
  readonly afterMs: number | undefined;
}

export const DELIVERED: Outcome = { retry: [], refused: [], reconnect: false, afterMs: undefined };

/** Delivers once, within `timeout` milliseconds, and sorts what comes back. Never rejects. */
export async function attempt<T>(receiver: Receiver<T>, items: readonly T[], timeout: number, clock: Clock, stop: AbortSignal): Promise<Outcome> {
  const abort = new AbortController();
  const onStop = (): void => abort.abort(stop.reason);
  stop.addEventListener('abort', onStop, { once: true });
  const timer = clock.after(timeout, () => abort.abort(new RetryableError(`no answer within ${timeout} ms`)));
  try {
    return sort(await settled(receiver.deliver(items, abort.signal), abort.signal, clock), items.length);
  } catch (error) {
    return failed(asError(error), items.length);
  } finally {
    timer.cancel();
    stop.removeEventListener('abort', onStop);
  }
}

/** The result, or a rejection once the signal has aborted and the receiver has had its grace. */
async function settled<R>(delivery: Promise<R>, signal: AbortSignal, clock: Clock): Promise<R> {
  if (signal.aborted) throw signal.reason;
  return await new Promise<R>((resolve, reject) => {
    const onAbort = (): void => {
      const timer = clock.after(GRACE, () => reject(signal.reason as Error));
      delivery.then(timer.cancel, timer.cancel).catch(() => {});
    };
    signal.addEventListener('abort', onAbort, { once: true });
    delivery.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort)).catch(() => {});
  });
}

function sort(result: BatchResult | void, length: number): Outcome {
  if (result === undefined || result.failed.length === 0) return DELIVERED;
  const inside = result.failed.filter(({ index }) => Number.isInteger(index) && index >= 0 && index < length);
  const refused = inside.filter(({ error }) => error instanceof PermanentError);
  const retry = inside.filter(({ error }) => !(error instanceof PermanentError));
  const waits = retry.map(({ error }) => (error instanceof RetryableError ? error.afterMs ?? 0 : 0));
  const afterMs = Math.max(0, ...waits);
  return { retry, refused, reconnect: retry.some(({ error }) => error instanceof ConnectionLostError), afterMs: afterMs === 0 ? undefined : afterMs };
}

function failed(error: Error, length: number): Outcome {
  const all = Array.from({ length }, (_, index) => ({ index, error }));
  if (error instanceof PermanentError) return { ...DELIVERED, refused: all };
  return { retry: all, refused: [], reconnect: error instanceof ConnectionLostError, afterMs: error instanceof RetryableError ? error.afterMs : undefined };
}

export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
