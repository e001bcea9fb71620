import { PermanentError } from '../../core/contract/errors.js';
import type { JsonObject } from '../../core/contract/json.js';
import type { BatchResult } from '../../core/contract/plugin.js';

/**
 * Sends the items of a batch one after the other; what `send` resolves with is an item's receipt. A refused item does not hold
 * up the others; after any other failure the rest is not tried, because it would meet the same. Throws where nothing was
 * delivered, as the contract asks for.
 */
export async function deliverEach<T>(batch: readonly T[], send: (item: T) => Promise<JsonObject | undefined>): Promise<BatchResult | void> {
  const failed: { index: number; error: Error }[] = [];
  const receipts: { index: number; receipt: JsonObject }[] = [];
  for (const [index, item] of batch.entries()) {
    try {
      const receipt = await send(item);
      if (receipt !== undefined) receipts.push({ index, receipt });
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
  const [first] = failed;
  if (batch.length === 1 && first !== undefined) throw first.error;
  if (failed.length === 0 && receipts.length === 0) return undefined;
  return receipts.length === 0 ? { failed } : { failed, receipts };
}
