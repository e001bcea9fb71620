import { createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { seal, unseal, type SubjectKey } from '../../../core/audit/seal.js';
import { suite } from '../../support/suite.js';
import { vector } from '../../support/vectors.js';

const test = suite('seal');
const key: SubjectKey = { id: 'k1', subject: 'user-17', secret: randomBytes(32) };
const fields = { name: 'Ann', address: { street: 'Elm' } };

test('can be opened with the same key for the same record, and shows nothing of it', () => {
  const sealed = seal(fields, key, 7);
  assert.equal(unseal(sealed, key, 7), fields);
  assert.not.match(JSON.stringify(sealed), /Ann|Elm|user-17/);
});

test('is another each time', () => {
  assert.not(seal(fields, key, 7).box === seal(fields, key, 7).box);
});

test('cannot be opened for another record or person, with another key, or after a change', () => {
  const sealed = seal(fields, key, 7);
  assert.is(unseal(sealed, key, 8), undefined);
  assert.is(unseal(sealed, { ...key, subject: 'user-18' }, 7), undefined);
  assert.is(unseal(sealed, { ...key, id: 'k2' }, 7), undefined);
  assert.is(unseal(sealed, { ...key, secret: randomBytes(32) }, 7), undefined);
  const bytes = Buffer.from(sealed.box, 'base64');
  bytes[20] = (bytes[20] as number) ^ 1;
  assert.is(unseal({ ...sealed, box: bytes.toString('base64') }, key, 7), undefined);
  assert.is(unseal({ ...sealed, box: 'AAAA' }, key, 7), undefined);
});

interface Group<T> {
  readonly ivSize?: number;
  readonly tagSize?: number;
  readonly keySize?: number;
  readonly tests: readonly (T & { readonly tcId: number; readonly result: string })[];
}

/** What fails of a file of Wycheproof, by number. */
function failures<T>(file: string, check: (vector: T) => boolean): readonly number[] {
  const { testGroups } = JSON.parse(readFileSync(file, 'utf8')) as { readonly testGroups: readonly Group<T>[] };
  const tests = testGroups.filter(({ ivSize = 96, tagSize = 128 }) => ivSize === 96 && tagSize === 128).flatMap((group) => group.tests);
  assert.ok(tests.length > 50);
  return tests.filter((each) => check(each) !== (each.result === 'valid')).map(({ tcId }) => tcId);
}

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const gcm = vector('wycheproof', 'aes_gcm_test.json');
const hkdf = vector('wycheproof', 'hkdf_sha256_test.json');
if (gcm === undefined || hkdf === undefined) test.skip('is made of what agrees with the vectors of Wycheproof', 'HUSHPIPE_VECTORS has none');
else {
  test('is made of what agrees with the vectors of Wycheproof', () => {
    assert.equal(failures<{ key: string; iv: string; aad: string; msg: string; ct: string; tag: string }>(gcm, ({ key: secret, iv, aad, msg, ct, tag }) => {
      const decipher = createDecipheriv(`aes-${hex(secret).length * 8}-gcm` as 'aes-256-gcm', hex(secret), hex(iv));
      decipher.setAAD(hex(aad)).setAuthTag(hex(tag));
      try {
        return Buffer.concat([decipher.update(hex(ct)), decipher.final()]).equals(hex(msg));
      } catch {
        return false;
      }
    }), []);
    assert.equal(failures<{ ikm: string; salt: string; info: string; size: number; okm: string }>(hkdf, ({ ikm, salt, info, size, okm }) => {
      try {
        return Buffer.from(hkdfSync('sha256', hex(ikm), hex(salt), hex(info), size)).equals(hex(okm));
      } catch {
        return false;
      }
    }), []);
  });
}

test.run();
