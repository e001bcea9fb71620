/**
 * The candidate that `word` was most likely meant to be: the smallest edit distance (insert, delete, replace, swap of
 * neighbours), at most a third of the word, or the word cut short. Undefined where none is near. Case and `-` against `_`
 * cost nothing.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > 64) return undefined;
  const folded = fold(word);
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const other = fold(candidate);
    const shortened = Math.min(word.length, candidate.length) >= 3 && (folded.startsWith(other) || other.startsWith(folded));
    const distance = shortened ? 1 : editDistance(folded, other);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** `Did you mean "x"?`, where something is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const found = closest(word, candidates);
  return found === undefined ? undefined : `Did you mean "${found}"?`;
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll('-', '_');
}

/** Optimal string alignment distance, three rows at a time. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1));
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? 0;
}
