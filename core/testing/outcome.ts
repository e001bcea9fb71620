import { inspect, isDeepStrictEqual } from 'node:util';
import { ConnectionLostError, PermanentError, RetryableError } from '../contract/errors.js';
import type { BatchResult, Receiver } from '../contract/plugin.js';
import { fail } from './check.js';

/** Most bytes of a receipt, as JSON. */
const MAX_RECEIPT = 1024;

/** What core makes of one item after a delivery. `failed` is an error of no kind it knows, which it tries again. */
export interface Outcome {
  readonly kind: 'delivered' | 'retry' | 'refused' | 'lost' | 'failed';
  readonly afterMs?: number | undefined;
  readonly error?: unknown;
}

/** Delivers, and gives what came of each item, in the order of the batch. */
export async function deliver<T>(receiver: Receiver<T>, batch: readonly T[], signal: AbortSignal): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = batch.map(() => ({ kind: 'delivered' }));
  let result: BatchResult | void;
  try {
    result = await receiver.deliver(Object.freeze([...batch]), signal);
  } catch (error) {
    return outcomes.fill(outcomeOf(error));
  }
  for (const { index, error } of result?.failed ?? []) {
    const outcome = outcomes[index] ?? fail(`deliver reported the index ${index} of a batch of ${batch.length}`);
    if (outcome.kind !== 'delivered') fail(`deliver reported the index ${index} twice`);
    outcomes[index] = outcomeOf(error);
  }
  for (const { index, receipt } of result?.receipts ?? []) {
    if (outcomes[index]?.kind !== 'delivered') fail(`deliver gave a receipt for the index ${index}, which was not delivered`);
    const text = JSON.stringify(receipt);
    if (!isDeepStrictEqual(JSON.parse(text), receipt)) fail(`the receipt ${text} is not the same after it was kept as JSON`);
    if (Buffer.byteLength(text) > MAX_RECEIPT) fail(`a receipt takes ${Buffer.byteLength(text)} bytes as JSON; at most ${MAX_RECEIPT}`);
  }
  return outcomes;
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof PermanentError) return { kind: 'refused', error };
  if (error instanceof RetryableError) return { kind: 'retry', afterMs: error.afterMs, error };
  if (error instanceof ConnectionLostError) return { kind: 'lost', error };
  return { kind: 'failed', error };
}

/** `3 delivered, 1 refused (message)`: for failures of checks. */
export function inWords(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>();
  for (const { kind, error } of outcomes) {
    const text = error === undefined ? kind : `${kind} (${error instanceof Error ? `${error.name}: ${error.message}` : inspect(error)})`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => `${count} ${text}`).join(', ');
}
