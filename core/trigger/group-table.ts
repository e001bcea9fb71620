import type { Group } from './group.js';

export interface GroupLimits {
  readonly groups: number;
  /** Times in the windows of all groups together. */
  readonly times: number;
  /** Bytes of the events kept as early samples. */
  readonly sampleBytes: number;
}

/** About 30 MB at most for a trigger whose groups are full: events are attackers' means to make groups. */
export const GROUP_LIMITS: GroupLimits = { groups: 100_000, times: 2_000_000, sampleBytes: 8 * 1024 * 1024 };

/** Where nearly all groups fire, looking for one that does not must not cost more than letting one go that does. */
const MOST_LOOKED_AT = 64;

/** The groups of a trigger, the stalest first. Bounded: `overflow` names what has to go. */
export class GroupTable {
  readonly #groups = new Map<string, Group>();
  readonly #limits: GroupLimits;
  #times = 0;
  #sampleBytes = 0;

  constructor(limits: GroupLimits) {
    this.#limits = limits;
  }

  values(): IterableIterator<Group> {
    return this.#groups.values();
  }

  /** The group, which thereby becomes the freshest. */
  touch(key: string): Group | undefined {
    const group = this.#groups.get(key);
    if (group === undefined) return undefined;
    this.#groups.delete(key);
    this.#groups.set(key, group);
    return group;
  }

  add(group: Group): void {
    this.#groups.set(group.key, group);
    this.#times += group.ring.size;
  }

  delete(group: Group): void {
    this.#groups.delete(group.key);
    this.#times -= group.ring.size;
    this.keepEarly(group, undefined);
  }

  /** Notes that the group's ring grew by so many. */
  grew(by: number): void {
    this.#times += by;
  }

  /** Keeps an early event with its group, or lets go of the one it has; not where that would be too many bytes in all. */
  keepEarly(group: Group, early: Group['early']): void {
    this.#sampleBytes -= group.early?.event.byteLength ?? 0;
    group.early = early;
    this.#sampleBytes += early?.event.byteLength ?? 0;
  }

  hasRoomFor(sampleBytes: number): boolean {
    return this.#sampleBytes + sampleBytes <= this.#limits.sampleBytes;
  }

  /** The group to let go of while there are too many: the stalest that does not fire, else the stalest; never `kept`. */
  overflow(kept: Group): Group | undefined {
    if (this.#groups.size <= this.#limits.groups && this.#times <= this.#limits.times) return undefined;
    let stalest: Group | undefined;
    let looked = 0;
    for (const group of this.#groups.values()) {
      if (group === kept) continue;
      if (group.firing === undefined) return group;
      stalest ??= group;
      if (++looked === MOST_LOOKED_AT) break;
    }
    return stalest;
  }

  /** The stalest group. */
  stalest(): Group | undefined {
    const [group] = this.#groups.values();
    return group;
  }
}
