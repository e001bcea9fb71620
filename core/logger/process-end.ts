/** What wants to be told that the process ends. */
export interface Ending {
  readonly handleSignals: boolean;
  /** Nothing is left to do in the process. Called each time that is so. */
  onIdle(): void;
  /** Nothing but other listeners to the exit runs after this: what is to be done must be done before it returns. */
  onExit(): void;
  /** A signal ends the process, once this is settled. */
  onSignal(): Promise<void>;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

const all = new Set<Ending>();

/** Tells of the end of the process, until what is returned is called. However many are told, the process has one listener. */
export function watchProcessEnd(ending: Ending): () => void {
  if (all.size === 0) {
    process.on('beforeExit', idle);
    process.on('exit', exit);
  }
  all.add(ending);
  if (ending.handleSignals) for (const signal of SIGNALS) if (!process.listeners(signal).includes(ended)) process.on(signal, ended);
  return () => {
    all.delete(ending);
    if (![...all].some(({ handleSignals }) => handleSignals)) for (const signal of SIGNALS) process.off(signal, ended);
    if (all.size > 0) return;
    process.off('beforeExit', idle);
    process.off('exit', exit);
  };
}

function idle(): void {
  // Behind the listeners of the program, whose last words are then delivered with all others.
  process.off('exit', exit);
  process.on('exit', exit);
  for (const ending of all) ending.onIdle();
}

function exit(): void {
  for (const ending of all) ending.onExit();
}

/** Ends the process as the signal would have. A program that listens to it too ends in its own time, and by other ways. */
function ended(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  void Promise.all([...all].map((ending) => ending.onSignal())).finally(() => {
    for (const name of SIGNALS) process.off(name, ended);
    process.kill(process.pid, signal);
  });
}
