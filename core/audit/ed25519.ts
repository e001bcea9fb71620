import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';

const KEY_SIZE = 32;
/** What stands before the 32 bytes of a private key in PKCS #8 (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const P = 2n ** 255n - 19n;
/** The y coordinates of the eight points of low order, for which signatures mean nothing: 0, 1, -1, and two of order 8. */
const LOW_ORDER_Y: ReadonlySet<bigint> = new Set([
  0n, 1n, P - 1n,
  littleEndian(Buffer.from('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'hex')),
  littleEndian(Buffer.from('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', 'hex')),
]);

/** Why 32 bytes are no Ed25519 key to trust; undefined where they may be one. */
export function weaknessOf(publicKey: Uint8Array): string | undefined {
  if (publicKey.length !== KEY_SIZE) return `an Ed25519 key has ${KEY_SIZE} bytes, not ${publicKey.length}`;
  const y = littleEndian(publicKey) & ((1n << 255n) - 1n);
  if (y >= P) return 'the key is not in its canonical form';
  return LOW_ORDER_Y.has(y) ? 'the key is of low order: anybody can make signatures that fit it' : undefined;
}

/** A key from its 32 bytes. Throws a TypeError where they are weak. */
export function publicKeyOf(bytes: Uint8Array): KeyObject {
  const weakness = weaknessOf(bytes);
  if (weakness !== undefined) throw new TypeError(weakness);
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(bytes).toString('base64url') }, format: 'jwk' });
}

/** A private key from its seed of 32 bytes (RFC 8032, 5.1.5). */
export function privateKeyOf(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}

export function publicBytesOf(key: KeyObject): Buffer {
  return Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x as string, 'base64url');
}

/** A new seed of 32 bytes. */
export function newSeed(): Buffer {
  return Buffer.from(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }).d as string, 'base64url');
}

export function signEd25519(key: KeyObject, message: Uint8Array): Buffer {
  return sign(null, message, key);
}

export function verifyEd25519(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === 64 && verify(null, message, key, signature);
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}
