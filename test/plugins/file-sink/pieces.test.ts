import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { behind, lengthOf } from '../../../plugins/file-sink/pieces.js';
import { suite } from '../../support/suite.js';

const test = suite('pieces');

test('are cut anywhere, and what is left is what was behind the cut', () => {
  fc.assert(fc.property(fc.array(fc.string({ maxLength: 4 }), { maxLength: 6 }), fc.nat({ max: 24 }), (texts, bytes) => {
    const pieces = texts.map((text) => Buffer.from(text));
    const whole = Buffer.concat(pieces);
    assert.is(lengthOf(pieces), whole.length);
    const left = behind(pieces, bytes);
    assert.equal(Buffer.concat(left), whole.subarray(bytes));
    assert.ok(left.length === 0 || (left[0] as Uint8Array).length > 0);
  }), { seed: 20260917 });
});

test.run();
