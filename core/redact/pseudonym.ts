import { createHash, createHmac, randomBytes } from 'node:crypto';

/** Replaces a value by a name that stands for it: the same value, type and key always give the same name. */
export interface Pseudonymizer {
  /** Identifies the key without telling it: a change shows that joins over the change are broken. */
  readonly keyId: string;
  /** `pn_<key id>_<type>_<26 characters>`, `tk_` for a token. The value is normalised by its type first. */
  of(type: string, value: string): string;
}

let tokens: Pseudonymizer | undefined;

/** Names by a key that is made once a process and kept nowhere: they join as long as it runs, and lead nobody back after that. */
export function processTokens(): Pseudonymizer {
  return (tokens ??= createPseudonymizer(randomBytes(32).toString('hex'), 'tk'));
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const NAME_BYTES = 16;

/**
 * Keyed with HMAC-SHA-256 (RFC 2104) over the type, a NUL and the value, cut to 128 bits, in lower-case base32 (RFC 4648).
 * Without the key the values cannot be tried out, few as they may be.
 */
export function createPseudonymizer(key: string, prefix: 'pn' | 'tk' = 'pn'): Pseudonymizer {
  const keyId = createHash('sha256').update('pseudonym key\0').update(key).digest('hex').slice(0, 8);
  return {
    keyId,
    of(type, value) {
      const digest = createHmac('sha256', key).update(`${type}\0${normalize(type, value)}`).digest();
      return `${prefix}_${keyId}_${type.toLowerCase().replace(/[^a-z0-9]+/g, '_')}_${base32(digest.subarray(0, NAME_BYTES))}`;
    },
  };
}

/** One spelling for each value, so that pseudonyms of what people take for equal are equal. */
function normalize(type: string, value: string): string {
  if (type === 'email') return value.replace('%40', '@').toLowerCase();
  if (type === 'card' || type === 'us_ssn') return value.replace(/\D/g, '');
  if (type === 'phone') return value.replace(/[^\d+]/g, '');
  if (type === 'iban') return value.replace(/[ -]/g, '').toUpperCase();
  return value;
}

function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let buffer = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32.charAt((buffer >> (bits - 5)) & 31);
  }
  return bits > 0 ? text + BASE32.charAt((buffer << (5 - bits)) & 31) : text;
}
