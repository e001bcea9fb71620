import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { cut } from '../../../plugins/shared/cut.js';
import { suite } from '../../support/suite.js';

const test = suite('cut');
const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

test('leaves what fits as it is, escaped', () => {
  assert.is(cut('abc', 3), 'abc');
  assert.is(cut('a<b', 6, escape), 'a&lt;b');
  assert.is(cut('', 5), '');
});

test('marks the cut with an ellipsis that counts', () => {
  assert.is(cut('abcdef', 4), 'abc…');
  assert.is(cut('abc', 1), '…');
  assert.is(cut('abc', 0), '');
});

test('never cuts inside an entity', () => {
  for (let max = 1; max < 12; max += 1) assert.not.match(cut('a<&b<', max, escape), /&(?!amp;|lt;)/);
  assert.is(cut('a<&b', 7, escape), 'a&lt;…');
});

test('never cuts inside a joined emoji, a flag, an accent or a surrogate pair', () => {
  assert.is(cut('ab👩‍👩‍👧‍👦cd', 8), 'ab…');
  assert.is(cut('🇩🇪🇫🇷', 6), '🇩🇪…');
  assert.is(cut('e\u0301e\u0301e\u0301', 4), 'e\u0301…');
  assert.is(cut('😀😀', 3), '😀…');
});

test('cuts a grapheme that alone is too long between its code points', () => {
  const tower = `z${'\u0335'.repeat(5000)}`;
  const kept = cut(tower, 10);
  assert.is(kept, `z${'\u0335'.repeat(8)}…`);
  assert.is(cut(`😀${'\u200d😀'.repeat(100)}`, 4), '😀\u200d…');
});

test('keeps the limit for any text, and leaves no half character behind', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 0, max: 200 }), (text, max) => {
    const kept = cut(text, max, escape);
    assert.ok(kept.length <= max);
    assert.not.match(kept, /\p{Surrogate}/u);
    if (escape(text).length <= max) assert.is(kept, escape(text));
  }), { seed: 20250101 });
});

test('does the same work for a megabyte as for a line', () => {
  const measured: number[] = [];
  const counting = (part: string): string => {
    measured.push(part.length);
    return part;
  };
  for (const unit of ['x', '👩‍👩‍👧‍👦', '\u0335']) cut(unit.repeat(1_000_000), 100, counting);
  assert.ok(measured.reduce((sum, length) => sum + length, 0) < 1000);
});

test.run();
