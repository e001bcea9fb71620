import { suite as uvuSuite } from 'uvu';

/** Milliseconds that a test may take, hooks included, where it states no limit of its own. */
export const TEST_LIMIT = 30_000;

export type Context = Record<string, unknown>;
export type Callback<T> = (context: T) => Promise<void> | void;

export interface Hook<T> {
  (run: Callback<T>): void;
  each(run: Callback<T>): void;
}

/**
 * uvu's suite, with what it lets pass turned into failures: an error in a hook fails the tests it belongs to, a thrown
 * non-Error and a touched `process.exitCode` fail their test, a test has a time limit, and a suite that is never run or
 * holds no test fails its file. There is no `only`. Hooks run in the order they were added.
 */
export interface Test<T> {
  (name: string, run: Callback<T>, options?: { readonly limit?: number }): void;
  /** Leaves the test out and prints why. */
  skip(name: string, reason: string, run?: Callback<T>): void;
  before: Hook<T>;
  after: Hook<T>;
  run(): void;
}

interface Case<T> {
  readonly name: string;
  readonly run: Callback<T>;
  readonly limit: number;
}

/** Names of the tests that were stated and not handed to uvu yet, by suite. */
const waiting = new Map<string, readonly { readonly name: string }[]>();

process.on('exit', () => {
  for (const [name, cases] of waiting) {
    if (cases.length === 0) continue;
    process.exitCode = 1;
    console.error(`The suite "${name}" was not run after its test "${cases[0]?.name}": call its run() last.`);
  }
});

export function suite<T extends object = Context>(name: string, context: T = {} as T): Test<T> {
  if (waiting.has(name)) throw new Error(`Two suites of this file are called "${name}".`);
  const before: Callback<T>[] = [];
  const after: Callback<T>[] = [];
  const beforeEach: Callback<T>[] = [];
  const afterEach: Callback<T>[] = [];
  const cases: Case<T>[] = [];
  const skips: string[] = [];
  waiting.set(name, cases);

  const test = (title: string, run: Callback<T>, options: { readonly limit?: number } = {}): void => {
    cases.push({ name: title, run, limit: options.limit ?? TEST_LIMIT });
  };
  const hook = (all: Callback<T>[], each: Callback<T>[]): Hook<T> =>
    Object.assign((run: Callback<T>) => void all.push(run), { each: (run: Callback<T>) => void each.push(run) });

  const run = (): void => {
    const stated = cases.splice(0);
    if (stated.length + skips.length === 0) throw new Error(`The suite "${name}" has no tests.`);
    const inner = uvuSuite(name);
    for (const line of skips.splice(0)) {
      console.log(line);
      inner.skip();
    }
    const opening = once(() => runAll(before, context));
    for (const [index, item] of stated.entries()) {
      const steps: Step[] = [
        ['before', opening],
        ['before.each', () => runAll(beforeEach, context)],
        ['', async () => item.run(context)],
      ];
      const cleanups: Step[] = [['after.each', () => undoAll(afterEach, context)]];
      if (index === stated.length - 1) cleanups.push(['after', () => undoAll(after, context)]);
      inner(item.name, () => runCase(steps, cleanups, item.limit));
    }
    inner.run();
  };

  return Object.assign(test, {
    skip: (title: string, reason: string) => void skips.push(`skipped: ${name}: ${title}: ${reason}`),
    before: hook(before, beforeEach),
    after: hook(after, afterEach),
    run,
  });
}

/** A part of a test: the hook it stands for, '' for the test itself, and what to do. */
type Step = readonly [hook: string, run: () => Promise<void>];

/** Runs the steps up to the first failure, then every cleanup; rejects with the first failure of all. */
async function runCase(steps: readonly Step[], cleanups: readonly Step[], limit: number): Promise<void> {
  const failures: Error[] = [];
  const attempt = async ([hook, run]: Step): Promise<void> => {
    try {
      await within(limit, run());
    } catch (thrown) {
      failures.push(asError(thrown, hook));
    }
  };
  for (const step of steps) if (failures.length === 0) await attempt(step);
  for (const cleanup of cleanups) await attempt(cleanup);
  if (process.exitCode !== undefined) {
    failures.push(new Error(`The test left process.exitCode at ${process.exitCode}.`));
    process.exitCode = undefined;
  }
  if (failures[0] !== undefined) throw failures[0];
}

async function runAll<T>(hooks: readonly Callback<T>[], context: T): Promise<void> {
  for (const run of hooks) await run(context);
}

/** The last stated first, as each may lean on what those before it made, and all of them, whatever one throws; rejects with the first failure. */
async function undoAll<T>(hooks: readonly Callback<T>[], context: T): Promise<void> {
  const failures: unknown[] = [];
  for (const run of hooks.toReversed()) {
    try {
      await run(context);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

function once(run: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= run());
}

async function within(limit: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Not finished within ${limit} ms.`)), limit);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function asError(thrown: unknown, hook: string): Error {
  const error = thrown instanceof Error ? thrown : new Error(`Threw ${String(thrown)}, which is not an Error.`);
  if (hook !== '') error.message = `In the ${hook} hook: ${error.message}`;
  return error;
}
