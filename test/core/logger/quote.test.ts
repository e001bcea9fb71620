import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { quote } from '../../../core/logger/quote.js';
import { suite } from '../../support/suite.js';

const test = suite('quote');

test('gives what JSON.stringify gives, for any text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => quote(text) === JSON.stringify(text)), { seed: 20250101 });
});

test('escapes what JSON must escape, and lone surrogates', () => {
  for (const text of ['', 'a"b', 'a\\b', 'a\nb', '\u0000', '\u001f', '\u007f', '\u2028', '\ud800', 'x\udfffy', '\ud83d\ude00']) {
    assert.is(quote(text), JSON.stringify(text));
  }
  assert.is(quote('\ud800'), '"\\ud800"');
});

test.run();
