import { hkdfSync, randomBytes } from 'node:crypto';
import { decrypt, encrypt, type CipherKey } from '../audit/cipher.js';
import type { SubjectKey } from '../audit/seal.js';

const SALT = 16;

/** A rule's name as it may stand in what replaces a value. */
export function labelOf(name: string): string {
  return name.replace(/[[\]\s:]+/g, '_').slice(0, 128) || '_';
}

/** `[SEALED:<rule>.<id of the key>.<base64url>]`, as a regular expression. No two texts of at least a character have shorter base64. */
export const SEALED = String.raw`\[SEALED:[^[\]\s:.]{1,128}\.[\w-]{16}\.[\w-]{44,}\]`;

/** A token, taken apart. */
export interface SealedToken {
  readonly rule: string;
  /** Id of the key. */
  readonly key: string;
  readonly box: string;
}

/**
 * A token in the place of a text, which only who has the person's key can lead back: AES-256-GCM under a key of the token's own, which
 * HKDF-SHA-256 (RFC 5869) makes of the person's key and 16 random bytes. Rule, key and person are authenticated.
 */
export function sealText(rule: string, text: string, key: SubjectKey): string {
  const label = labelOf(rule).replaceAll('.', '_');
  const salt = randomBytes(SALT);
  const box = Buffer.concat([salt, encrypt(text, forToken(label, key, salt))]);
  return `[SEALED:${label}.${key.id}.${box.toString('base64url')}]`;
}

/** The text again; undefined where the key is another, or something was changed. */
export function openText({ rule, box }: SealedToken, key: SubjectKey): string | undefined {
  const bytes = Buffer.from(box, 'base64url');
  return bytes.length < SALT ? undefined : decrypt(bytes.subarray(SALT), forToken(rule, key, bytes.subarray(0, SALT)));
}

/** Undefined for what is no token. */
export function parseToken(text: string): SealedToken | undefined {
  if (!TOKEN.test(text)) return undefined;
  const [rule = '', key = '', box = ''] = text.slice('[SEALED:'.length, -1).split('.');
  return { rule, key, box };
}

const TOKEN = new RegExp(`^${SEALED}$`);

function forToken(rule: string, { id, subject, secret }: SubjectKey, salt: Uint8Array): CipherKey {
  const bytes = Buffer.from(hkdfSync('sha256', secret, salt, 'hushpipe redacted value', 44));
  return { key: bytes.subarray(0, 32), nonce: bytes.subarray(32), boundTo: JSON.stringify([id, rule, subject]) };
}
