/**
 * File to file through `hushpipe run --once`, the whole framework included, beside plain Node doing the same in the same run:
 * `node dist/test/bench/agent/agent.js [lines] [rounds]`. Outputs are compared before anything is timed.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { PROGRAM } from '../../support/program.js';
import { compare, runNode, type Run } from '../support/measure.js';
import { generateAccessLog, generateJson } from './generate.js';
import { TASKS, type Task } from './tasks.js';

const BASELINE = fileURLToPath(new URL('./baseline.js', import.meta.url));
const lines = Number(process.argv[2] ?? 1_000_000);
const rounds = Number(process.argv[3] ?? 3);

const folder = mkdtempSync(join(tmpdir(), 'hushpipe-bench-'));
try {
  const inputs = { json: join(folder, 'in.jsonl'), access: join(folder, 'in.log') };
  const generated = generateJson(inputs.json, lines, 7);
  const accessBytes = generateAccessLog(inputs.access, lines, 7);
  console.log(`${lines} lines, ${mb(generated.bytes)} MB of JSON, ${mb(accessBytes)} MB of access log; medians of ${rounds}; Node ${process.version}\n`);
  console.log('task                 hushpipe     blocks   readline   blocks/ours   bar    peak MB');
  for (const task of TASKS) report(task, measure(task, inputs[task.input], generated.secrets));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(task: Task, input: string, secrets: readonly string[]): Readonly<Record<string, Run>> {
  const ours = join(folder, 'ours.out');
  const theirs = join(folder, 'theirs.out');
  const dataDir = join(folder, 'data');
  const config = join(folder, `${task.name}.yaml`);
  writeFileSync(config, stringify(task.config(input, ours, dataDir)));
  const pipeline = (): Run => {
    rmSync(ours, { force: true });
    rmSync(dataDir, { recursive: true, force: true });
    return runNode([PROGRAM, 'run', '--once', '--config', config], folder);
  };
  const baseline = (way: string): Run => runNode([BASELINE, task.baseline, way, input, theirs], folder);
  pipeline();
  baseline('blocks');
  check(task, ours, theirs, secrets);
  return compare({ ours: pipeline, ...Object.fromEntries(task.ways.map((way) => [way, () => baseline(way)])) }, rounds);
}

/** Throws where the two did not do the same work. */
function check(task: Task, ours: string, theirs: string, secrets: readonly string[]): void {
  const [a, b] = [readFileSync(ours), readFileSync(theirs)];
  if (task.same === 'bytes' && !a.equals(b)) throw new Error(`${task.name}: the outputs differ at byte ${firstDifference(a, b)}: ${excerpt(a, b)}`);
  if (task.same === 'lines' && count(a) !== count(b)) throw new Error(`${task.name}: ${count(a)} lines against ${count(b)}`);
  if (task.name === 'redact_and_drop') for (const secret of secrets.slice(0, 2000)) if (a.includes(secret)) throw new Error(`${task.name}: a secret came through`);
}

function report(task: Task, runs: Readonly<Record<string, Run>>): void {
  const ours = runs['ours'] as Run;
  const seconds = (run: Run | undefined): string => (run === undefined ? '-' : `${(run.wall / 1000).toFixed(2)} s`).padStart(10);
  const ratio = (runs['blocks']?.wall ?? Number.NaN) / ours.wall;
  console.log(`${task.title.padEnd(19)} ${seconds(ours)} ${seconds(runs['blocks'])} ${seconds(runs['readline'])} ${ratio.toFixed(2).padStart(13)} ${(task.bar?.toFixed(1) ?? '-').padStart(5)} ${ours.peak.toFixed(0).padStart(10)}`);
}

function firstDifference(a: Buffer, b: Buffer): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

function excerpt(a: Buffer, b: Buffer): string {
  const at = Math.max(0, firstDifference(a, b) - 60);
  return `${JSON.stringify(a.toString('utf8', at, at + 160))} against ${JSON.stringify(b.toString('utf8', at, at + 160))}`;
}

function count(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
