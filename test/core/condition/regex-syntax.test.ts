import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { CharSet } from '../../../core/condition/char-set.js';
import { parseRegex, type RegexNode } from '../../../core/condition/regex-syntax.js';
import { suite } from '../../support/suite.js';

const test = suite('parseRegex');

/** The set of an expression that is one character long. */
function setOf(source: string, flags = ''): CharSet {
  let node: RegexNode | undefined = parseRegex(source, flags);
  while (node?.kind === 'sequence') {
    assert.is(node.nodes.length, 1, `${source} is one character`);
    [node] = node.nodes;
  }
  return node?.kind === 'chars' ? node.set : [];
}

const SINGLES = ['a', '.', '\\d', '\\D', '\\w', '\\W', '\\s', '\\S', '\\t', '\\n', '\\0', '\\x41', '\\u0041', '\\cA', '\\c', '\\.', '\\-', '[abc]', '[^abc]',
  '[a-f0-9]', '[\\w.-]', '[\\]]', '[a\\-z]', '[-a]', '[a-]', '[\\d-x]', '[\\b]', '[^]', '[]', ']', '{', '}', '[(]', '[^\\s"]', '(a)', '(?:a)', '(?<n>a)', '[\\101]', '\\/'];

test('accepts exactly the characters that V8 does', () => {
  const seen = Array.from({ length: 0x3100 }, (_, code) => code);
  for (const flags of ['', 'i', 's', 'm']) {
    for (const source of SINGLES.filter((one) => one !== '\\c')) {
      const regex = new RegExp(`^(?:${source})$`, flags);
      const set = setOf(source, flags);
      const wrong = seen.filter((code) => code < 128 || flags !== 'i')
        .filter((code) => regex.test(String.fromCharCode(code)) !== set.some(([low, high]) => code >= low && code <= high));
      assert.equal(wrong, [], `${source} with flags "${flags}"`);
    }
  }
});

test('reads quantifiers, and braces that are none as text', () => {
  const counts = (source: string): readonly (readonly [number, number])[] => {
    const node = parseRegex(source, '');
    return node.kind === 'sequence' ? node.nodes.flatMap((one) => (one.kind === 'repeat' ? [[one.min, one.max] as const] : [])) : [];
  };
  assert.equal(counts('a*b+?c?d{3}e{2,}f{1,4}?'), [[0, Infinity], [1, Infinity], [0, 1], [3, 3], [2, Infinity], [1, 4]]);
  assert.equal(counts('a{,5}b{x}'), []);
});

test('refuses what can not be bounded', () => {
  for (const source of ['(?=a)', '(?!a)', '(?<=a)', '(?<!a)']) assert.throws(() => parseRegex(source, ''), 'look-around', source);
  for (const source of ['(a)\\1', '(?<n>a)\\k<n>']) assert.throws(() => parseRegex(source, ''), 'a back-reference', source);
  assert.throws(() => parseRegex('(?i:a)', ''), 'inline flags');
});

test('reads whatever V8 accepts', () => {
  const source = fc.string({ unit: fc.constantFrom(...'ab.*+?|()[]^-{}1,\\d'.split('')), maxLength: 12 }).filter((text) => {
    try {
      return new RegExp(text) instanceof RegExp;
    } catch {
      return false;
    }
  });
  fc.assert(fc.property(source, (text) => {
    try {
      assert.is(parseRegex(text, '').end, text.length, text);
    } catch (error) {
      if (!(error instanceof Error) || !/back-reference|look-around/.test(error.message)) throw error;
    }
  }), { seed: 7, numRuns: 3000 });
});

test.run();
