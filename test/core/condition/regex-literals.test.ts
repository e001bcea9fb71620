import * as assert from 'uvu/assert';
import { requiredLiterals } from '../../../core/condition/regex-literals.js';
import { parseRegex } from '../../../core/condition/regex-syntax.js';
import { suite } from '../../support/suite.js';

const test = suite('requiredLiterals');

const of = (source: string, flags = '', folded = true): readonly string[] | undefined => requiredLiterals(parseRegex(source, flags), folded);

test('gives the longest text that every match holds', () => {
  assert.equal(of('user=\\w+ failed'), [' failed']);
  assert.equal(of('(?:ab)+cd'), ['ab']);
  assert.equal(of('a(?:bc)d'), ['abcd']);
  assert.equal(of('^\\\\host\\.$'), ['\\host.']);
});

test('gives one text for each alternative, where each has one', () => {
  assert.equal(of('x(?:refused|denied)+'), ['refused', 'denied']);
  assert.is(of('refused|\\d+'), undefined);
  assert.equal(of('ab(?:refused|\\d)'), ['ab']);
});

test('folds letters where that is asked for', () => {
  assert.equal(of('FaileD', 'i'), ['failed']);
  assert.equal(of('[Ff]ailed'), ['failed']);
  assert.equal(of('[Ff]ailed', '', false), ['ailed']);
  assert.equal(of('FaileD', '', false), ['FaileD']);
  assert.equal(of('aéb', 'i'), ['a'], 'what a flag makes of other letters is not known here');
});

test('has none where nothing must be there', () => {
  for (const source of ['a?', '\\d+', '', '(?:abc)*', '[ab]', 'a|']) assert.is(of(source), undefined, source);
});

test.run();
