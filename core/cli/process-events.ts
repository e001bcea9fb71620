/** What ends a run from outside. */
export type Ending = { readonly by: 'SIGTERM' | 'SIGINT' } | { readonly by: 'error'; readonly error: unknown };

export interface ProcessEvents {
  /** Resolves with the first that comes. */
  readonly ending: Promise<Ending>;
  /** Takes all listeners off again. */
  release(): void;
}

const FORCED = { SIGTERM: 143, SIGINT: 130 } as const;

/**
 * Listens to what happens to the process: SIGHUP calls `onHangUp`; the first SIGTERM or SIGINT, or an error that nobody caught, asks
 * for an orderly end; a second signal ends the process at once.
 */
export function listenToProcess(onHangUp: () => void): ProcessEvents {
  let end: (ending: Ending) => void = () => {};
  const ending = new Promise<Ending>((resolve) => {
    end = resolve;
  });
  let asked = false;
  const onSignal = (by: 'SIGTERM' | 'SIGINT') => (): void => {
    if (asked) process.exit(FORCED[by]);
    asked = true;
    end({ by });
  };
  const listeners = {
    SIGTERM: onSignal('SIGTERM'),
    SIGINT: onSignal('SIGINT'),
    SIGHUP: onHangUp,
    uncaughtException: (error: unknown): void => end({ by: 'error', error }),
  };
  for (const [event, listener] of Object.entries(listeners)) process.on(event, listener);
  return {
    ending,
    release: () => {
      for (const [event, listener] of Object.entries(listeners)) process.off(event, listener);
    },
  };
}
