const DURATIONS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const SIZES = { B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 } as const;

/** What a duration and a size look like: one number, one unit. Editors check the same patterns. */
export const DURATION_PATTERN = '^(\\d+(?:\\.\\d+)?)(ms|s|m|h|d|w)$';
export const SIZE_PATTERN = '^(\\d+(?:\\.\\d+)?)(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$';

const durationPattern = new RegExp(DURATION_PATTERN);
const sizePattern = new RegExp(SIZE_PATTERN);

/** "5s" as 5000 milliseconds, whole; undefined for what is no duration. */
export function parseDuration(text: string): number | undefined {
  return scaled(durationPattern.exec(text), DURATIONS);
}

/** "64KiB" as 65536 bytes, whole; undefined for what is no size. kB, MB, GB and TB count in thousands. */
export function parseSize(text: string): number | undefined {
  return scaled(sizePattern.exec(text), SIZES);
}

function scaled(match: RegExpExecArray | null, units: Readonly<Record<string, number>>): number | undefined {
  if (!match) return undefined;
  const result = Math.round(Number(match[1]) * (units[match[2] ?? ''] ?? Number.NaN));
  return Number.isSafeInteger(result) ? result : undefined;
}
