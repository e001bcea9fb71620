/** How much a trigger may remember. */
export interface GroupLimits {
  readonly groups: number;
  /** Units in the windows of all groups together, of about 12 bytes. */
  readonly units: number;
  /** Bytes of the events kept as early samples, with what keeping them takes. */
  readonly sampleBytes: number;
}

/** About 40 MB at most for a trigger whose groups are full: events are attackers' means to make groups. */
export const GROUP_LIMITS: GroupLimits = { groups: 100_000, units: 2_000_000, sampleBytes: 1024 * 1024 };
