/**
 * How long commands take from the start of their process to its end, against bare Node in the same run:
 *
 *   node dist/test/bench/start-up.js
 *
 * Exits with 1 where a bound is broken.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROGRAM } from '../support/program.js';
import { median } from './support/measure.js';

const ROUNDS = 15;
const TRIGGERS = 1000;
const MAIN = new URL('../../bundle/main.js', import.meta.url).href;

const CASES: readonly { readonly name: string; readonly args: readonly string[]; readonly bound: number }[] = [
  { name: 'node', args: ['-e', '0'], bound: 1 },
  { name: 'hushpipe --help', args: [PROGRAM, '--help'], bound: 1.5 },
  { name: "import 'hushpipe'", args: ['--input-type=module', '-e', `import ${JSON.stringify(MAIN)}`], bound: 1.6 },
  { name: `hushpipe validate, ${TRIGGERS} triggers`, args: [PROGRAM, 'validate'], bound: 8 },
];

const folder = mkdtempSync(join(tmpdir(), 'hushpipe-start-up-'));
try {
  writeFileSync(join(folder, 'hushpipe.yaml'), config());
  const times = new Map(CASES.map(({ name }): [string, number[]] => [name, []]));
  // In turn, so that what else the machine does falls on all alike.
  for (let round = 0; round < ROUNDS; round++) for (const { name, args } of CASES) times.get(name)?.push(timeOf(args));
  const bare = median(times.get('node') ?? []);
  for (const { name, bound } of CASES) {
    const wall = median(times.get(name) ?? []);
    const isKept = wall / bare <= bound;
    if (!isKept) process.exitCode = 1;
    console.log(`${isKept ? 'ok  ' : 'FAIL'}  ${name.padEnd(32)} ${wall.toFixed(0).padStart(5)} ms  ${(wall / bare).toFixed(2)} x bare node, at most ${bound}`);
  }
  console.log(`medians of ${ROUNDS} on Node ${process.versions.node}`);
} finally {
  rmSync(folder, { recursive: true });
}

/** Milliseconds of one process. Throws, with what it said, where it fails. */
function timeOf(args: readonly string[]): number {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stdout}${stderr}`);
  return performance.now() - started;
}

function config(): string {
  const triggers = Array.from({ length: TRIGGERS }, (_, index) => `  - name: trigger-${index}
    when: { level: error, service: service-${index}, message|contains: [timeout, refused] }
    count: { gte: ${1 + (index % 50)}, within: 5m, by: user }
    alert: { to: team, title: 'Errors of \${user}' }
`);
  return `version: 1
sources: { app: { type: file, paths: ['logs/*.log'] } }
sinks: { out: { type: console } }
actions: { team: { type: webhook, url: 'https://alerts.example.com/in' } }
triggers:
${triggers.join('')}`;
}
