import { spawnSync } from 'node:child_process';

/** One run of a program, from the start of its process to its end. */
export interface Run {
  /** Milliseconds. */
  readonly wall: number;
  /** Largest resident set, in MB. */
  readonly peak: number;
}

const REPORT = new URL('./report-peak.js', import.meta.url).href;

/** Runs `node` with these arguments. Throws, with what it said, where it fails. */
export function runNode(args: readonly string[], cwd: string): Run {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', REPORT, ...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], timeout: 300_000 });
  const wall = performance.now() - started;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return { wall, peak: Number(/peak_kib=(\d+)/.exec(stderr)?.[1] ?? 0) * 1024 / 1e6 };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Runs each of these in turn, `rounds` times over, so that what else the machine does falls on all alike. Gives medians. */
export function compare(runs: Readonly<Record<string, () => Run>>, rounds: number): Readonly<Record<string, Run>> {
  const results = Object.fromEntries(Object.keys(runs).map((name): [string, Run[]] => [name, []]));
  for (let round = 0; round < rounds; round++) for (const [name, run] of Object.entries(runs)) results[name]?.push(run());
  return Object.fromEntries(Object.entries(results).map(([name, all]) => [name, { wall: median(all.map(({ wall }) => wall)), peak: median(all.map(({ peak }) => peak)) }]));
}
