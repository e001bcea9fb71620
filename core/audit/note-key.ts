import { hash, type KeyObject } from 'node:crypto';
import { HushpipeError } from '../contract/errors.js';
import { decodeBase64 } from './base64.js';
import { newSeed, privateKeyOf, publicBytesOf, publicKeyOf } from './ed25519.js';

/** The signature type of Ed25519 (c2sp.org/signed-note). */
const ED25519 = 1;
/** Unicode's white space. */
const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** A key that a note is signed with, by the name and id that stand in the signature. */
export interface NoteVerifier {
  readonly name: string;
  /** First 32 bits of the key's hash. */
  readonly id: number;
  readonly key: KeyObject;
  /** The key as text: `<name>+<id in hex>+<base64 of type and key>`. */
  readonly text: string;
}

/** A verifier with its private key. */
export interface NoteSigner extends NoteVerifier {
  readonly privateKey: KeyObject;
  /** Private key as text: `PRIVATE+KEY+<name>+<id in hex>+<base64 of type and seed>`. */
  readonly secret: string;
}

/** Whether a key may have this name: not empty, no white space, no plus. */
export function isKeyName(name: string): boolean {
  return name !== '' && !SPACE.test(name) && !name.includes('+') && !/\p{Surrogate}/u.test(name);
}

/**
 * Reads a verifier key. Throws AUDIT_BAD_KEY where it is none: of another form or type than Ed25519, with an id that is not its
 * own, or of low order.
 */
export function parseVerifier(text: string): NoteVerifier {
  const [name = '', id = '', ...rest] = text.split('+');
  const bytes = partsOf(name, id, rest.join('+'));
  let key: KeyObject;
  try {
    key = publicKeyOf(bytes);
  } catch (error) {
    throw badKey((error as Error).message);
  }
  const own = keyId(name, bytes);
  if (hex(own) !== id) throw badKey(`its id is ${hex(own)}, not ${id}`);
  return { name, id: own, key, text };
}

/** Reads a private key in the form of golang.org/x/mod/sumdb/note. Throws AUDIT_BAD_KEY; the message holds nothing of it. */
export function parseSigner(secret: string): NoteSigner {
  const [, name = '', id = '', rest = ''] = /^PRIVATE\+KEY\+([^+]*)\+([^+]*)\+(.*)$/s.exec(secret) ?? [];
  const signer = signerOf(name, partsOf(name, id, rest));
  if (hex(signer.id) !== id) throw badKey('its id is not its own');
  return signer;
}

export function newSigner(name: string): NoteSigner {
  if (!isKeyName(name)) throw badKey(`${JSON.stringify(name)} cannot be the name of a key`);
  return signerOf(name, newSeed());
}

function signerOf(name: string, seed: Uint8Array): NoteSigner {
  const privateKey = privateKeyOf(seed);
  const bytes = publicBytesOf(privateKey);
  const id = keyId(name, bytes);
  const text = (key: Uint8Array): string => `${name}+${hex(id)}+${Buffer.from([ED25519, ...key]).toString('base64')}`;
  return { name, id, key: publicKeyOf(bytes), text: text(bytes), privateKey, secret: `PRIVATE+KEY+${text(seed)}` };
}

/** The key's bytes behind its type. */
function partsOf(name: string, id: string, encoded: string): Buffer {
  const bytes = decodeBase64(encoded);
  if (!isKeyName(name) || !/^[0-9a-f]{8}$/.test(id) || bytes === undefined) throw badKey('it is not of the form name+id+key');
  if (bytes[0] !== ED25519) throw badKey('it is of a type other than Ed25519');
  if (bytes.length !== 33) throw badKey('an Ed25519 key has 32 bytes');
  return bytes.subarray(1);
}

function keyId(name: string, key: Uint8Array): number {
  return hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ED25519), key]), 'buffer').readUInt32BE(0);
}

function hex(id: number): string {
  return id.toString(16).padStart(8, '0');
}

function badKey(why: string): HushpipeError {
  return new HushpipeError('AUDIT_BAD_KEY', `this is no key that notes can be checked with: ${why}`);
}
