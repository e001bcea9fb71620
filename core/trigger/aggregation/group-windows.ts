import type { JsonValue } from '../../contract/json.js';
import type { Match } from '../trigger-state.js';
import type { Added, Measure, TopValue, Windows } from './windows.js';

/** The window of one group; each method as that of `Windows`. */
export interface GroupWindow {
  readonly size: number;
  readonly newest: number;
  /** Values that were let go of for the sake of a bound since this was last asked. */
  takeDropped?(): number;
  add(match: Match): Added;
  holds(at: number): boolean;
  changesAt(at: number): number;
  measure(at: number): Measure;
  top?(): readonly TopValue[];
  spentAt(): number;
  /** Its alert was told and it is to begin anew. */
  restart?(at: number): void;
  toJSON(): JsonValue;
}

/** Windows of which each group has an object of its own, for what has no use for shared arrays. */
export class GroupWindows implements Windows {
  readonly span: number;
  readonly #make: (saved: JsonValue | undefined) => GroupWindow;
  readonly #groups: (GroupWindow | undefined)[] = [];
  #size = 0;
  #dropped = 0;

  /** `make` makes an empty window, or one with what its `toJSON` gave; it throws on what it can't read. */
  constructor(span: number, make: (saved: JsonValue | undefined) => GroupWindow) {
    this.span = span;
    this.#make = make;
  }

  get size(): number {
    return this.#size;
  }

  open(slot: number): void {
    this.#put(slot, this.#make(undefined));
  }

  close(slot: number): void {
    this.#size -= this.#groups[slot]?.size ?? 0;
    this.#groups[slot] = undefined;
  }

  restart(slot: number, at: number): void {
    const group = this.#at(slot);
    if (group.restart === undefined) this.open(slot);
    else this.#track(group, () => group.restart?.(at));
  }

  newest(slot: number): number {
    return this.#groups[slot]?.newest ?? -Infinity;
  }

  add(slot: number, match: Match): Added {
    const group = this.#at(slot);
    const added = this.#track(group, () => group.add(match));
    this.#dropped += group.takeDropped?.() ?? 0;
    return added;
  }

  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  holds(slot: number, at: number): boolean {
    return this.#at(slot).holds(at);
  }

  changesAt(slot: number, at: number): number {
    return this.#at(slot).changesAt(at);
  }

  measure(slot: number, at: number): Measure {
    return this.#at(slot).measure(at);
  }

  top(slot: number): readonly TopValue[] | undefined {
    return this.#at(slot).top?.();
  }

  spentAt(slot: number): number {
    return this.#at(slot).spentAt();
  }

  save(slot: number): JsonValue {
    return this.#at(slot).toJSON();
  }

  load(slot: number, saved: JsonValue): void {
    this.#put(slot, this.#make(saved));
  }

  #at(slot: number): GroupWindow {
    const group = this.#groups[slot];
    if (group === undefined) throw new RangeError('a slot that is not open');
    return group;
  }

  #put(slot: number, group: GroupWindow): void {
    this.close(slot);
    this.#groups[slot] = group;
    this.#size += group.size;
  }

  #track<T>(group: GroupWindow, change: () => T): T {
    const before = group.size;
    const result = change();
    this.#size += group.size - before;
    return result;
  }
}
