import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Status } from '../../core/cli/status.js';
import { systemClock } from '../../core/contract/clock.js';
import type { JsonObject, JsonValue } from '../../core/contract/json.js';
import { askControl } from '../../core/server/control-client.js';
import { PROGRAM } from './program.js';
import type { Test } from './suite.js';
import { until } from './until.js';

export interface AgentOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** `hushpipe run` in a process of its own. */
export class Agent {
  readonly #child: ChildProcess;
  readonly #dataDir: string;
  /** All that it wrote so far. */
  stdout = '';
  stderr = '';
  /** Resolves when the process has ended and all that it wrote is here. */
  readonly ended: Promise<Ended>;

  constructor(config: string, { args = [], env = {} }: AgentOptions = {}) {
    this.#dataDir = join(dirname(config), 'data');
    this.#child = spawn(process.execPath, [PROGRAM, 'run', '--config', config, ...args], { cwd: dirname(config), env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => resolve({ code, signal }));
    });
  }

  /** Resolves when it has said this on standard error; fails with all that it said where it ends before. */
  async says(text: string): Promise<void> {
    await until(() => `the agent says ${text}; it said: ${this.stderr}`, () => this.stderr.includes(text) || !this.#isRunning);
    if (!this.stderr.includes(text)) throw new Error(`The agent ended: ${this.stderr}`);
  }

  /** Resolves when its pipeline runs. */
  running(): Promise<void> {
    // What a sink writes to standard error may say the same.
    return this.says('"logger":"hushpipe","message":"running ');
  }

  /** What it answers on its control socket. */
  async status(): Promise<Status> {
    return (await this.ask('status')) as unknown as Status;
  }

  ask(command: string, args: JsonObject = {}): Promise<JsonValue> {
    return askControl(this.#dataDir, command, args, { clock: systemClock, timeout: 5000 });
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Asks it to end, and waits until it did. */
  async stop(): Promise<Ended> {
    this.kill('SIGTERM');
    return this.ended;
  }

  get #isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }
}

/** Starts agents for a suite; none outlives its test. */
export function agents<T>(test: Test<T>): (config: string, options?: AgentOptions) => Agent {
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

/** Writes a config whose data is kept beside it, as JSON, which YAML reads too. Returns its path. */
export function writeConfig(path: string, config: object): string {
  writeFileSync(path, JSON.stringify({ version: 1, data_dir: 'data', ...config }, undefined, 2));
  return path;
}
