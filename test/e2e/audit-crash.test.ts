import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { AuditLog } from '../../core/audit/log.js';
import { verifyLog } from '../../core/audit/verify.js';
import { systemClock } from '../../core/contract/clock.js';
import { seededRandom } from '../../core/cli/demo/seeded-random.js';
import { auditOptions, logFolder, ORIGIN, recordsIn } from '../support/audit-log.js';
import { FULL } from '../support/full.js';
import { suite } from '../support/suite.js';
import { tempFolder } from '../support/temp-folder.js';

const test = suite('an audit log survives kill -9');
const folder = tempFolder(test);
const WRITER = fileURLToPath(new URL('../support/audit-writer.js', import.meta.url));

const seed = Number(process.env['HUSHPIPE_SEED'] ?? Math.floor(Math.random() * 1e9));
console.log(`HUSHPIPE_SEED=${seed}`);
const random = seededRandom(seed);
const KILLS = FULL ? 200 : 8;

/** Runs a writer until it has acknowledged this many batches, kills it in the middle of the next ones, and gives what it acknowledged. */
async function writeAndKill(first: number, batches: number): Promise<readonly number[]> {
  const child = spawn(process.execPath, [WRITER, folder.path, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.split('\n').length > batches) child.kill('SIGKILL');
  });
  await new Promise((resolve) => {
    child.once('close', resolve);
  });
  assert.is(child.signalCode, 'SIGKILL');
  return said.split('\n').slice(0, -1).map(Number);
}

test(`${KILLS} times: every record that was acknowledged is there, and nothing is taken for tampering`, async () => {
  const acknowledged: number[] = [];
  let alarms = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const first = kill * 1_000_000;
    const last = await writeAndKill(first, 1 + Math.floor(random() * 40));
    for (const end of last) for (let n = end - 9; n <= end; n++) acknowledged.push(n);
    const found = await verifyLog({ folder: logFolder(folder.path), origin: ORIGIN });
    if (found.verdict === 'tampered') {
      alarms++;
      console.log(`after kill ${kill}: ${JSON.stringify(found.findings)}`);
    }
  }
  const log = await AuditLog.open(auditOptions(folder.path, { clock: systemClock }));
  await log.close();
  const found = await verifyLog({ folder: logFolder(folder.path), origin: ORIGIN, keys: [log.verifierKey] });
  assert.is(alarms, 0);
  assert.is(found.verdict, 'ok', JSON.stringify(found.findings));
  const there = new Set(recordsIn(folder.path).map(({ data }) => data?.['n']));
  assert.equal(acknowledged.filter((n) => !there.has(n)), []);
  const torn = recordsIn(folder.path).filter(({ event }) => event === 'audit.torn_tail').length;
  console.log(`${KILLS} kills, ${acknowledged.length} acknowledged of ${found.size} records, ${torn} torn tails, ${alarms} alarms`);
}, { limit: KILLS * 3_000 });

test.run();
