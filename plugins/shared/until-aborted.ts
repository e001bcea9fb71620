import { RetryableError } from '../../core/contract/errors.js';

/** What a delivery ends with when its signal aborts: the other side may or may not have the batch, so it goes again. */
export function stoppedDelivery(): RetryableError {
  return new RetryableError('The delivery was stopped before an answer came.');
}

/** Settles with `work`, or rejects as soon as `signal` aborts: for work that takes no signal, which is then left behind. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(stoppedDelivery());
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
