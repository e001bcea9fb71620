import type { Item } from './item-queue.js';

/** Where an outlet puts what its queue cannot hold: the disk. */
export interface Overflow<T extends Item> {
  /** Items that wait there; those that an earlier process left may be counted in fewer, larger pieces. 0 only where there are none. */
  readonly length: number;
  /** Resolves when they are on disk; false where they do not fit. */
  add(items: readonly T[]): Promise<boolean>;
  /** The oldest items that were not given yet; `release` lets them go from the disk. */
  next(): Promise<{ readonly items: readonly T[]; release(): void } | undefined>;
  close(): Promise<void>;
}
