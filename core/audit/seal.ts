import { hkdfSync, randomBytes } from 'node:crypto';
import type { JsonObject } from '../contract/json.js';
import { decrypt, encrypt, type CipherKey } from './cipher.js';

/** Fields of one person, readable for as long as the key of that person is there. */
export interface Sealed {
  /** Id of the key: random, so that it says nothing of whose it is. */
  readonly key: string;
  /** Base64 of a nonce of 12 bytes, the ciphertext and its tag of 16. */
  readonly box: string;
}

/** The key of one person, of 32 bytes, and its id. */
export interface SubjectKey {
  readonly id: string;
  readonly subject: string;
  readonly secret: Buffer;
}

const NONCE = 12;

/** Seals fields for one record: AES-256-GCM under a key of the record's own, bound to the person, the key and the record. */
export function seal(fields: JsonObject, key: SubjectKey, seq: number): Sealed {
  const nonce = randomBytes(NONCE);
  const box = Buffer.concat([nonce, encrypt(JSON.stringify(fields), forRecord(key, seq, nonce))]);
  return { key: key.id, box: box.toString('base64') };
}

/** The fields; undefined where the key is another, or something was changed. */
export function unseal({ box }: Sealed, key: SubjectKey, seq: number): JsonObject | undefined {
  const bytes = Buffer.from(box, 'base64');
  if (bytes.length < NONCE) return undefined;
  const text = decrypt(bytes.subarray(NONCE), forRecord(key, seq, bytes.subarray(0, NONCE)));
  return text === undefined ? undefined : JSON.parse(text) as JsonObject;
}

/** HKDF-SHA-256 (RFC 5869). The number may come twice, after a crash: the random nonce makes that harmless. */
function forRecord({ id, subject, secret }: SubjectKey, seq: number, nonce: Uint8Array): CipherKey {
  const key = Buffer.from(hkdfSync('sha256', secret, id, `hushpipe audit record ${seq}`, 32));
  return { key, nonce, boundTo: JSON.stringify([id, seq, subject]) };
}
