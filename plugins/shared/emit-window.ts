import type { Emit, RawBatch } from '../../core/contract/plugin.js';

const MAX_BATCHES = 256;

/**
 * Emits that core has not acknowledged yet, bounded by their bytes: reading goes on while core works, and stops when core
 * falls behind. A batch that is alone is let in whatever its size.
 */
export class EmitWindow {
  readonly #emit: Emit;
  readonly #maxBytes: number;
  readonly #refused: (reason: unknown) => void;
  readonly #waiting = new Set<() => void>();
  #bytes = 0;
  #batches = 0;

  /** `refused` is told when core does not take a batch; stop sending then. */
  constructor(emit: Emit, maxBytes: number, refused: (reason: unknown) => void) {
    this.#emit = emit;
    this.#maxBytes = maxBytes;
    this.#refused = refused;
  }

  /**
   * Emits as soon as there is room, and resolves then. `acknowledge` runs in the turn in which core acknowledges. Rejects with
   * the signal's reason when that aborts first.
   */
  async send(batch: RawBatch, acknowledge: () => void, signal: AbortSignal): Promise<void> {
    const size = batch.bytes.length;
    while (this.#batches > 0 && (this.#bytes + size > this.#maxBytes || this.#batches >= MAX_BATCHES)) {
      signal.throwIfAborted();
      await this.#change(signal);
    }
    signal.throwIfAborted();
    this.#bytes += size;
    this.#batches++;
    // Not the batch: as long as it is outstanding, its bytes are core's to let go of.
    void this.#outstanding(this.#emit(batch), size, acknowledge);
  }

  /** Resolves when nothing is outstanding, or when the signal aborts. */
  async settled(signal: AbortSignal): Promise<void> {
    while (this.#batches > 0 && !signal.aborted) await this.#change(signal);
  }

  async #outstanding(delivered: Promise<void>, size: number, acknowledge: () => void): Promise<void> {
    try {
      await delivered;
      acknowledge();
    } catch (error) {
      this.#refused(error);
    } finally {
      this.#bytes -= size;
      this.#batches--;
      for (const wake of this.#waiting) wake();
    }
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}
