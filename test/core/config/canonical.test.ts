import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { canonicalText, hashOf } from '../../../core/config/canonical.js';
import { Secret } from '../../../core/contract/secret.js';
import { suite } from '../../support/suite.js';

const test = suite('canonicalText');

test('is the same for any order of keys, and leaves out what is undefined', () => {
  assert.is(canonicalText({ b: [1, { d: null, c: 'x' }], a: true, e: undefined }), '{"a":true,"b":[1,{"c":"x","d":null}]}');
});

test('tells equal values from others, and holds no secret', () => {
  const text = canonicalText({ url: new Secret('for-nobody') });
  assert.not.match(text, 'for-nobody');
  assert.is(text, canonicalText({ url: new Secret('for-nobody') }));
  assert.is.not(text, canonicalText({ url: new Secret('for-nobody!') }));
});

test('reads back as the value it was made of', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    assert.equal(JSON.parse(canonicalText(value)), JSON.parse(JSON.stringify(value)));
  }), { seed: 3 });
});

test.run();

const hash = suite('hashOf');

hash('is short, and differs where the value does', () => {
  assert.match(hashOf({ a: 1 }), /^[0-9a-f]{16}$/);
  assert.is.not(hashOf({ a: 1 }), hashOf({ a: '1' }));
});

hash.run();
