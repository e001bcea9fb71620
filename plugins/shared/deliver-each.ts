import { PermanentError } from '../../core/contract/errors.js';
import type { BatchResult } from '../../core/contract/plugin.js';

/**
 * Sends the items of a batch one after the other. A refused item does not hold up the others; after any other failure
 * the rest is not tried, because it would meet the same. Throws where nothing was delivered, as the contract asks for.
 */
export async function deliverEach<T>(batch: readonly T[], send: (item: T) => Promise<void>): Promise<BatchResult | void> {
  const failed: { index: number; error: Error }[] = [];
  for (const [index, item] of batch.entries()) {
    try {
      await send(item);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error('A delivery failed without an error.');
      if (error instanceof PermanentError) {
        failed.push({ index, error });
        continue;
      }
      if (index === 0) throw error;
      for (let rest = index; rest < batch.length; rest += 1) failed.push({ index: rest, error });
      break;
    }
  }
  if (failed.length === 0) return undefined;
  const [first] = failed;
  if (batch.length === 1 && first !== undefined) throw first.error;
  return { failed };
}
