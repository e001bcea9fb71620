import type { Clock } from '../contract/clock.js';
import { RetryableError, type ErrorCode } from '../contract/errors.js';
import type { JsonObject } from '../contract/json.js';
import type { BatchResult, Receiver } from '../contract/plugin.js';
import { withinLimit } from './time-limit.js';

interface Failure {
  readonly index: number;
  readonly error: Error;
}

/** How one delivery ended: which items are to be sent again, and which never, each in the order of the batch. */
export interface Outcome {
  readonly retry: readonly Failure[];
  readonly refused: readonly Failure[];
  /** The connection is gone: start the instance again first. */
  readonly reconnect: boolean;
  /** What the other side asked to wait. */
  readonly afterMs: number | undefined;
  /** By index: what an action gave back for what it took. */
  readonly receipts: ReadonlyMap<number, JsonObject>;
}

const NO_RECEIPTS: Outcome['receipts'] = new Map();

export const DELIVERED: Outcome = { retry: [], refused: [], reconnect: false, afterMs: undefined, receipts: NO_RECEIPTS };

/** Delivers once, within `timeout` milliseconds, and sorts what comes back. Never rejects. */
export async function attempt<T>(receiver: Receiver<T>, items: readonly T[], timeout: number, clock: Clock, stop: AbortSignal): Promise<Outcome> {
  let late: Error | undefined;
  const expire = (): Error => (late = new RetryableError(`no answer within ${timeout} ms`));
  try {
    return sort(await withinLimit((signal) => receiver.deliver(items, signal), { limit: timeout, clock, stop, late: expire }), items.length);
  } catch (thrown) {
    // What a receiver says of its signal does not say why that aborted.
    const error = late !== undefined && is(asError(thrown), 'DELIVERY_RETRYABLE') ? late : asError(thrown);
    return outcomeOf(Array.from(items, (_, index) => ({ index, error })));
  }
}

/** Throws at a result that cannot be true: then nobody knows what was delivered, as after a throw. */
function sort(result: BatchResult | void, length: number): Outcome {
  if (result === undefined) return DELIVERED;
  // Of a plugin without types.
  if (!Array.isArray((result as Partial<BatchResult> | null)?.failed)) throw new RetryableError('deliver resolved with neither nothing nor { failed: [] }');
  const receipts = new Map((result.receipts ?? []).map(({ index, receipt }) => [index, receipt]));
  if (result.failed.length === 0) return { ...DELIVERED, receipts };
  const errors = new Map<number, Error>();
  for (const { index, error } of result.failed) {
    if (!Number.isInteger(index) || index < 0 || index >= length) throw new TypeError(`the result of a batch of ${length} names the item ${index}`);
    if (!errors.has(index)) errors.set(index, asError(error));
  }
  return outcomeOf([...errors].map(([index, error]) => ({ index, error })).sort((a, b) => a.index - b.index), receipts);
}

function outcomeOf(failures: readonly Failure[], receipts: Outcome['receipts'] = NO_RECEIPTS): Outcome {
  const refused = failures.filter(({ error }) => is(error, 'DELIVERY_REFUSED'));
  const retry = failures.filter(({ error }) => !is(error, 'DELIVERY_REFUSED'));
  const afterMs = retry.reduce((longest, { error }) => Math.max(longest, waitOf(error)), 0);
  return { retry, refused, reconnect: retry.some(({ error }) => is(error, 'DELIVERY_CONNECTION_LOST')), afterMs: afterMs === 0 ? undefined : afterMs, receipts };
}

/** By its code rather than its class: a plugin may have come with a copy of this package of its own. */
function is(error: Error, code: ErrorCode): boolean {
  return (error as { readonly code?: unknown }).code === code;
}

function waitOf(error: Error): number {
  const { afterMs } = error as Partial<RetryableError>;
  return is(error, 'DELIVERY_RETRYABLE') && Number.isFinite(afterMs) ? (afterMs as number) : 0;
}

export function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new Error(typeof thrown === 'string' ? thrown : `a thrown ${thrown === null ? 'null' : typeof thrown}`);
}
