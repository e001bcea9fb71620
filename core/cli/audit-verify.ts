import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LAST_SEEN, statedSize } from '../audit/checkpoint-files.js';
import { readSecrets } from '../audit/key-file.js';
import { parseVerifier } from '../audit/note-key.js';
import { verifyLog, type Verification } from '../audit/verify.js';
import { isBeingWritten } from '../audit/writer-lock.js';
import { systemClock } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import { findAudit, type AuditPlace } from './audit-place.js';
import type { Command } from './command.js';
import { usage } from './flags.js';
import { counted, grouped } from './table.js';

const EXITS = { ok: 0, tampered: 1, unproven: 2 } as const;

/** Holds an audit log against all that was signed: in its folder, beside it, and in the checkpoints that were kept elsewhere. */
export const auditVerify: Command = async ({ flags, args, output }) => {
  if (args.length > 0) throw usage('audit verify takes no argument');
  const place = await findAudit(flags);
  const live = await isBeingWritten(place.folder, systemClock);
  const stated = flags.texts('since');
  const kept = await Promise.all([
    ...stated.map(async (file) => notesIn(file, await readFile(file, 'utf8').catch((error: unknown) => {
      throw usage(`${file} cannot be read: ${(error as Error).message}`);
    }))),
    ...[join(place.keyFolder, LAST_SEEN), ...place.anchorFiles].map(async (file) => notesIn(file, await readFile(file, 'utf8').catch(() => ''))),
  ]);
  for (const [at, file] of stated.entries()) if (kept[at]?.length === 0) throw usage(`${file} holds no checkpoint`);
  const keys = await keysOf(flags.texts('key'), place);
  let found: Verification;
  try {
    found = await verifyLog({ folder: place.folder, origin: place.origin, keys, since: kept.flat(), live });
  } catch (error) {
    output.err(`hushpipe: the audit log cannot be read: ${(error as Error).message}\n`);
    return EXITS.unproven;
  }
  if (flags.is('json')) output.out(`${JSON.stringify(found, undefined, 2)}\n`);
  else output.out(report(found));
  return EXITS[found.verdict];
};

/** A signed note, or a file of anchors: a line of JSON each, of which the last one says all. */
function notesIn(file: string, text: string): readonly { readonly name: string; readonly note: string }[] {
  if (text.trim() === '') return [];
  if (!text.startsWith('{')) return statedSize(text) === undefined ? [] : [{ name: file, note: text }];
  return text.split('\n').flatMap((line) => {
    try {
      const { note } = JSON.parse(line) as { readonly note?: unknown };
      return typeof note === 'string' ? [{ name: file, note }] : [];
    } catch {
      return [];
    }
  });
}

/** The keys of the call; else that of the key file, where this user may read it. */
async function keysOf(stated: readonly string[], { keyFile }: AuditPlace): Promise<readonly string[]> {
  if (stated.length > 0) {
    return stated.map((text) => {
      try {
        return parseVerifier(text).text;
      } catch (error) {
        throw error instanceof HushpipeError ? usage(`--key: ${error.message}`) : error;
      }
    });
  }
  const secrets = await readSecrets(keyFile).catch(() => undefined);
  return secrets === undefined ? [] : [secrets.signer, secrets.next].flatMap((signer) => signer?.text ?? []);
}

const VERDICTS = { ok: 'ok: everything is as it was signed', tampered: 'FAIL: something is not what was signed', unproven: 'cannot be proven' } as const;
const GRADES = { tampered: 'FAIL', unproven: 'open', notice: 'note' } as const;

function report(found: Verification): string {
  const { origin, size, first, signed, anchored, keys, began, ended, findings, firstBad } = found;
  const lines = [
    `${origin}: ${counted(size, 'record')}${first > 0 ? ` (from ${grouped(first)} on)` : ''}${began === undefined ? '' : `, ${began} to ${ended}`}`,
    `  signed    ${grouped(signed)} of ${grouped(size)}${size > signed ? `, unsigned tail of ${grouped(size - signed)}` : ''}`,
    `  anchored  ${grouped(anchored)} of ${grouped(size)}`,
    ...keys.map(({ from, key }) => `  key       from ${grouped(from)} on ${key}`),
    ...(firstBad === undefined ? [] : [`  first bad record ${firstBad}`]),
    ...findings.map(({ grade, seq, message }) => `  ${GRADES[grade]}  ${seq === undefined ? '' : `${seq}: `}${message}`),
    VERDICTS[found.verdict],
  ];
  return `${lines.join('\n')}\n`;
}
