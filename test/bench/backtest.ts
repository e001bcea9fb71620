/**
 * How many events a second `hushpipe backtest` replays: a file of 1,000,000 lines, 20 triggers, from the start of the process to its
 * end.
 *
 *   node dist/test/bench/backtest.js [LINES]
 *
 * Exits with 1 below 500,000 a second. The median of 3 rounds; the rate of reading alone, with `--each` as a peer, beside it.
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROGRAM } from '../support/program.js';
import { median } from './support/measure.js';
import { seededRandom } from '../../core/cli/demo/seeded-random.js';

const BAR = 500_000;
const ROUNDS = 3;
const lines = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), 'hushpipe-bench-'));
const data = join(folder, 'events.jsonl');
const triggers = join(folder, 'triggers.yaml');

try {
  await generate();
  writeFileSync(triggers, triggerFile());
  const rates: number[] = [];
  let report = '';
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, 'backtest', triggers, '--data', data, '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (status !== 0) throw new Error(`it ended with ${status}: ${stderr}`);
    rates.push(lines / (performance.now() - started) * 1000);
    report = stdout;
  }
  const { read, triggers: found } = JSON.parse(report) as { readonly read: number; readonly triggers: readonly { readonly matched: number; readonly fired: number }[] };
  if (read !== lines || found.length !== 20) throw new Error(`it read ${read} lines with ${found.length} triggers`);
  const sum = (key: 'matched' | 'fired'): number => found.reduce((total, trigger) => total + trigger[key], 0);
  const rate = median(rates);
  console.log(`${rate >= BAR ? 'ok  ' : 'FAIL'}  ${Math.round(rate).toLocaleString('en')} events/s, with the start of the process; at least ${BAR.toLocaleString('en')}`);
  console.log(`rounds ${rates.map((each) => Math.round(each).toLocaleString('en')).join(', ')}; 20 triggers, ${sum('matched').toLocaleString('en')} matches, ${sum('fired').toLocaleString('en')} firings`);
  if (rate < BAR) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** What a shop might log: one line in fifty is of interest to a trigger. */
async function generate(): Promise<void> {
  const random = seededRandom(1);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const out = createWriteStream(data);
  let time = Date.UTC(2026, 8, 14);
  let text = '';
  for (let n = 0; n < lines; n++) {
    time += Math.floor(random() * 100);
    const event = random() < 0.02 ? pick(['login_failed', 'export', 'deploy', 'payment_declined']) : pick(['request', 'request', 'login_ok', 'heartbeat', 'query']);
    text += `${JSON.stringify({
      time: new Date(time).toISOString(), level: random() < 0.02 ? 'error' : pick(['info', 'info', 'debug']), message: `${event} handled`, service: pick(['checkout', 'search', 'payments', 'auth']),
      event, user: `u${Math.floor(random() * 500)}`, http: { status: random() < 0.01 ? 500 : 200, path: `/api/item/${Math.floor(random() * 9999)}` }, dur_ms: Math.floor(random() * 900),
    })}\n`;
    if (text.length < 1 << 20) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end(text);
  await once(out, 'close');
}

function triggerFile(): string {
  const services = ['checkout', 'search', 'payments', 'auth'];
  const written = [
    ...services.map((service) => ({ name: `errors-${service}`, when: { 'level|gte': 'error', service }, count: { gte: 20, within: '1m' } })),
    ...services.map((service) => ({ name: `failures-${service}`, when: { 'http.status|gte': 500, service }, count: { gte: 10, within: '1m' } })),
    ...['login_failed', 'export', 'deploy', 'payment_declined'].map((event) => ({ name: `many-${event}`, when: { event }, count: { gte: 5, within: '5m', by: 'user' } })),
    ...['order_lost', 'stock_negative', 'refund_failed', 'mail_bounced', 'key_expired', 'disk_full', 'oom', 'panic'].map((event) => ({ name: event, when: { event }, throttle: { every: '15m' } })),
  ];
  return JSON.stringify(written.map((trigger) => ({ ...trigger, alert: 'ops' })));
}
