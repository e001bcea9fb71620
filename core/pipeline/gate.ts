/**
 * Lets many pass at once, and one at a time close it: whoever closes it waits until all who passed have left, and holds the
 * others back meanwhile. An instance is swapped behind it while deliveries come and go.
 */
export class Gate {
  #inside = 0;
  #closed: Promise<void> | undefined;
  #empty: (() => void) | undefined;

  /** Waits while the gate is closed. Every `enter` needs one `leave`. */
  async enter(): Promise<void> {
    while (this.#closed !== undefined) await this.#closed;
    this.#inside++;
  }

  leave(): void {
    this.#inside--;
    if (this.#inside === 0) this.#empty?.();
  }

  /** Closes the gate and waits until it is empty; returns what opens it again, which may be called twice. */
  async close(): Promise<() => void> {
    while (this.#closed !== undefined) await this.#closed;
    const open = this.closeNow();
    if (this.#inside > 0) {
      await new Promise<void>((resolve) => {
        this.#empty = resolve;
      });
      this.#empty = undefined;
    }
    return open;
  }

  /** Closes a gate that nobody has closed; who is inside stays there. */
  closeNow(): () => void {
    let release!: () => void;
    const closed = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#closed = closed;
    return () => {
      if (this.#closed === closed) this.#closed = undefined;
      release();
    };
  }

  /** Runs `work` while the gate is closed. */
  async alone<R>(work: () => Promise<R>): Promise<R> {
    const open = await this.close();
    try {
      return await work();
    } finally {
      open();
    }
  }
}
