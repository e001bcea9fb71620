import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { AnchorSearch } from '../../../core/redact/anchor-search.js';
import { suite } from '../../support/suite.js';

const test = suite('AnchorSearch');

const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', 'c', '-', '_', '1', '2', ' ', '"', '\\', 'é'), maxLength: 40 });
const literal = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-', '1', '"', 'é'), minLength: 2, maxLength: 6 });

test('finds exactly what includes any of the literals, in any case and at any place', () => {
  for (const least of [2, 3]) {
    fc.assert(fc.property(fc.array(literal.filter(({ length }) => length >= least), { minLength: 1, maxLength: 5 }), letters, letters, letters, (literals, before, text, after) => {
      const bytes = Buffer.from(before + text + after);
      const from = Buffer.byteLength(before);
      const to = from + Buffer.byteLength(text);
      const isThere = literals.some((wanted) => Buffer.from(lower(text)).includes(wanted));
      assert.is(new AnchorSearch(literals).occurs({ bytes, kernel: undefined }, from, to), isThere, `${literals.join()} in ${text}`);
    }), { seed: 20260917, numRuns: 2000 });
  }
});

test('finds a literal of any length, up to the last byte', () => {
  for (const length of [2, 3, 4, 300]) {
    const wanted = 'x'.repeat(length - 1) + 'y';
    const search = new AnchorSearch([wanted, 'zzzz']);
    for (const lead of [0, 1, 2, 3]) {
      const bytes = Buffer.from('.'.repeat(lead) + wanted.toUpperCase());
      assert.ok(search.occurs({ bytes, kernel: undefined }, 0, bytes.length));
      assert.ok(search.occurs({ bytes, kernel: undefined }, lead, bytes.length));
      assert.not.ok(search.occurs({ bytes, kernel: undefined }, 0, bytes.length - 1));
      assert.not.ok(search.occurs({ bytes, kernel: undefined }, lead + 1, bytes.length));
    }
  }
});

test('tells bytes apart that case folding could mix up', () => {
  const search = new AnchorSearch(['@b@', '[k]']);
  for (const text of ['`b`', '@B`', '{k}', '\u212a']) assert.not.ok(search.occurs({ bytes: Buffer.from(text), kernel: undefined }, 0, text.length), text);
  assert.ok(search.occurs({ bytes: Buffer.from('@B@'), kernel: undefined }, 0, 3));
});

test('looks through many literals at once', () => {
  const literals = Array.from({ length: 3000 }, (_, index) => `key${index.toString(36)}_`);
  const search = new AnchorSearch(literals);
  const text = Buffer.from(`${'lorem ipsum '.repeat(20)}KEY${(2999).toString(36)}_`);
  assert.ok(search.occurs({ bytes: text, kernel: undefined }, 0, text.length));
  assert.not.ok(search.occurs({ bytes: text, kernel: undefined }, 0, 240));
});

test.run();
