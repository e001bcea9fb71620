import * as assert from 'uvu/assert';
import { RegexAutomaton, WorkBudget } from '../../../core/condition/regex-automaton.js';
import { compileProgram, type Program } from '../../../core/condition/regex-program.js';
import { parseRegex } from '../../../core/condition/regex-syntax.js';
import { suite } from '../../support/suite.js';

const test = suite('RegexAutomaton');

const budget = (units = 1e6): WorkBudget => new WorkBudget(units);
const automaton = (source: string, isReversed: boolean): RegexAutomaton => new RegexAutomaton(compileProgram(parseRegex(source, ''), 1000, { isReversed }) as Program, isReversed);
const places = (source: string, text: string): readonly number[] => automaton(source, true).matchPlaces(text, budget());
const end = (source: string, text: string, start = 0): number => automaton(source, false).matchEnd(text, start, budget());

test('finds all places at which matches begin, from the end of the text', () => {
  assert.equal(places('ab+', 'ab abb b'), [3, 0]);
  assert.equal(places('a+', 'aaa'), [2, 1, 0]);
  assert.equal(places('\\bb', 'ab b'), [3]);
  assert.equal(places('^a', 'aa'), [0]);
  assert.equal(places('a$', 'aa'), [1]);
});

test('prefers the end that a backtracking search would find first', () => {
  assert.is(end('a|ab', 'ab'), 1);
  assert.is(end('ab|a', 'ab'), 2);
  assert.is(end('a.*b', 'a b b c'), 5);
  assert.is(end('a.*?b', 'a b b c'), 3);
  assert.is(end('b', 'ab', 1), 2);
  assert.is(end('b', 'ab'), -1);
});

test('gives the same answers again, and once it has forgotten what it knew', () => {
  const ambiguous = automaton('[ab]*a[ab]{14}', false);
  const text = Array.from({ length: 9000 }, (_, i) => (((i * 2654435761) >>> 7) & 1 ? 'a' : 'b')).join('');
  const [first, second] = [ambiguous.matchEnd(text, 0, budget(1e8)), ambiguous.matchEnd(text, 0, budget(1e8))];
  assert.is(first, text.lastIndexOf('a', text.length - 15) + 15);
  assert.is(second, first);
});

test('throws once the budget is spent', () => {
  assert.throws(() => automaton('a.*b', true).matchPlaces('a'.repeat(100), budget(50)), 'too long');
  assert.throws(() => automaton('a.*b', false).matchEnd('a'.repeat(100), 0, budget(50)), 'too long');
});

test.run();
