import { createHmac } from 'node:crypto';
import * as assert from 'uvu/assert';
import { isPlaceholder } from '../../../core/redact/placeholder.js';
import { createPseudonymizer } from '../../../core/redact/pseudonym.js';
import { suite } from '../../support/suite.js';

const test = suite('createPseudonymizer');
const names = createPseudonymizer('0123456789abcdef0123456789abcdef');

test('gives the same name to the same value, and another to another value, type or key', () => {
  assert.is(names.of('user', 'ada'), names.of('user', 'ada'));
  const other = createPseudonymizer('another key of thirty-two letters');
  const all = [names.of('user', 'ada'), names.of('user', 'Ada'), names.of('owner', 'ada'), other.of('user', 'ada')];
  assert.is(new Set(all).size, 4);
  assert.is.not(names.keyId, other.keyId);
});

test('takes spellings of an address or a card for one', () => {
  assert.is(names.of('email', 'Ada@Example.com'), names.of('email', 'ada%40example.com'));
  assert.is(names.of('card', '4111 1111-1111 1111'), names.of('card', '4111' + '1111'.repeat(3)));
});

test('is an HMAC-SHA-256 of 128 bits in base32, which a second pass leaves alone', () => {
  const name = names.of('Home.Address', 'x');
  assert.match(name, new RegExp(`^pn_${names.keyId}_home_address_[a-z2-7]{26}$`));
  assert.ok(isPlaceholder(name));
  const digest = createHmac('sha256', '0123456789abcdef0123456789abcdef').update('Home.Address\0x').digest();
  let bits = '';
  for (const char of name.slice(-26)) bits += 'abcdefghijklmnopqrstuvwxyz234567'.indexOf(char).toString(2).padStart(5, '0');
  const bytes = bits.match(/.{8}/g)?.slice(0, 16).map((byte) => parseInt(byte, 2));
  assert.equal(bytes, [...digest.subarray(0, 16)]);
});

test.run();
