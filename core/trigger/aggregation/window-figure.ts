import type { AnomalyConfig } from '../../../schemas/aggregation.js';
import type { JsonObject, JsonValue } from '../../contract/json.js';
import { loadList, loadNumber, loadObject } from '../saved.js';
import { ExactSum } from './exact-sum.js';
import { bucketOf, middleOf } from './histogram.js';

type Fn = AnomalyConfig['fn'];

const SHARES: { readonly [K in Fn]?: number } = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 };

/** A figure of numbers as they come, none of which leaves again. Percentiles are of a histogram, at most 2 % off. */
export class WindowFigure {
  readonly #fn: Fn;
  readonly #sum: ExactSum;
  readonly #buckets: Map<number, number>;
  #least = Infinity;
  #greatest = -Infinity;
  count = 0;

  constructor(fn: Fn, saved?: JsonValue) {
    this.#fn = fn;
    if (saved === undefined) {
      this.#sum = new ExactSum();
      this.#buckets = new Map();
      return;
    }
    const { count, sum, least, greatest, buckets } = loadObject(saved);
    this.count = loadNumber(count);
    this.#sum = new ExactSum(loadList(sum).map(loadNumber));
    this.#least = least === null ? Infinity : loadNumber(least);
    this.#greatest = greatest === null ? -Infinity : loadNumber(greatest);
    this.#buckets = new Map(loadList(buckets).map((entry) => {
      const [bucket, numbers] = loadList(entry).map(loadNumber);
      return [bucket ?? 0, numbers ?? 0];
    }));
  }

  /** About 12 bytes each. */
  get size(): number {
    return 8 + this.#buckets.size * 4;
  }

  add(value: number): void {
    this.count++;
    this.#least = Math.min(this.#least, value);
    this.#greatest = Math.max(this.#greatest, value);
    if (this.#fn === 'sum' || this.#fn === 'avg') this.#sum.add(value);
    if (SHARES[this.#fn] === undefined) return;
    const bucket = bucketOf(value);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
  }

  get value(): number {
    switch (this.#fn) {
      case 'count':
        return this.count;
      case 'sum':
        return this.#sum.value;
      case 'avg':
        return this.#sum.value / Math.max(1, this.count);
      case 'min':
        return this.#least;
      case 'max':
        return this.#greatest;
      default:
        return this.#percentile(SHARES[this.#fn] ?? 0);
    }
  }

  toJSON(): JsonObject {
    return {
      count: this.count,
      sum: this.#sum.toJSON(),
      least: this.#least === Infinity ? null : this.#least,
      greatest: this.#greatest === -Infinity ? null : this.#greatest,
      buckets: [...this.#buckets].map((entry) => [...entry]),
    };
  }

  #percentile(share: number): number {
    let left = Math.max(1, Math.ceil(share * this.count - 1e-9));
    for (const [bucket, numbers] of [...this.#buckets].toSorted(([a], [b]) => a - b)) {
      left -= numbers;
      if (left <= 0) return middleOf(bucket);
    }
    return 0;
  }
}
