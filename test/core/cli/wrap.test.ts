import * as assert from 'uvu/assert';
import { wrap } from '../../../core/cli/wrap.js';
import { suite } from '../../support/suite.js';

const test = suite('wrap');

test('breaks text between words', () => {
  assert.is(wrap('one two three four', 9), 'one two\nthree\nfour\n');
  assert.is(wrap('one two', 7), 'one two\n');
});

test('indents each line, within the width', () => {
  assert.is(wrap('one two three', 9, '  '), '  one two\n  three\n');
});

test('leaves a long word whole, and an empty text empty', () => {
  assert.is(wrap('a supercalifragilistic b', 8), 'a\nsupercalifragilistic\nb\n');
  assert.is(wrap('  ', 8), '');
});

test.run();
