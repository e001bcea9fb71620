import type { Emit, Source } from '../../core/contract/plugin.js';

/**
 * `run` and `stop` of a source, from its work. `signal` asks the work to end in its own time, with what it handed on acknowledged;
 * `giveUp` aborts when the time that `stop` was given is over. `stop` resolves when the work has.
 */
export function stoppableRun(work: (emit: Emit, signal: AbortSignal, giveUp: AbortSignal) => Promise<void>): Required<Pick<Source, 'run' | 'stop'>> {
  let current: { readonly end: AbortController; readonly giveUp: AbortController; readonly done: Promise<void> } | undefined;
  return {
    run(emit, signal) {
      const end = new AbortController();
      const giveUp = new AbortController();
      const done = work(emit, AbortSignal.any([signal, end.signal]), giveUp.signal);
      current = { end, giveUp, done };
      return done;
    },
    async stop(signal) {
      if (current === undefined) return;
      const { end, giveUp, done } = current;
      current = undefined;
      const leave = (): void => giveUp.abort();
      signal?.addEventListener('abort', leave);
      if (signal?.aborted) leave();
      end.abort();
      // A run that failed has told its caller.
      await done.catch(() => undefined);
      signal?.removeEventListener('abort', leave);
    },
  };
}
