import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { PROGRAM } from './program.js';

export interface CliOptions {
  readonly cwd?: string;
  /** Added to a nearly empty environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The compiled command line as a process of its own, with what it has written so far. */
export class Cli {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #closed: Promise<unknown>;
  readonly #listeners = new Set<() => void>();
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], { cwd, env = {}, input }: CliOptions = {}) {
    const { PATH = '', TMPDIR } = process.env;
    this.#child = spawn(process.execPath, [PROGRAM, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...env },
      ...(cwd === undefined ? {} : { cwd }),
    });
    this.#closed = once(this.#child, 'close');
    this.#child.stdin.on('error', () => {});
    if (input !== undefined) this.#child.stdin.end(input);
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      for (const listener of this.#listeners) listener();
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      for (const listener of this.#listeners) listener();
    });
  }

  /** Resolves as soon as `text` has been written to standard error; fails where the process ends before. */
  async says(text: string): Promise<void> {
    let listener = (): void => {};
    const said = new Promise<void>((resolve) => {
      listener = () => {
        if (this.stderr.includes(text)) resolve();
      };
      this.#listeners.add(listener);
      listener();
    });
    const gone = this.#closed.then(() => {
      if (!this.stderr.includes(text)) throw new Error(`It ended and did not say ${JSON.stringify(text)}, but:\n${this.stderr}`);
    });
    await Promise.race([said, gone]);
    this.#listeners.delete(listener);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves when the process has ended, and all it wrote is there. */
  async result(): Promise<CliResult> {
    await this.#closed;
    return { code: this.#child.exitCode, signal: this.#child.signalCode, stdout: this.stdout, stderr: this.stderr };
  }
}

/** Runs a command to its end. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return new Cli(args, { input: '', ...options }).result();
}
