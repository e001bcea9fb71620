import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { parseRegex } from '../../../core/condition/regex-syntax.js';
import { automatonSearch, backtrackingSearch, type PatternSearch } from '../../../core/redact/pattern-search.js';
import { patternBudget } from '../../../core/redact/user-pattern.js';
import { suite } from '../../support/suite.js';

function findings(search: PatternSearch | undefined, text: string): string[] {
  const found: string[] = [];
  search?.(text, (start, end) => found.push(text.slice(start, end)), patternBudget(text, 1));
  return found;
}

const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\s', '\\b', '\\B', '^', '$', '\\n', 'ab');
const quantifier = fc.constantFrom('', '', '*', '+', '?', '{2}', '{0,2}', '{2,}', '*?', '+?', '??', '{1,3}?');
const { regex } = fc.letrec<{ regex: string }>((tie) => ({
  regex: fc.oneof({ maxDepth: 4 }, atom,
    fc.tuple(tie('regex'), tie('regex')).map(([a, b]) => a + b),
    fc.tuple(tie('regex'), tie('regex')).map(([a, b]) => `(?:${a}|${b})`),
    fc.tuple(tie('regex'), quantifier).map(([a, repeat]) => `(?:${a})${repeat}`)),
}));

const automaton = (source: string, most = 1000): PatternSearch | undefined => {
  const search = automatonSearch(parseRegex(source, ''), most);
  return typeof search === 'string' ? undefined : search;
};

const slow = suite('automatonSearch');

slow('finds exactly what V8 finds', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', 'A'), maxLength: 14 });
  fc.assert(fc.property(regex.filter((source) => automaton(source) !== undefined), text, (source, subject) => {
    const wanted = [...subject.matchAll(new RegExp(source, 'g'))].map(([found]) => found).filter((found) => found !== '');
    assert.equal(findings(automaton(source), subject), wanted, `/${source}/ on ${JSON.stringify(subject)}`);
  }), { seed: 29, numRuns: 1500 });
});

slow('is not made of what has too many steps, or repeats what prefers to be empty', () => {
  assert.match(automatonSearch(parseRegex('(?:a{10}){10}', ''), 50) as string, 'more than 50 steps');
  for (const source of ['x(?:a?|b)*', '(?:a*?)?b', 'x(?:\\b|a)?', '(?:(?:|a)b?)+']) assert.match(automatonSearch(parseRegex(source, ''), 1000) as string, 'may be empty', source);
  for (const source of ['\\d+(?:\\.?\\d*)?', '(?:a?b?)*c', 'x(?:a*){1,3}']) assert.type(automatonSearch(parseRegex(source, ''), 1000), 'function', source);
});

slow.run();

const fast = suite('backtrackingSearch');

const isFast = (source: string): boolean => backtrackingSearch(source, parseRegex(source, '')) !== undefined;

fast('takes what looks at each character a few times at most', () => {
  for (const source of ['\\d{3}-\\d{2}-\\d{4}', 'EMP-\\d+', 'user=\\w+;', '\\w+', '(?:\\d{1,3}\\.){3}\\d{1,3}', '^a.*b']) assert.ok(isFast(source), source);
});

fast('leaves to the automaton what a text can make slow, also where only many searches of it are', () => {
  for (const source of ['(a+)+b', '.*x', '\\w+@', 'a.*c|ab', 'x(?:a.*c)?', '\\w+\\b', 'a.{100}b', 'user=[^;]*;', '\\w{1,64}@', '(?:a{1,50}b{1,50}){1,20}c', '(?:a.*)?']) assert.not.ok(isFast(source), source);
});

fast('finds each match once, and none that is empty', () => {
  const source = 'b|\\B';
  assert.equal(findings(backtrackingSearch(source, parseRegex(source, '')), 'abba'), ['b', 'b']);
});

fast.run();
