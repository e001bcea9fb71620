import type { Clock } from '../contract/clock.js';
import type { ProcessLog } from '../contract/plugin.js';
import { originsIn } from './folder.js';
import { HushpipeError } from '../contract/errors.js';
import { AuditLog } from './log.js';

const QUIET: ProcessLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Opens a log that is there for one act, without the config that it is written with: nothing of it ends, and nothing is removed. */
export async function openOffline(place: { readonly dataDir: string; readonly origin: string; readonly keyFile: string; readonly clock: Clock }): Promise<AuditLog> {
  if (!(await originsIn(place.dataDir)).includes(place.origin)) throw new HushpipeError('AUDIT_NOT_FOUND', `there is no audit log ${place.origin} in ${place.dataDir}`);
  return AuditLog.open({
    ...place, log: QUIET, checkpointEvery: 1_000, segment: { bytes: Number.POSITIVE_INFINITY, age: Number.POSITIVE_INFINITY }, retention: {}, onRollback: 'refuse',
  });
}
