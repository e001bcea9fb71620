import { sleep, systemClock } from '../contract/clock.js';

/** The author's own test function, of whatever runner. */
export type TestFunction = (name: string, run: () => Promise<void>) => unknown;

/** One behaviour that a plugin must show. */
export interface Check {
  /** A sentence: it names the test. */
  readonly name: string;
  /** Why it cannot be tried on this plugin or with this peer. */
  readonly notApplicable?: string | undefined;
  readonly run: () => Promise<void>;
}

export function register(test: TestFunction, checks: readonly Check[]): void {
  for (const { name, notApplicable, run } of checks) {
    if (notApplicable === undefined) test(name, run);
    else test(`${name} (not applicable: ${notApplicable})`, () => Promise.resolve());
  }
}

/** Fails the check it is called in. */
export function fail(message: string, cause?: unknown): never {
  throw new Error(message, cause === undefined ? {} : { cause });
}

/** Waits for real: a check must also find plugins that do not use the clock they are given. */
export function pause(ms: number): Promise<void> {
  return sleep(systemClock, ms);
}

/** What `work` comes to, or a failure that says `late` where it takes longer than `ms` of real time. */
export async function within<T>(ms: number, work: Promise<T>, late: string): Promise<T> {
  const controller = new AbortController();
  const timeout = sleep(systemClock, ms, controller.signal).then(() => fail(late), () => fail(late));
  try {
    return await Promise.race([work, timeout]);
  } finally {
    controller.abort();
    timeout.catch(() => {
      // Nobody waits for it any more.
    });
  }
}

/** Resolves to true as soon as `holds` does, to false after `ms` of real time. */
export async function eventually(holds: () => boolean, ms: number): Promise<boolean> {
  const end = systemClock.monotonic() + ms;
  while (!holds()) {
    if (systemClock.monotonic() > end) return false;
    await pause(5);
  }
  return true;
}
