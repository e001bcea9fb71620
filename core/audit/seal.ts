import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { JsonObject } from '../contract/json.js';

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
const TAG = 16;

/** Seals fields for one record: AES-256-GCM under a key of the record's own, bound to the person, the key and the record. */
export function seal(fields: JsonObject, key: SubjectKey, seq: number): Sealed {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', recordKey(key, seq), nonce);
  cipher.setAAD(boundTo(key, seq));
  const box = Buffer.concat([nonce, cipher.update(JSON.stringify(fields)), cipher.final(), cipher.getAuthTag()]);
  return { key: key.id, box: box.toString('base64') };
}

/** The fields; undefined where the key is another, or something was changed. */
export function unseal({ box }: Sealed, key: SubjectKey, seq: number): JsonObject | undefined {
  const bytes = Buffer.from(box, 'base64');
  if (bytes.length < NONCE + TAG) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', recordKey(key, seq), bytes.subarray(0, NONCE));
    decipher.setAAD(boundTo(key, seq));
    decipher.setAuthTag(bytes.subarray(-TAG));
    return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]).toString()) as JsonObject;
  } catch {
    return undefined;
  }
}

/** HKDF-SHA-256 (RFC 5869). The number may come twice, after a crash: the random nonce makes that harmless. */
function recordKey({ id, secret }: SubjectKey, seq: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, id, `hushpipe audit record ${seq}`, 32));
}

function boundTo({ id, subject }: SubjectKey, seq: number): Buffer {
  return Buffer.from(JSON.stringify([id, seq, subject]));
}
