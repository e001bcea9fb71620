import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openOffline } from '../audit/offline.js';
import { systemClock } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import { askControl } from '../server/control-client.js';
import { findAudit, type AuditPlace } from './audit-place.js';
import type { Command } from './command.js';
import { EXIT } from './exit-code.js';
import { usage } from './flags.js';

const TIMEOUT = 30_000;

/** Destroys the key of a person, and says which stores that does not reach. */
export const auditErase: Command = async ({ flags, args, output }) => {
  const subject = flags.text('subject');
  if (args.length > 0 || subject === undefined) throw usage('audit erase takes --subject ID');
  const place = await findAudit(flags);
  const elsewhere = await storesElsewhere(place);
  const key = await eraseNow(place, subject, elsewhere);
  if (flags.is('json')) output.out(`${JSON.stringify({ erased: key !== undefined, ...(key === undefined ? {} : { key }), elsewhere }, undefined, 2)}\n`);
  else {
    output.out(key === undefined ? 'there is no key of this person: nothing is sealed for them, or it was erased before\n' : `the key ${key} is destroyed: what was sealed with it can be read by nobody\n`);
    output.out(`what is not sealed is not reached from here:\n${elsewhere.map((store) => `  ${store}\n`).join('')}`);
  }
  return key === undefined ? EXIT.failed : EXIT.ok;
};

/** By whoever writes the log: this process, or the hushpipe that is running. */
async function eraseNow({ dataDir, origin, keyFile }: AuditPlace, subject: string, elsewhere: readonly string[]): Promise<string | undefined> {
  try {
    const log = await openOffline({ dataDir, origin, keyFile, clock: systemClock });
    return (await log.erase(subject, elsewhere).finally(() => log.close())).key;
  } catch (error) {
    if (!(error instanceof HushpipeError) || error.code !== 'AUDIT_LOCKED') throw error;
    const answer = await askControl(dataDir, 'audit_erase', { subject, elsewhere }, { clock: systemClock, timeout: TIMEOUT }) as { readonly key?: string };
    return answer.key;
  }
}

/** Where the person may be besides: nobody but their owners can remove it there. */
async function storesElsewhere({ dataDir, receivers }: AuditPlace): Promise<readonly string[]> {
  const letters = await readdir(join(dataDir, 'dead-letters')).catch(() => []);
  const folders = await readdir(dataDir).catch(() => []);
  const spools = await Promise.all(folders.map(async (name) => ((await readdir(join(dataDir, name, 'spool')).catch(() => [])).length > 0 ? [`spool of ${name}`] : [])));
  return [...receivers, ...letters.filter((name) => name.endsWith('.jsonl')).map((name) => `dead letters of ${name.slice(0, -'.jsonl'.length)}`), ...spools.flat(), 'copies and backups of the key folder'];
}
