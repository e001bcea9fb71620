import type { Bounds } from '../../../schemas/aggregation.js';

/** One bound of a figure: `gt`, `gte`, `lt` or `lte` a number. */
export interface Bound {
  readonly limit: number;
  /** Fires above it rather than below. */
  readonly isAbove: boolean;
  /** Fires at the limit itself. */
  readonly includes: boolean;
}

/** The one bound that is stated. Throws where there is none. */
export function boundOf({ gt, gte, lt, lte }: Bounds): Bound {
  if (gt !== undefined) return { limit: gt, isAbove: true, includes: false };
  if (gte !== undefined) return { limit: gte, isAbove: true, includes: true };
  if (lt !== undefined) return { limit: lt, isAbove: false, includes: false };
  if (lte !== undefined) return { limit: lte, isAbove: false, includes: true };
  throw new TypeError('a figure without a bound');
}

export function isBeyond({ limit, isAbove, includes }: Bound, value: number): boolean {
  return (includes && value === limit) || (isAbove ? value > limit : value < limit);
}
