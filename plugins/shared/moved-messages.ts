import type { JsonObject } from '../../core/contract/json.js';
import { LruMap } from './lru-map.js';

/** How many are remembered. */
const MOST = 1000;

/**
 * Messages that were gone when they were to be edited, and where they were posted anew: what still comes with the old receipt finds
 * the new message, instead of posting once more.
 */
export class MovedMessages {
  readonly #moved = new LruMap<JsonObject>(MOST, () => undefined);

  /** The receipt of the message that now stands for this one. */
  now(receipt: JsonObject | undefined): JsonObject | undefined {
    return receipt === undefined ? undefined : this.#moved.get(JSON.stringify(receipt)) ?? receipt;
  }

  /** `from` is the receipt that came with the delivery. */
  moved(from: JsonObject | undefined, to: JsonObject | undefined): void {
    if (from !== undefined && to !== undefined) this.#moved.set(JSON.stringify(from), to);
  }
}
