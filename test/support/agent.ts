import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from './suite.js';
import { until } from './until.js';

const PROGRAM = fileURLToPath(new URL('./run-config.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** hushpipe in a process of its own. */
export class Agent {
  readonly #child: ChildProcess;
  /** All that it wrote so far. */
  stdout = '';
  stderr = '';
  /** Resolves when the process has ended and all that it wrote is here. */
  readonly ended: Promise<Ended>;

  constructor(config: string, options: { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {}) {
    this.#child = spawn(process.execPath, [PROGRAM, config, ...options.args ?? []], { cwd: dirname(config), env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => resolve({ code, signal }));
    });
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when its pipeline runs; fails with what it said where it ends before. */
  async running(): Promise<void> {
    await until('the agent runs', () => this.stdout.includes('running') || !this.isRunning);
    if (!this.isRunning) throw new Error(`The agent ended: ${this.stderr}`);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Asks it to end, and waits until it did. */
  async stop(): Promise<Ended> {
    this.kill('SIGTERM');
    return this.ended;
  }
}

/** Starts agents for a suite; none outlives its test. */
export function agents<T>(test: Test<T>): (config: string, options?: ConstructorParameters<typeof Agent>[1]) => Agent {
  const all: Agent[] = [];
  test.after.each(async () => {
    for (const agent of all.splice(0)) {
      agent.kill('SIGKILL');
      await agent.ended;
    }
  });
  return (config, options) => {
    const agent = new Agent(config, options);
    all.push(agent);
    return agent;
  };
}

/** Writes a config as JSON, which YAML reads too; returns its path. */
export function writeConfig(path: string, config: object): string {
  writeFileSync(path, JSON.stringify({ version: 1, ...config }, undefined, 2));
  return path;
}
