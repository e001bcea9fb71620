const SMALLEST = 256;

/** Bytes kept from one call to the next, in a buffer of its own that doubles as it fills. */
export class HeldBytes {
  #buffer = Buffer.alloc(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const length = this.#length + bytes.length;
    if (length > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(SMALLEST, this.#buffer.length * 2, length));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = length;
  }

  /** The bytes, valid until the next `append` or `clear`. */
  view(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Forgets the bytes. A small buffer is used again, a large one let go. */
  clear(): void {
    this.#length = 0;
    if (this.#buffer.length > 65_536) this.#buffer = Buffer.alloc(0);
  }
}
