/**
 * A sum that rounding does not touch, so that it hangs on the numbers in it alone and not on what was added and taken away
 * before: Shewchuk's expansion, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric Predicates", 1997.
 */
export class ExactSum {
  #parts: number[];

  /** An empty sum, or what `toJSON` gave. */
  constructor(parts: readonly number[] = []) {
    this.#parts = [...parts];
  }

  add(value: number): void {
    let rest = value;
    const parts: number[] = [];
    for (const part of this.#parts) {
      const [large, small] = Math.abs(rest) < Math.abs(part) ? [part, rest] : [rest, part];
      const sum = large + small;
      const error = small - (sum - large);
      if (error !== 0) parts.push(error);
      rest = sum;
    }
    if (rest !== 0) parts.push(rest);
    this.#parts = parts;
  }

  clear(): void {
    this.#parts = [];
  }

  toJSON(): readonly number[] {
    return [...this.#parts];
  }

  get value(): number {
    return this.#parts.reduceRight((sum, part) => sum + part, 0);
  }
}
