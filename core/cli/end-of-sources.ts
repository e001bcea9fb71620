import type { Pipeline } from '../runtime/pipeline.js';

/** Resolves with nothing when every source has come to its end by itself: never, where one of them follows its input. */
export function endOfSources(pipeline: Pipeline): { readonly ended: Promise<undefined>; release(): void } {
  let end = (): void => {};
  const ended = new Promise<undefined>((resolve) => {
    end = () => resolve(undefined);
  });
  const look = async (): Promise<void> => {
    // A reload may have replaced those that ended: it is the present ones that count, and they have ended or they have not.
    const now = new Promise<boolean>((resolve) => {
      setImmediate(resolve, false);
    });
    if (await Promise.race([pipeline.sourcesEnded().then(() => true), now])) end();
  };
  const release = pipeline.services.signals.on('source_ended', () => void look());
  void look();
  return { ended, release };
}
