/**
 * How fast the audit log is:
 *
 *   node dist/test/bench/audit.js [RECORDS]
 *
 * Appends acknowledged one at a time and 100 at a time, then verifies a log of RECORDS, by default a million, and a tenth of it, in
 * processes of their own, in processor time, so that other processes do not count. Exits with 1 where a bound is missed: 100 at a time at least 60,000 a second or 20 times as fast as one at a
 * time; verification at least 300,000 a second; its memory the same for both logs, within 32 MB.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AuditLog } from '../../core/audit/log.js';
import { verifyLog } from '../../core/audit/verify.js';
import { systemClock } from '../../core/contract/clock.js';
import { auditOptions, logFolder, ORIGIN } from '../support/audit-log.js';
import { runNode } from './support/measure.js';

const SELF = fileURLToPath(import.meta.url);
const [first = '1000000', folder] = process.argv.slice(2);
if (first === '--verify' && folder !== undefined) await verify(folder);
else await main(Number(first));

async function main(records: number): Promise<void> {
  const one = await appendRate(3_000, 1);
  const many = await appendRate(300_000, 100);
  judge(many >= 60_000 || many >= 20 * one, `append, 100 at a time: ${round(many)} records/s; one at a time: ${round(one)}; ${(many / one).toFixed(1)} times`);
  const runs = [];
  for (const size of [records / 10, records]) {
    const data = mkdtempSync(join(tmpdir(), 'hushpipe-bench-'));
    try {
      await fill(data, size, 1_000);
      const { peak } = runNode([SELF, '--verify', data], data);
      runs.push({ size, time: Number(readFileSync(join(data, 'time'), 'utf8')), peak });
    } finally {
      rmSync(data, { recursive: true });
    }
  }
  const [small, large] = runs as [(typeof runs)[0], (typeof runs)[0]];
  const rate = large.size / (large.time / 1e6);
  judge(rate >= 300_000, `verify: ${round(rate)} records/s`);
  judge(large.peak - small.peak <= 32, `memory: ${round(small.peak)} MB for ${round(small.size)} records, ${round(large.peak)} MB for ${round(large.size)}`);
}

/** Records a second, each batch acknowledged before the next. */
async function appendRate(records: number, batch: number): Promise<number> {
  const data = mkdtempSync(join(tmpdir(), 'hushpipe-bench-'));
  try {
    const started = performance.now();
    await fill(data, records, batch);
    return records / ((performance.now() - started) / 1000);
  } finally {
    rmSync(data, { recursive: true });
  }
}

async function fill(data: string, records: number, batch: number): Promise<void> {
  const log = await AuditLog.open(auditOptions(data, { clock: systemClock }));
  for (let n = 0; n < records; n += batch) {
    await log.recordAll(Array.from({ length: batch }, (_, at) => ({ event: 'order.placed', outcome: 'success' as const, actor: 'user-17', source: 'sources.app', data: { order: n + at, total: 1295 } })));
  }
  await log.close();
}

async function verify(data: string): Promise<void> {
  const before = process.cpuUsage();
  const { verdict, findings } = await verifyLog({ folder: logFolder(data), origin: ORIGIN });
  const { user, system } = process.cpuUsage(before);
  writeFileSync(join(data, 'time'), String(user + system));
  if (verdict !== 'ok') throw new Error(JSON.stringify(findings));
}

function judge(holds: boolean, what: string): void {
  console.log(`${holds ? 'ok  ' : 'FAIL'}  ${what}`);
  if (!holds) process.exitCode = 1;
}

function round(figure: number): string {
  return Math.round(figure).toLocaleString('en');
}
