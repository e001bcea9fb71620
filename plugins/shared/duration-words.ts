const UNITS = [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000]] as const;

/** A time span for people, in its two largest units: "0s", "45s", "12m 4s", "3h", "2d 4h". What is no span is "0s". */
export function durationWords(ms: number): string {
  let rest = Number.isFinite(ms) ? Math.max(ms, 0) : 0;
  const words: string[] = [];
  for (const [unit, length] of UNITS) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) words.push(`${count}${unit}`);
    if (words.length > 0 && (words.length === 2 || count === 0)) break;
  }
  return words.join(' ') || '0s';
}
