import type { Random } from '../contract/clock.js';

/**
 * Delay before the next attempt, in milliseconds: "full jitter", a random share of a bound that doubles with every failure.
 * What the other side asked for (`afterMs`, as in Retry-After) is a floor, with a little jitter above it.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * @param failures failures so far, at least 1
 */
export function backoff(failures: number, limits: { readonly initial: number; readonly max: number }, random: Random, afterMs?: number): number {
  const bound = Math.min(limits.max, limits.initial * 2 ** Math.min(failures - 1, 30));
  const jitter = random() * bound;
  return afterMs === undefined ? jitter : afterMs + Math.min(jitter, limits.initial);
}
