import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Status } from '../../core/cli/status.js';
import { systemClock } from '../../core/contract/clock.js';
import { askControl } from '../../core/server/control-client.js';
import { Cli, runCli, type CliOptions, type CliResult } from '../support/cli.js';
import { runInProcess } from '../support/in-process.js';
import { until } from '../support/until.js';

/** One file in, one file out. */
export const CONFIG = `version: 1
sources:
  app: { type: file, paths: ['logs/*.log'], poll_interval: 100ms }
sinks:
  out: { type: file, path: out/app.jsonl }
`;

/** A folder with a config, logs and what comes out, and the hushpipes that run in it. */
export class Workspace {
  readonly folder: string;
  readonly #running: Cli[] = [];
  #lines = 0;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(config: string = CONFIG): Promise<Workspace> {
    const workspace = new Workspace(await mkdtemp(join(tmpdir(), 'hushpipe-e2e-')));
    await mkdir(join(workspace.folder, 'logs'));
    await workspace.write('hushpipe.yaml', config);
    return workspace;
  }

  /** Another one with what is in the folder of this one, in which nothing runs. */
  async copy(): Promise<Workspace> {
    const workspace = new Workspace(await mkdtemp(join(tmpdir(), 'hushpipe-e2e-')));
    await cp(this.folder, workspace.folder, { recursive: true });
    workspace.#lines = this.#lines;
    return workspace;
  }

  async write(name: string, text: string): Promise<void> {
    await writeFile(join(this.folder, name), text);
  }

  /** Adds numbered lines to the log. */
  async log(count: number): Promise<void> {
    const lines = Array.from({ length: count }, () => `${JSON.stringify({ n: this.#lines++, level: 'info', message: 'hello' })}\n`);
    await appendFile(join(this.folder, 'logs', 'app.log'), lines.join(''));
  }

  /** The numbers of the lines that came out, in their order. */
  async delivered(): Promise<readonly number[]> {
    const text = await readFile(join(this.folder, 'out', 'app.jsonl'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '').map((line) => (JSON.parse(line) as { readonly n: number }).n);
  }

  /** Runs a command to its end, in a process of its own. */
  hushpipe(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
    return runCli(args, { cwd: this.folder, ...options });
  }

  /** Runs a command that asks the hushpipe which runs, to its end, in this process. */
  ask(...args: readonly string[]): Promise<CliResult> {
    return runInProcess(args, this.folder);
  }

  /** Starts a command; ended at the latest when the workspace is removed. */
  spawn(args: readonly string[], options: CliOptions = {}): Cli {
    const cli = new Cli(args, { cwd: this.folder, ...options });
    this.#running.push(cli);
    return cli;
  }

  /** Starts `hushpipe run`, and resolves when it runs. */
  async start(args: readonly string[] = [], options: CliOptions = {}): Promise<Cli> {
    const cli = this.spawn(['run', ...args], options);
    await cli.says('"running ');
    return cli;
  }

  /** What the running hushpipe says of itself. */
  async status(): Promise<Status> {
    return await askControl(join(this.folder, '.hushpipe'), 'status', {}, { clock: systemClock, timeout: 5000 }) as unknown as Status;
  }

  /** Resolves when the sink has written so many events. */
  async out(count: number): Promise<void> {
    await until(`${count} events are written`, async () => ((await this.status()).instances.find(({ id }) => id === 'sinks.out')?.out ?? 0) >= count);
  }

  async remove(): Promise<void> {
    for (const cli of this.#running) cli.kill('SIGKILL');
    for (const cli of this.#running) await cli.result();
    await rm(this.folder, { recursive: true });
  }
}

/** 0, 1, 2, up to and without `count`. */
export function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
