import type { StatFunction } from '../../../schemas/aggregation.js';
import { loadList, loadNumber } from '../saved.js';
import { isBeyond, type Bound } from './bounds.js';
import { ExactSum } from './exact-sum.js';
import { bucketOf, middleOf } from './histogram.js';
import type { CellContent, Tally } from './sliding-cells.js';

/** A figure of the numbers in a window, held against a bound. `V` is what a cell keeps of its numbers. */
export interface Figure<V> extends Tally<V> {
  /** How many numbers. */
  readonly count: number;
  /** Whether the figure is beyond the bound; asked only where there are numbers. */
  isBeyond(): boolean;
  /** The figure of these cells, which are those of the tally. */
  valueOf(cells: Iterable<readonly [value: V, count: number]>): number;
}

/** Sums and averages: a cell keeps its sum. */
export class SumFigure implements Figure<number> {
  readonly #bound: Bound;
  readonly #isAverage: boolean;
  readonly #sum = new ExactSum();
  count = 0;

  constructor(fn: 'sum' | 'avg', bound: Bound) {
    this.#bound = bound;
    this.#isAverage = fn === 'avg';
  }

  change(value: number, count: number, sign: 1 | -1): void {
    this.count += sign * count;
    this.#sum.add(sign * value);
  }

  clear(): void {
    this.count = 0;
    this.#sum.clear();
  }

  isBeyond(): boolean {
    return isBeyond(this.#bound, this.valueOf());
  }

  valueOf(): number {
    return this.#isAverage ? this.#sum.value / Math.max(1, this.count) : this.#sum.value;
  }
}

export const SUMS: CellContent<number> = { join: (one, other) => one + other, save: (value) => value, load: loadNumber };

/** A number, or how many numbers lie in each bucket of the histogram. */
export type Ranked = number | ReadonlyMap<number, number>;

const SHARES = { min: 0, p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, max: 1 } as const satisfies Partial<Record<StatFunction, number>>;

export type RankFunction = keyof typeof SHARES;

/**
 * Figures by rank: the number that so large a share of all does not exceed (nearest rank). A cell keeps its number, or a
 * histogram of several. Whether the figure is beyond the bound follows from how many numbers are, so it need not be sorted.
 */
export class RankFigure implements Figure<Ranked> {
  readonly #share: number;
  readonly #bound: Bound;
  /** Numbers that lie below where the bound is crossed upwards. */
  #below = 0;
  count = 0;

  constructor(fn: RankFunction, bound: Bound) {
    this.#share = SHARES[fn];
    this.#bound = bound;
  }

  change(value: Ranked, count: number, sign: 1 | -1): void {
    this.count += sign * count;
    if (typeof value === 'number') this.#below += this.#isBelow(value) ? sign : 0;
    else for (const [bucket, numbers] of value) this.#below += this.#isBelow(middleOf(bucket)) ? sign * numbers : 0;
  }

  clear(): void {
    this.count = 0;
    this.#below = 0;
  }

  isBeyond(): boolean {
    return this.#below < this.#rank() === this.#bound.isAbove;
  }

  valueOf(cells: Iterable<readonly [value: Ranked, count: number]>): number {
    const numbers = new Map<number, number>();
    const note = (value: number, count: number): void => void numbers.set(value, (numbers.get(value) ?? 0) + count);
    for (const [value] of cells) {
      if (typeof value === 'number') note(value, 1);
      else for (const [bucket, count] of value) note(middleOf(bucket), count);
    }
    let left = this.#rank();
    for (const [value, count] of [...numbers].toSorted(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return value;
    }
    return 0;
  }

  #rank(): number {
    // 0.95 of 100 is 95, whatever binary fractions make of it.
    return Math.max(1, Math.ceil(this.#share * this.count - 1e-9));
  }

  /** With `gt` and `lte` it is crossed above the limit, with `gte` and `lt` at it. */
  #isBelow(value: number): boolean {
    const { limit, isAbove, includes } = this.#bound;
    return isAbove === includes ? value < limit : value <= limit;
  }
}

export const RANKS: CellContent<Ranked> = {
  join: (one, other) => {
    const joined = new Map(typeof one === 'number' ? [[bucketOf(one), 1]] : one);
    for (const [bucket, count] of typeof other === 'number' ? [[bucketOf(other), 1] as const] : other) joined.set(bucket, (joined.get(bucket) ?? 0) + count);
    return joined;
  },
  save: (value) => (typeof value === 'number' ? value : [...value].map((entry) => [...entry])),
  load: (saved) => (typeof saved === 'number' ? saved : new Map(loadList(saved).map((entry) => {
    const [bucket, count] = loadList(entry).map(loadNumber);
    return [bucket ?? 0, count ?? 0];
  }))),
};

export function isRank(fn: StatFunction): fn is RankFunction {
  return fn in SHARES;
}
