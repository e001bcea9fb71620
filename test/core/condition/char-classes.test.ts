import * as assert from 'uvu/assert';
import { CharClasses } from '../../../core/condition/char-classes.js';
import { complement, type CharSet } from '../../../core/condition/char-set.js';
import { suite } from '../../support/suite.js';

const test = suite('CharClasses');

const DIGITS: CharSet = [[0x30, 0x39]];
const CYRILLIC: CharSet = [[0x400, 0x4ff]];

test('tells apart what some set does, and nothing else', () => {
  const classes = new CharClasses([DIGITS, CYRILLIC, complement(DIGITS)]);
  const of = (char: string): number => classes.of(char.charCodeAt(0));
  assert.is(of('0'), of('9'));
  assert.is(of('a'), of('\uffff'));
  assert.is(of('\u0400'), of('\u04ff'));
  assert.is(new Set([of('0'), of('a'), of('\u0400')]).size, 3);
  assert.is(classes.samples.length, 3);
});

test('gives of each class a character that is in it', () => {
  const classes = new CharClasses([DIGITS, CYRILLIC]);
  for (const [id, sample] of classes.samples.entries()) assert.is(classes.of(sample), id);
});

test.run();
