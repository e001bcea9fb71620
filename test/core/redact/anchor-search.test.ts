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
      const places = literals.map((wanted) => Buffer.from(lower(text)).indexOf(wanted)).filter((place) => place >= 0);
      const found = new AnchorSearch(literals).find(bytes, from, to);
      assert.is(found >= 0, places.length > 0, `${literals.join()} in ${text}`);
      if (found >= 0) assert.ok(literals.some((wanted) => lower(bytes.toString('utf8', found, to)).startsWith(wanted)));
    }), { seed: 20260917, numRuns: 2000 });
  }
});

test('finds a literal of any length, up to the last byte', () => {
  for (const length of [2, 3, 4, 300]) {
    const wanted = 'x'.repeat(length - 1) + 'y';
    const search = new AnchorSearch([wanted, 'zzzz']);
    for (const lead of [0, 1, 2, 3]) {
      const bytes = Buffer.from('.'.repeat(lead) + wanted.toUpperCase());
      assert.is(search.find(bytes, 0, bytes.length), lead);
      assert.is(search.find(bytes, 0, bytes.length - 1), -1);
      assert.is(search.find(bytes, lead + 1, bytes.length), -1);
    }
  }
});

test('tells bytes apart that case folding could mix up', () => {
  const search = new AnchorSearch(['@b@', '[k]']);
  for (const text of ['`b`', '@B`', '{k}', '\u212a']) assert.is(search.find(Buffer.from(text), 0, text.length), -1, text);
  assert.is(search.find(Buffer.from('@B@'), 0, 3), 0);
});

test('looks through many literals at once', () => {
  const literals = Array.from({ length: 3000 }, (_, index) => `key${index.toString(36)}_`);
  const search = new AnchorSearch(literals);
  const text = Buffer.from(`${'lorem ipsum '.repeat(20)}KEY${(2999).toString(36)}_`);
  assert.is(search.find(text, 0, text.length), 240);
  assert.is(search.find(text, 0, 240), -1);
});

test.run();
