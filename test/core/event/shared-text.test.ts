import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { decodeString } from '../../../core/event/decode.js';
import { decodeShared } from '../../../core/event/shared-text.js';
import { suite } from '../../support/suite.js';

const test = suite('decodeShared');

test('gives what decodeString gives, whatever came before', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\\n', '\\u0061', '€', '😀', '1'), maxLength: 6 });
  fc.assert(fc.property(fc.array(text, { maxLength: 40 }), (list) => {
    for (const each of list) {
      const bytes = Buffer.from(each);
      assert.is(decodeShared(bytes, 0, bytes.length), decodeString(bytes, 0, bytes.length));
    }
  }), { seed: 4, numRuns: 1000 });
});

test('takes no broken UTF-8 for a text of the same numbers', () => {
  const broken = Buffer.from([0x61, 0xe9, 0x62]);
  assert.is(decodeShared(Buffer.from('aéb'), 0, 4), 'aéb');
  assert.is(decodeShared(broken, 0, 3), 'a\ufffdb');
  assert.is(decodeShared(broken, 0, 3), 'a\ufffdb');
});

test('makes a text once that comes again', () => {
  const bytes = Buffer.from('checkout|checkout');
  assert.is(decodeShared(bytes, 0, 8), decodeShared(bytes, 9, 17));
});

test.run();
