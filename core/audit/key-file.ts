import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HushpipeError } from '../contract/errors.js';
import { replaceFile } from './folder.js';
import { newSigner, parseSigner, type NoteSigner } from './note-key.js';

/** What only the writer of a log may know. */
export interface LogSecrets {
  /** Signs checkpoints. */
  readonly signer: NoteSigner;
  /** The one that takes over while a rotation is under way. */
  readonly next: NoteSigner | undefined;
  /** Wraps the keys of persons; 32 bytes. */
  readonly wrapping: Buffer;
}

/** Reads the key file of a log; undefined where there is none. Throws AUDIT_BAD_KEY where it cannot be read. */
export async function readSecrets(path: string): Promise<LogSecrets | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new HushpipeError('AUDIT_BAD_KEY', `${path} cannot be read`, { cause: error, hint: 'Check its permissions: only who writes the audit log should have it.' });
  }
  try {
    const { signing, next, wrapping } = JSON.parse(text) as { readonly signing: string; readonly next?: string; readonly wrapping: string };
    const key = Buffer.from(wrapping, 'base64');
    if (key.length !== 32) throw new TypeError('the wrapping key has not 32 bytes');
    return { signer: parseSigner(signing), next: next === undefined ? undefined : parseSigner(next), wrapping: key };
  } catch {
    // Without the cause: its message may quote what stands in the file.
    throw new HushpipeError('AUDIT_BAD_KEY', `${path} is no key file of an audit log`, { hint: 'Put a copy of it back; without it the log cannot be continued.' });
  }
}

export async function writeSecrets(path: string, { signer, next, wrapping }: LogSecrets): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const content = { v: 1, signing: signer.secret, ...(next === undefined ? {} : { next: next.secret }), wrapping: wrapping.toString('base64') };
  await replaceFile(path, `${JSON.stringify(content, undefined, 2)}\n`);
}

export function newSecrets(origin: string): LogSecrets {
  return { signer: newSigner(origin), next: undefined, wrapping: randomBytes(32) };
}
