import * as assert from 'uvu/assert';
import { encode } from '../../../core/condition/encodings.js';
import { suite } from '../../support/suite.js';

const test = suite('encode');

test('gives the value in Base64', () => {
  assert.equal(encode('foobar', ['base64']), ['Zm9vYmFy']);
  assert.equal(encode('é', ['base64']), ['w6k=']);
  assert.equal(encode('cmd', ['utf16le', 'base64']), ['YwBtAGQA']);
});

test('gives for base64offset what is the same whatever stands before and behind', () => {
  for (const value of ['a-b', 'http', 'http:', 'é?', 'longer text']) {
    const variants = encode(value, ['base64offset']);
    assert.is(variants.length, 3);
    for (const [offset, variant] of variants.entries()) {
      for (const [before, behind] of [['\u0000', 'A'], ['\u007f', '\u007f'], ['z', '']]) {
        const whole = Buffer.concat([Buffer.from((before ?? '').repeat(offset)), Buffer.from(value), Buffer.from(behind ?? '')]).toString('base64');
        assert.ok(whole.includes(variant), `${value} at ${offset}: ${variant} in ${whole}`);
      }
      assert.ok(variant.length >= Math.floor((Buffer.byteLength(value) * 8) / 6) - 1, `${variant} is as long as it can be`);
    }
  }
});

test('gives UTF-16 in both orders of bytes', () => {
  assert.equal(encode('ab', ['utf16le']), ['a\u0000b\u0000']);
  assert.equal(encode('ab', ['utf16be']), ['\u0000a\u0000b']);
  assert.equal(encode('a', ['utf16']), ['\u00ff\u00fea\u0000']);
});

test.run();
