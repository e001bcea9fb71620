import type { SequenceMatch } from './ordered-match.js';
import type { SequenceStep } from './sequence-step.js';
import { FORBIDDEN } from './step-key-reader.js';
import type { Timeline } from './timeline.js';

/** The match that ends first, at `from` or later, of those the one that begins first: its events may stand in any order. */
export function unorderedMatch(line: Timeline, steps: readonly Pick<SequenceStep, 'times'>[], span: number, from: number): SequenceMatch | undefined {
  for (let end = from; end < line.length; end++) {
    if (line.role(end) === FORBIDDEN) continue;
    const counts = new Map<number, number>();
    let first = end;
    for (let at = end; at >= line.consumed && line.role(at) !== FORBIDDEN && line.time(at) > line.time(end) - span; at--) {
      first = at;
      counts.set(line.role(at), (counts.get(line.role(at)) ?? 0) + 1);
    }
    // Any event of the window may stand in the place of another of its step: so the match begins with the first of them.
    if (serves(counts, steps)) return { start: line.time(first), end };
  }
  return undefined;
}

/** Whether each step can be given its events when none is given to two: augmenting paths between steps and roles. */
function serves(counts: ReadonlyMap<number, number>, steps: readonly Pick<SequenceStep, 'times'>[]): boolean {
  const roles = [...counts.keys()];
  const free = [...counts.values()];
  const given = steps.map(() => roles.map(() => 0));
  const take = (step: number, tried: Set<number>): boolean => {
    for (const [index, role] of roles.entries()) {
      if (tried.has(index) || Math.floor(role / 2 ** step) % 2 === 0) continue;
      tried.add(index);
      const holder = (free[index] ?? 0) > 0 ? undefined : given.findIndex((row, other) => (row[index] ?? 0) > 0 && take(other, tried));
      if (holder === -1) continue;
      if (holder === undefined) free[index] = (free[index] ?? 0) - 1;
      else move(given, holder, index, -1);
      move(given, step, index, 1);
      return true;
    }
    return false;
  };
  return steps.every(({ times }, step) => {
    for (let left = times; left > 0; left--) if (!take(step, new Set())) return false;
    return true;
  });
}

function move(given: number[][], step: number, role: number, by: number): void {
  const row = given[step];
  if (row !== undefined) row[role] = (row[role] ?? 0) + by;
}
