/**
 * Looks for many literals at once, whatever their case, in bytes: Wu and Manber's search ("A fast algorithm for
 * multi-pattern searching", 1994) over blocks of two bytes. The shortest literal decides how far it can leap, so its cost
 * hardly grows with their number.
 */
export class AnchorSearch {
  readonly #leaps: Uint8Array;
  /** Literals by the hash of the block that ends their first `#window` bytes. */
  readonly #buckets: (readonly Uint8Array[] | undefined)[];
  readonly #window: number;

  /** @param literals lower-case, of two bytes or more, at least one */
  constructor(literals: readonly string[]) {
    const patterns = literals.map((literal) => Buffer.from(literal));
    const window = Math.min(255, ...patterns.map((pattern) => pattern.length));
    this.#window = window;
    this.#leaps = new Uint8Array(HASHES).fill(window - 1);
    this.#buckets = Array.from({ length: HASHES });
    for (const pattern of patterns) {
      for (let at = 1; at < window; at++) {
        const hash = hashOf(pattern[at - 1] as number, pattern[at] as number);
        this.#leaps[hash] = Math.min(this.#leaps[hash] as number, window - 1 - at);
        if (at === window - 1) this.#buckets[hash] = [...(this.#buckets[hash] ?? []), pattern];
      }
    }
  }

  /** Where the first literal that lies in bytes[from, to) begins, or -1. */
  find(bytes: Uint8Array, from: number, to: number): number {
    const leaps = this.#leaps;
    const back = this.#window - 1;
    let at = from + back;
    for (;;) {
      let hash = 0;
      let leap = 0;
      while (at < to && (leap = leaps[(hash = hashOf(bytes[at - 1] as number, bytes[at] as number))] as number) !== 0) at += leap;
      if (at >= to) return -1;
      if (this.#matches(hash, bytes, at - back, to)) return at - back;
      at++;
    }
  }

  #matches(hash: number, bytes: Uint8Array, start: number, to: number): boolean {
    for (const pattern of this.#buckets[hash] ?? []) {
      if (start + pattern.length > to) continue;
      let at = 0;
      while (at < pattern.length && FOLD[bytes[start + at] as number] === pattern[at]) at++;
      if (at === pattern.length) return true;
    }
    return false;
  }
}

const HASHES = 1 << 13;
/** Setting bit 5 makes letters of either case one; what else falls together is told apart by the comparison. */
const hashOf = (first: number, second: number): number => (((first | 0x20) << 5) ^ (second | 0x20)) & (HASHES - 1);
const FOLD = new Uint8Array(256).map((_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));
