import { inspect } from 'node:util';

/** Everything that a value shows to whoever prints it. */
export function shown(value: unknown): string {
  return inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true });
}

/** What a promise rejects with; fails where it resolves, or rejects with something else. */
export async function rejection<T extends Error>(work: Promise<unknown>, type: new (...args: never[]) => T): Promise<T> {
  const outcome = await work.then(() => undefined, (error: unknown) => error);
  if (outcome instanceof type) return outcome;
  throw new Error(`Not rejected with ${type.name}, but: ${shown(outcome)}`);
}
