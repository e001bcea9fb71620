import { createCipheriv, createDecipheriv } from 'node:crypto';

const TAG = 16;

/** What a text is encrypted with. */
export interface CipherKey {
  /** 32 bytes, and 12 that never come twice with them. */
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  /** What is authenticated with the text, though it is no part of it. */
  readonly boundTo: string;
}

/** AES-256-GCM (NIST SP 800-38D): the ciphertext, and its tag of 16 bytes. */
export function encrypt(text: string, { key, nonce, boundTo }: CipherKey): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(boundTo));
  return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

/** The text again; undefined where the key or what it was bound to is another, or a bit was changed. */
export function decrypt(bytes: Uint8Array, { key, nonce, boundTo }: CipherKey): string | undefined {
  if (bytes.length < TAG) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(Buffer.from(boundTo));
  decipher.setAuthTag(bytes.subarray(-TAG));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG)), decipher.final()]).toString();
  } catch {
    return undefined;
  }
}
