/**
 * How long a reload keeps the event loop from everything else, with 1,000 triggers in 100 files of which one changed:
 *
 *   node dist/test/bench/reload.js
 *
 * Exits with 1 where the bound is broken.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPipeline } from '../../core/main.js';
import { median } from './support/measure.js';

const FILES = 100;
const PER_FILE = 10;
const ROUNDS = 9;
const BOUND = 50;

const folder = mkdtempSync(join(tmpdir(), 'hushpipe-reload-'));
try {
  mkdirSync(join(folder, 'triggers'));
  for (let file = 0; file < FILES; file++) write(file, 10);
  writeFileSync(join(folder, 'hushpipe.yaml'), `version: 1
log: { level: error }
sources: { app: { type: file, paths: ['${join(folder, 'none*.log')}'] } }
sinks: { out: { type: console } }
actions: { team: { type: webhook, url: 'http://127.0.0.1:9/' } }
include: ['triggers/*.yaml']
`);
  const pipeline = await createPipeline(join(folder, 'hushpipe.yaml'));
  // The first ones still compile code.
  for (let round = 0; round < 5; round++) await reload(round);
  const stalls: number[] = [];
  const walls: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    stalls.push(await longestStall(() => reload(round + 20)));
    walls.push(performance.now() - started);
  }
  await pipeline.close();
  const stall = median(stalls);
  if (stall >= BOUND) process.exitCode = 1;
  console.log(`${stall < BOUND ? 'ok  ' : 'FAIL'}  longest stall ${stall.toFixed(1)} ms of a reload of ${median(walls).toFixed(0)} ms, at most ${BOUND} ms; ${FILES * PER_FILE} triggers in ${FILES} files, one changed; medians of ${ROUNDS} on Node ${process.versions.node}`);

  async function reload(round: number): Promise<void> {
    write(round % FILES, 11 + round);
    await pipeline.reload();
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** The longest time in which nothing else ran while `work` did, in milliseconds. */
async function longestStall(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  let isDone = false;
  const watch = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isDone) setImmediate(watch);
  };
  setImmediate(watch);
  await work();
  isDone = true;
  watch();
  return longest;
}

function write(file: number, gte: number): void {
  const triggers = Array.from({ length: PER_FILE }, (_, index) => `- name: trigger-${file}-${index}
  when: { level: error, service: service-${file}-${index}, message|contains: [timeout, refused] }
  count: { gte: ${gte}, within: 5m, by: user }
  alert: { to: team, title: 'Errors of \${user}' }
`);
  writeFileSync(join(folder, 'triggers', `${String(file).padStart(3, '0')}.yaml`), triggers.join(''));
}
