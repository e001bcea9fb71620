/**
 * Records in an audit log, without an end, and says on standard output which records are acknowledged: the last number of each batch,
 * a line each. Arguments: data directory, first number.
 */
import { writeSync } from 'node:fs';
import { AuditLog } from '../../core/audit/log.js';
import { systemClock } from '../../core/contract/clock.js';
import { auditOptions } from './audit-log.js';

const [dataDir = '', first = '0'] = process.argv.slice(2);
const log = await AuditLog.open(auditOptions(dataDir, { clock: systemClock, checkpointEvery: 10, segment: { bytes: 200_000, age: 1e9 } }));
let n = Number(first);
for (;;) {
  const batches = Array.from({ length: 4 }, async (_, at) => {
    const from = n + at * 10;
    await log.recordAll(Array.from({ length: 10 }, (_, each) => ({ event: 'numbered', data: { n: from + each }, ...(each === 0 ? { subject: { id: `person-${from % 7}`, fields: { from } } } : {}) })));
    writeSync(1, `${from + 9}\n`);
  });
  await Promise.all(batches);
  n += 40;
}
