import * as assert from 'uvu/assert';
import { compileUserPattern } from '../../../core/redact/user-pattern.js';
import { suite } from '../../support/suite.js';

const test = suite('compileUserPattern');

function findings(pattern: string, text: string): string[] {
  const compiled = compileUserPattern('p', pattern, 'mask');
  assert.ok(!('problem' in compiled), JSON.stringify(compiled));
  const found: string[] = [];
  if (!('problem' in compiled)) compiled.findAll(text, (start, end) => found.push(text.slice(start, end)));
  return found;
}
const anchorOf = (pattern: string): string | undefined => {
  const compiled = compileUserPattern('p', pattern, 'mask');
  return 'problem' in compiled ? compiled.problem : compiled.anchor;
};

test('finds every match', () => {
  assert.equal(findings('EMP-\\d+', 'EMP-1, EMP-22; emp-3'), ['EMP-1', 'EMP-22']);
  assert.equal(findings('\\d{3}-\\d{2}-\\d{4}', 'a 123-45-6789 b 987-65-4321'), ['123-45-6789', '987-65-4321']);
  assert.equal(findings('EMP-\\d+', ''), []);
});

test('finds each match of a long text once, also over the edges of its windows', () => {
  for (let shift = 0; shift < 40; shift++) {
    const text = `${'x'.repeat(2030 + shift)} EMP-123456 ${'y'.repeat(1500)} EMP-7${'z'.repeat(3000)} EMP-8`;
    assert.equal(findings('EMP-\\d+', text), ['EMP-123456', 'EMP-7', 'EMP-8'], String(shift));
  }
});

test('follows a match that is longer than a window to its end', () => {
  const text = `start SECRET:${'s'.repeat(9000)} end`;
  assert.equal(findings('SECRET:\\S*', text), [`SECRET:${'s'.repeat(9000)}`]);
});

test('folds only the letters that a search for anchors folds', () => {
  assert.is(anchorOf('ÉCOLE-\\d+'), 'École-');
  assert.is(anchorOf('[x]\\ude00abc'), undefined);
});

test('tells a literal that each match holds, if there is one', () => {
  assert.is(anchorOf('\\bEMP-\\d+'), 'emp-');
  assert.is(anchorOf('(?:case)?-no\\. \\d+ (?:reference)'), 'reference');
  for (const pattern of ['\\d{9}', 'ab\\d+', 'abcd|efgh', '(?:abcd)?\\d', '[a]b[c]d?e*\\d']) assert.ok([undefined, 'abc'].includes(anchorOf(pattern)), pattern);
});

test('refuses what is wrong or could be slow', () => {
  for (const pattern of ['[', '(a+)+b', '(\\w|\\d)+x', '.*.*.*x', '(?=x)y', '(a)\\1', 'a*', '']) assert.ok('problem' in compileUserPattern('p', pattern, 'mask'), pattern);
});

test.run();
