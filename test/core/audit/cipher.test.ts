import { randomBytes } from 'node:crypto';
import * as assert from 'uvu/assert';
import { decrypt, encrypt, type CipherKey } from '../../../core/audit/cipher.js';
import { suite } from '../../support/suite.js';

const test = suite('encrypt');
const key: CipherKey = { key: randomBytes(32), nonce: randomBytes(12), boundTo: 'the 7th' };

test('gives back the text for the same key, nonce and binding, and for no other', () => {
  const bytes = encrypt('12 Elm Street, 日本', key);
  assert.is(decrypt(bytes, key), '12 Elm Street, 日本');
  assert.not(bytes.includes('Elm'));
  assert.is(decrypt(bytes, { ...key, boundTo: 'the 8th' }), undefined);
  assert.is(decrypt(bytes, { ...key, key: randomBytes(32) }), undefined);
  assert.is(decrypt(bytes, { ...key, nonce: randomBytes(12) }), undefined);
});

test('finds any bit that was changed, and bytes that were cut off', () => {
  const bytes = encrypt('Elm', key);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
    assert.is(decrypt(changed, key), undefined);
  }
  for (let length = 0; length < bytes.length; length++) assert.is(decrypt(bytes.subarray(0, length), key), undefined);
});

test.run();
