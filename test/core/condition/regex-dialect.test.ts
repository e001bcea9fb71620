import * as assert from 'uvu/assert';
import { foreignSyntax } from '../../../core/condition/regex-dialect.js';
import { compileRegex } from '../../../core/condition/regex.js';
import { suite } from '../../support/suite.js';

const test = suite('foreignSyntax');

test('finds what other dialects write, and says how it is written here', () => {
  assert.is(foreignSyntax('\\Aroot\\z'), '\\A would be the letter A: the beginning is ^');
  assert.is(foreignSyntax('^\\p{Lu}'), '\\p would be the letter p: write the letters out, such as [A-Z]');
  assert.is(foreignSyntax('x[^\\h]'), '\\h would be the letter h: write [ \\t]');
  assert.is(foreignSyntax('C:\\\\Windows\\inetsrv'), '\\i would be the letter i: for a backslash write two');
  assert.is(foreignSyntax('^[[:upper:]_]+'), '[:upper:] would be single signs: write the letters out, such as A-Z');
  assert.is(foreignSyntax('[\\][:^space:]]'), '[:^space:] would be single signs: write the letters out, such as A-Z');
});

test('leaves alone what means here what it says', () => {
  for (const source of ['\\bGET\\s+\\d{3}\\W', '\\\\Administrator', '\\.exe\\-\\_\\/\\"', '\\x41\\u0041\\cA\\k', '[[]:a:]', '[:upper:]', '[a[b]c:]', '', '\\']) {
    assert.is(foreignSyntax(source), undefined, source);
  }
});

test('a condition with it is refused, as it would never hold', () => {
  assert.equal(compileRegex('^\\Aroot', ''), { invalid: '\\A would be the letter A: the beginning is ^' });
});

test.run();
