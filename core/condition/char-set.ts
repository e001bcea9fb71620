/** A set of UTF-16 units as ascending, disjoint, inclusive ranges. */
export type CharSet = readonly (readonly [low: number, high: number])[];

const MAX = 0xffff;

export const ALL_CHARS: CharSet = [[0, MAX]];

export function charSet(ranges: CharSet): CharSet {
  const merged: [number, number][] = [];
  for (const [low, high] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else merged.push([low, high]);
  }
  return merged;
}

export function union(sets: readonly CharSet[]): CharSet {
  return charSet(sets.flat());
}

export function complement(set: CharSet): CharSet {
  const gaps: [number, number][] = [];
  let from = 0;
  for (const [low, high] of set) {
    if (low > from) gaps.push([from, low - 1]);
    from = high + 1;
  }
  if (from <= MAX) gaps.push([from, MAX]);
  return gaps;
}

export function intersection(a: CharSet, b: CharSet): CharSet {
  const both: [number, number][] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const left = a[i];
    const right = b[j];
    if (left === undefined || right === undefined) return both;
    const low = Math.max(left[0], right[0]);
    const high = Math.min(left[1], right[1]);
    if (low <= high) both.push([low, high]);
    if (left[1] < right[1]) i++;
    else j++;
  }
}

export function overlaps(a: CharSet, b: CharSet): boolean {
  return intersection(a, b).length > 0;
}

/** The set with the other case of each ASCII letter in it: what the flag `i` makes of it, other scripts left aside. */
export function bothCases(set: CharSet): CharSet {
  const shifted = (low: number, high: number, by: number): CharSet =>
    intersection(set, [[low, high]]).map(([from, to]) => [from + by, to + by]);
  return union([set, shifted(0x41, 0x5a, 32), shifted(0x61, 0x7a, -32)]);
}

/** The one character of the set, or undefined where it has none or several. */
export function onlyChar(set: CharSet): string | undefined {
  const [range] = set;
  return set.length === 1 && range !== undefined && range[0] === range[1] ? String.fromCharCode(range[0]) : undefined;
}
