import * as assert from 'uvu/assert';
import { fold } from '../../../core/condition/fold.js';
import { suite } from '../../support/suite.js';

const test = suite('fold');

test('gives lower case, also where remembered results share a place', () => {
  const words = ['ERROR', 'Error', 'Denied', 'DENIED', 'Ünïcode', 'АДМИН', 'x'.repeat(9000).toUpperCase()];
  for (let round = 0; round < 3; round++) for (const word of words) assert.is(fold(word), word.toLowerCase());
});

test('folds a part of a text as it folds the text', () => {
  const text = 'ΟΔΟΣ İSTANBUL \u212aelvin ẞ';
  assert.is(fold(text).length, text.length);
  for (let at = 0; at < text.length; at++) assert.is(fold(text.slice(0, at)), fold(text).slice(0, at));
});

test('makes ASCII of nothing else', () => {
  assert.is(fold('\u212a'), '\u212a');
  assert.is(fold('İ'), 'İ');
});

test.run();
