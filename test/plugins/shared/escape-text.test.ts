import * as assert from 'uvu/assert';
import { escapeText } from '../../../plugins/shared/escape-text.js';
import { suite } from '../../support/suite.js';

const test = suite('escapeText');

test('ordinary text stays as it is, in any script', () => {
  for (const text of ['', 'plain "quoted" \\ text', 'naïve 日本語 👩‍💻 עברית']) assert.is(escapeText(text), text);
});

test('line breaks and tabs are written as escapes', () => {
  assert.is(escapeText('a\r\nb\tc'), 'a\\r\\nb\\tc');
});

test('nothing that steers a terminal is left', () => {
  assert.is(escapeText('\u001b[31mred\u001b]0;title\u0007 \u009b2J \u007f\u0000'), '\\u001b[31mred\\u001b]0;title\\u0007 \\u009b2J \\u007f\\u0000');
});

test('marks that reorder text or break lines are written as escapes', () => {
  assert.is(escapeText('a\u202eb\u2066c\u2028d'), 'a\\u202eb\\u2066c\\u2028d');
});

test('a lone surrogate is written as an escape, a pair is not', () => {
  assert.is(escapeText('\ud83d \ud83d\ude00'), '\\ud83d 😀');
});

test.run();
