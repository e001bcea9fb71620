import * as assert from 'uvu/assert';
import { regexProblem } from '../../../core/condition/regex-graph.js';
import { parseRegex } from '../../../core/condition/regex-syntax.js';
import { suite } from '../../support/suite.js';

const test = suite('regexProblem');

const problem = (source: string, steps = 1e8, flags = ''): string | undefined => regexProblem(parseRegex(source, flags), 8192, steps);

test('counts the search for a place to begin as a loop, unless the expression is anchored', () => {
  assert.match(problem('a.*b', 1e7) ?? '', /^repeats that can match the same text one after the other/);
  assert.is(problem('^a.*b', 1e7), undefined);
  assert.ok(problem('^a.*b', 1e7, 'm'), 'with m, ^ holds at every line');
  assert.ok(problem('^a.*b|c.*d', 1e7), 'every alternative needs its anchor');
});

test('lets loops stand side by side where what is between ends the first', () => {
  assert.is(problem('\\d+-\\d+-\\d+-\\d+x'), undefined);
  assert.ok(problem('[\\d-]+-[\\d-]+-[\\d-]+x'));
});

test('weighs a bounded repeat by its choices', () => {
  assert.is(problem('a.{0,50}b.{0,50}c'), undefined);
  assert.ok(problem('a.{0,500}b.{0,500}c'));
});

test('does not count what is at the end and can not fail', () => {
  assert.is(problem('a.*b.*'), undefined);
  assert.is(problem('a.*b.+'), undefined);
  assert.ok(problem('a.*b.+$'));
});

test('tells letters of either case apart only without the flag i', () => {
  assert.is(problem('(?:a|A)+x'), undefined);
  assert.ok(problem('(?:a|A)+x', 1e8, 'i'));
});

test('takes a short time for a long alternation', () => {
  const words = Array.from({ length: 300 }, (_, index) => `w${index.toString(36)}`).join('|');
  assert.ok(problem(`(?:${words})+x`));
});

test.run();
