const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** After the first word, in milliseconds; every hour after the last. */
const OFFSETS: readonly number[] = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];

/** How long after the last word a count that has doubled is told to who can only be told anew; `told` so often before. */
export function doublingGap(told: number): number {
  return OFFSETS[told] ?? HOUR;
}

/** When to say again how it stands with what was said at `start`: the first such time after `now`. */
export function nextDigest(start: number, now: number): number {
  const offset = OFFSETS.find((each) => start + each > now);
  return start + (offset ?? (Math.floor((now - start) / HOUR) + 1) * HOUR);
}
