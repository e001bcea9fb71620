import { spawn, type ChildProcess } from 'node:child_process';
import type { Clock } from '../../core/contract/clock.js';

export interface Program {
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** Beside these it gets PATH. */
  readonly env: Readonly<Record<string, string>>;
  readonly input: string;
  /** Milliseconds after which it is killed. */
  readonly timeout: number;
  readonly clock: Clock;
}

export type ProgramEnd =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'aborted' }
  /** It was never started; `code` is the system's, such as ENOENT. */
  | { readonly kind: 'failed'; readonly code: string };

/**
 * Runs a program to its end, with `input` on its standard input and its output thrown away. When its time is over or `signal`
 * aborts, it is killed with all that it started in its process group. Never rejects.
 */
export function runProgram({ command, cwd, env, input, timeout, clock }: Program, signal: AbortSignal): Promise<ProgramEnd> {
  if (signal.aborted) return Promise.resolve({ kind: 'aborted' });
  const [file = '', ...args] = command;
  const { PATH: path } = process.env;
  const child = spawn(file, args, { cwd, env: { ...(path === undefined ? {} : { PATH: path }), ...env }, shell: false, detached: true, windowsHide: true, stdio: ['pipe', 'ignore', 'ignore'] });
  return new Promise((resolve) => {
    const timer = clock.after(timeout, () => finish({ kind: 'timeout' }));
    const abort = (): void => finish({ kind: 'aborted' });
    const finish = (end: ProgramEnd): void => {
      timer.cancel();
      signal.removeEventListener('abort', abort);
      if (end.kind === 'timeout' || end.kind === 'aborted') killAll(child);
      child.stdin.destroy();
      resolve(end);
    };
    signal.addEventListener('abort', abort, { once: true });
    child.once('error', (error: NodeJS.ErrnoException) => finish({ kind: 'failed', code: error.code ?? 'unknown' }));
    child.once('exit', (code, killed) => finish(code === null ? { kind: 'signal', signal: killed ?? 'a signal' } : { kind: 'exit', code }));
    // A program that does not read its input closes it, which is no failure: its exit code counts.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** The program leads a process group of its own; where there are none, it alone is killed. */
function killAll(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
