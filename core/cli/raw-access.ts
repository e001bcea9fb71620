import { readSecrets } from '../audit/key-file.js';
import { openOffline } from '../audit/offline.js';
import { accessEntry, type RawAccess } from '../audit/raw-access.js';
import type { SubjectKey } from '../audit/seal.js';
import { SubjectKeys } from '../audit/subject-keys.js';
import { systemClock } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import { askControl } from '../server/control-client.js';
import type { AuditPlace } from './audit-place.js';

const TIMEOUT = 30_000;

/** The keys of persons by their ids, for who may read the key file; none where there is none. Rejects with AUDIT_BAD_KEY for others. */
export async function keysOfPersons({ keyFile, keyFolder }: AuditPlace): Promise<ReadonlyMap<string, SubjectKey>> {
  const secrets = await readSecrets(keyFile);
  return secrets === undefined ? new Map() : new SubjectKeys(keyFolder, secrets.wrapping).all();
}

/** Puts on record that somebody reads again what was sealed: to be awaited before it is shown. By whoever writes the log: this process, or the hushpipe that is running. */
export async function putOnRecord({ dataDir, origin, keyFile }: AuditPlace, { by, with: tool, reason, keys }: RawAccess): Promise<void> {
  const access = { by, with: tool, ...(reason === undefined ? {} : { reason: await redacted(reason) }), keys };
  try {
    const log = await openOffline({ dataDir, origin, keyFile, clock: systemClock });
    await log.record(accessEntry(access)).finally(() => log.close());
  } catch (error) {
    if (!(error instanceof HushpipeError) || error.code !== 'AUDIT_LOCKED') throw error;
    await askControl(dataDir, 'audit_access', access, { clock: systemClock, timeout: TIMEOUT });
  }
}

/** Nothing of a record can be taken back: not even what somebody typed. */
async function redacted(text: string): Promise<string> {
  const { compileRedaction } = await import('../redact/rules.js');
  return compileRedaction({}).redactor?.text(text) ?? text;
}
