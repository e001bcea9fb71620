import * as assert from 'uvu/assert';
import { compileRedaction } from '../../../core/redact/rules.js';
import { compileUserPattern, patternBudget } from '../../../core/redact/user-pattern.js';
import { suite } from '../../support/suite.js';

const test = suite('compileUserPattern');

function findings(pattern: string, text: string): string[] {
  const compiled = compileUserPattern('p', pattern, 'mask');
  assert.ok(!('problem' in compiled), JSON.stringify(compiled));
  const found: string[] = [];
  if (!('problem' in compiled)) compiled.findAll(text, (start, end) => found.push(text.slice(start, end)), patternBudget(text, 1));
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

test('knows the ends of the text and of words, however long it is', () => {
  const text = `${'x'.repeat(5000)}EMP-1 ${'y'.repeat(1536)}EMP-2`;
  assert.equal(findings('\\bEMP-\\d', text), []);
  assert.equal(findings('^EMP-\\d', text), []);
  assert.equal(findings('EMP-\\d$', text), ['EMP-2']);
  assert.equal(findings('<.{3000}>', `${'a'.repeat(1500)}<${'b'.repeat(3000)}>`), [`<${'b'.repeat(3000)}>`]);
});

test('refuses what is wrong, what cannot be searched for in linear time, and what is too large', () => {
  for (const pattern of ['[', 'a)(b', '(?=x)y', '(a)\\1', 'a*', '', '(?:a{100}){100}', 'x(?:a?|b){0,2}']) assert.ok('problem' in compileUserPattern('p', pattern, 'mask'), pattern);
  assert.match(anchorOf('(?=x)y') ?? '', 'look-around cannot be searched for in linear time');
});

test('takes what makes other engines slow', () => {
  assert.equal(findings('x(?:a.*c)?', 'xa'.repeat(500)).length, 500);
  assert.equal(findings('(a+)+b', `${'a'.repeat(30_000)}b`), [`${'a'.repeat(30_000)}b`]);
  assert.equal(findings('(\\w|\\d)+x', `${'ab'.repeat(20_000)} abx`), ['abx']);
  assert.equal(findings('.*.*.*x', 'ab'.repeat(20_000)), []);
});

test('lets nothing through of a text that its budget does not last for', () => {
  const report = new Map<string, number>();
  const text = 'ab'.repeat(32_000);
  const { redactor } = compileRedaction({ patterns: [{ name: 'p', pattern: 'a.*c|ab', action: 'mask' }] });
  assert.is(redactor?.text(text, { count: (rule) => void report.set(rule, (report.get(rule) ?? 0) + 1) }), '[UNSCANNED:64000]');
  assert.equal([...report], [['unscanned', 1]]);
  assert.is(redactor?.text('abab'), '[REDACTED:p][REDACTED:p]');
});

test.run();
