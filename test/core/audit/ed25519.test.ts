import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { newSeed, privateKeyOf, publicBytesOf, publicKeyOf, signEd25519, verifyEd25519, weaknessOf } from '../../../core/audit/ed25519.js';
import { suite } from '../../support/suite.js';
import { vector } from '../../support/vectors.js';

const test = suite('Ed25519');
const file = vector('wycheproof', 'ed25519_test.json');

interface Wycheproof {
  readonly testGroups: readonly { readonly publicKey: { readonly pk: string }; readonly tests: readonly { readonly tcId: number; readonly msg: string; readonly sig: string; readonly result: string }[] }[];
}

if (file === undefined) test.skip('agrees with the vectors of Wycheproof', 'HUSHPIPE_VECTORS has none');
else {
  test('agrees with the vectors of Wycheproof', () => {
    const { testGroups } = JSON.parse(readFileSync(file, 'utf8')) as Wycheproof;
    const wrong = testGroups.flatMap(({ publicKey: { pk }, tests }) => {
      const key = publicKeyOf(Buffer.from(pk, 'hex'));
      return tests.filter(({ msg, sig, result }) => verifyEd25519(key, Buffer.from(msg, 'hex'), Buffer.from(sig, 'hex')) !== (result === 'valid')).map(({ tcId }) => tcId);
    });
    assert.equal(wrong, []);
  });
}

test('signs what it verifies', () => {
  const key = privateKeyOf(newSeed());
  const message = Buffer.from('message');
  assert.ok(verifyEd25519(publicKeyOf(publicBytesOf(key)), message, signEd25519(key, message)));
  assert.not(verifyEd25519(publicKeyOf(publicBytesOf(key)), Buffer.from('other'), signEd25519(key, message)));
});

/** The fourteen ways to write the eight points of low order. */
const LOW_ORDER = [
  `01${'00'.repeat(31)}`, `01${'00'.repeat(30)}80`, `ec${'ff'.repeat(30)}7f`, `ec${'ff'.repeat(31)}`, '00'.repeat(32), `${'00'.repeat(31)}80`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  `ed${'ff'.repeat(30)}7f`, `ed${'ff'.repeat(31)}`, `ee${'ff'.repeat(30)}7f`, `ee${'ff'.repeat(31)}`,
];

test('refuses every key of low order: with one, a signature may fit any message', () => {
  for (const hex of LOW_ORDER) assert.throws(() => publicKeyOf(Buffer.from(hex, 'hex')), TypeError);
});

test('says what is wrong with a key of another length', () => {
  assert.match(weaknessOf(Buffer.alloc(31, 9)) ?? '', '32 bytes');
  assert.is(weaknessOf(publicBytesOf(privateKeyOf(newSeed()))), undefined);
});

test.run();
