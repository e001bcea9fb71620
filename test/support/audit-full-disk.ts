/** Runs where files can hold only 16,384 bytes: records until one batch finds no room, tries again, and goes on where there is some. */
import { AuditLog } from '../../core/audit/log.js';
import { HushpipeError } from '../../core/contract/errors.js';
import { auditOptions } from './audit-log.js';

const log = await AuditLog.open(auditOptions(process.argv[2] ?? ''));
const batch = (event: string): Promise<void> => log.recordAll(Array.from({ length: 20 }, (_, n) => ({ event, data: { n } })));
const failures: string[] = [];
const attempt = async (event: string): Promise<boolean> => batch(event).then(() => true, (error: unknown) => {
  failures.push(error instanceof HushpipeError ? error.code : String(error));
  return false;
});
let taken = 0;
while (await attempt('fits')) taken++;
await attempt('again');
// A new segment has room.
log.configure({ ...auditOptions(''), segment: { bytes: 1, age: 1e9 } });
await batch('goes on');
await log.close();
process.stdout.write(JSON.stringify({ failures, taken, key: log.verifierKey }));
