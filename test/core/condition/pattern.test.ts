import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { compilePatterns, literalOf, parsePattern } from '../../../core/condition/pattern.js';
import { suite } from '../../support/suite.js';

const matches = (pattern: string, text: string, cased = false): boolean => compilePatterns([parsePattern(pattern)], cased)(text);

const parse = suite('parsePattern');

parse('semantics 1: a backslash escapes a wildcard or a backslash, and is itself elsewhere', () => {
  assert.equal(parsePattern('a\\*b'), ['a*b']);
  assert.equal(parsePattern('a\\?b'), ['a?b']);
  assert.equal(parsePattern('C:\\Users\\x'), ['C:\\Users\\x']);
  assert.equal(parsePattern('a\\\\*'), ['a\\', { wildcard: 'any' }]);
  assert.equal(parsePattern('a\\\\\\*'), ['a\\*']);
  assert.equal(parsePattern('\\\\\\\\host'), ['\\\\host']);
  assert.equal(parsePattern('end\\'), ['end\\']);
});

parse('reads wildcards, and several stars as one', () => {
  assert.equal(parsePattern('**a?*'), [{ wildcard: 'any' }, 'a', { wildcard: 'one' }, { wildcard: 'any' }]);
});

parse.run();

const literal = suite('literalOf');

literal('gives the text of a pattern without wildcards', () => {
  assert.is(literalOf(parsePattern('abc')), 'abc');
  assert.is(literalOf(parsePattern('')), '');
  assert.is(literalOf(parsePattern('ab*')), undefined);
  assert.is(literalOf(parsePattern('?')), undefined);
});

literal.run();

const compile = suite('compilePatterns');

compile('semantics 1: letters match in any case, unless it is cased', () => {
  assert.ok(matches('Denied', 'DENIED'));
  assert.ok(matches('*Token*', 'a token b'));
  assert.not.ok(matches('Denied', 'DENIED', true));
  assert.ok(matches('Denied', 'Denied', true));
});

compile('semantics 1: * matches any text, ? exactly one character', () => {
  assert.ok(matches('*', ''));
  assert.ok(matches('a*c', 'ac'));
  assert.ok(matches('a*c', 'a\nb\nc'));
  assert.ok(matches('a?c', 'abc'));
  assert.not.ok(matches('a?c', 'ac'));
  assert.not.ok(matches('?', ''));
  assert.ok(matches('*b?d*f', 'abcdef'));
  assert.not.ok(matches('ab*ba', 'aba'), 'prefix and suffix do not share text');
});

compile('matches when one of many patterns does', () => {
  const test = compilePatterns(['alpha', 'beta*', '*gamma', 'delta'].map(parsePattern), false);
  for (const text of ['ALPHA', 'betamax', 'my gamma', 'delta']) assert.ok(test(text), text);
  for (const text of ['alph', 'abeta', 'gammas', '']) assert.not.ok(test(text), text);
});

compile('agrees with a regular expression on random patterns', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  fc.assert(fc.property(pattern, text, (source, subject) => {
    const regex = new RegExp(`^${source.replace(/\*+/g, '[^]*').replaceAll('?', '[^]')}$`);
    return matches(source, subject) === regex.test(subject);
  }), { seed: 20_260, numRuns: 3000 });
});

compile('stays fast where a backtracking matcher would not', () => {
  const test = compilePatterns([parsePattern(`${'*a'.repeat(40)}*b`)], false);
  assert.not.ok(test('a'.repeat(100_000)));
});

compile.run();
