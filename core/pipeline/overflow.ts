import type { Item } from './item-queue.js';

/** Lets something go from the disk. Never rejects; calls may come in any order. */
export type Release = () => Promise<void>;

/** Where an outlet puts what its queue cannot hold: the disk. */
export interface Overflow<T extends Item> {
  /** Items that wait there; those that an earlier process left may be counted in fewer, larger pieces. 0 only where there are none. */
  readonly length: number;
  /** Resolves when they are on disk, the last in line; false where they do not fit. */
  add(items: readonly T[]): Promise<boolean>;
  /** Keeps a copy of what is in memory, for the case of a crash: `next` passes over it. Undefined where it does not fit. */
  keep(items: readonly T[]): Promise<Release | undefined>;
  /** The first items in line. They stay on disk until they are released. */
  next(): Promise<{ readonly items: readonly T[]; readonly release: Release } | undefined>;
  close(): Promise<void>;
}
