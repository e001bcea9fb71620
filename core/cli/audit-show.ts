import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecordLines } from '../audit/read-records.js';
import { parseRecord, type AuditRecord } from '../audit/record.js';
import { unseal, type SubjectKey } from '../audit/seal.js';
import { HushpipeError } from '../contract/errors.js';
import { findWrittenAudit, seqOf, type AuditPlace } from './audit-place.js';
import type { Command, Output } from './command.js';
import { EXIT } from './exit-code.js';
import { usage, type Flags } from './flags.js';
import { keysOfPersons, putOnRecord } from './raw-access.js';
import { userName } from './user-name.js';

const DEFAULT_LIMIT = 20;

/** Shows records, with what is sealed in them where its key is there. That goes on record before. */
export const auditShow: Command = async ({ flags, args, output }) => {
  if (args.length > 1) throw usage('audit show takes at most one record');
  const place = await findWrittenAudit(flags);
  const only = args[0] === undefined ? undefined : seqOf(args[0], 'audit show');
  const from = only ?? (flags.text('from') === undefined ? 0 : seqOf(flags.text('from'), '--from'));
  const to = only ?? (flags.text('to') === undefined ? Number.POSITIVE_INFINITY : seqOf(flags.text('to'), '--to'));
  const limit = flags.whole('limit', 1) ?? DEFAULT_LIMIT;
  const event = flags.text('event');
  const latest: AuditRecord[] = [];
  await readRecordLines(place.folder, from, to, (line) => {
    const record = parseRecord(line);
    if (record === undefined || (event !== undefined && record.event !== event)) return;
    latest.push(record);
    if (latest.length > limit) latest.shift();
  });
  if (only !== undefined && latest.length === 0) throw new HushpipeError('AUDIT_NOT_FOUND', `${place.folder} has no record ${only}`, { hint: '`hushpipe audit show` lists the latest.' });
  const keys = await keysFor(latest, place, flags, output);
  const shown = latest.map((record) => ({ ...record, ...opened(record, keys) }));
  if (flags.is('json')) output.out(shown.map((record) => `${JSON.stringify(record)}\n`).join(''));
  else output.out(shown.map((record) => `${row(record)}\n`).join(''));
  return EXIT.ok;
};

/** Prints records byte for byte as they stand in the log, or the newest checkpoint. */
export const auditExport: Command = async ({ flags, args, output }) => {
  if (args.length > 0) throw usage('audit export takes no argument');
  const { folder } = await findWrittenAudit(flags);
  if (flags.is('checkpoint')) {
    const note = await readFile(join(folder, 'checkpoint'), 'utf8').catch(() => undefined);
    if (note === undefined) throw new HushpipeError('AUDIT_NOT_FOUND', `${folder} has no checkpoint`);
    output.out(note);
    return EXIT.ok;
  }
  const from = flags.text('from') === undefined ? 0 : seqOf(flags.text('from'), '--from');
  const to = flags.text('to') === undefined ? Number.POSITIVE_INFINITY : seqOf(flags.text('to'), '--to');
  await readRecordLines(folder, from, to, (line) => output.out(`${line}\n`));
  return EXIT.ok;
};

/** Those that records are sealed with, for who may read them; where that cannot be put on record, none. */
async function keysFor(records: readonly AuditRecord[], place: AuditPlace, flags: Flags, { err }: Output): Promise<ReadonlyMap<string, SubjectKey>> {
  const sealed = new Set(records.flatMap(({ enc }) => enc?.key ?? []));
  const known = sealed.size === 0 ? new Map<string, SubjectKey>() : await keysOfPersons(place).catch(() => new Map<string, SubjectKey>());
  const keys = [...sealed].filter((key) => known.has(key));
  if (keys.length === 0) return known;
  try {
    await putOnRecord(place, { by: flags.text('by') ?? userName(), with: 'audit show', keys });
    return known;
  } catch (error) {
    err(`what is sealed stays so, as its reading cannot be put on record: ${(error as Error).message}\n`);
    return new Map();
  }
}

function opened({ enc, seq }: AuditRecord, keys: ReadonlyMap<string, SubjectKey>): object {
  if (enc === undefined) return {};
  const key = keys.get(enc.key);
  const fields = key === undefined ? undefined : unseal(enc, key, seq);
  return { sealed: key === undefined || fields === undefined ? 'unreadable: its key is not here' : { subject: key.subject, ...fields } };
}

/** One line, with nothing in it that steers a terminal. */
function row({ seq, recv, event, outcome, actor, target, data, ...rest }: AuditRecord & { readonly sealed?: unknown }): string {
  const parts = Object.entries({ actor, target, data, sealed: rest.sealed }).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const text = `${String(seq).padStart(8)}  ${recv}  ${event}  ${outcome}  ${parts.join(' ')}`.trimEnd();
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
