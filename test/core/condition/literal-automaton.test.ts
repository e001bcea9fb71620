import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { LiteralAutomaton, type AnchoredLiteral } from '../../../core/condition/literal-automaton.js';
import { suite } from '../../support/suite.js';

const test = suite('LiteralAutomaton');

function found(literals: readonly AnchoredLiteral[], text: string): readonly number[] {
  const ids = new Set<number>();
  new LiteralAutomaton(literals).search(text, (some) => {
    for (const id of some) ids.add(id);
  });
  return [...ids].sort((a, b) => a - b);
}

const holds = ({ match, literal }: AnchoredLiteral, text: string): boolean =>
  match === 'prefix' ? text.startsWith(literal) : match === 'suffix' ? text.endsWith(literal) : text.includes(literal);

test('finds literals at the start, at the end and anywhere, also one within another', () => {
  const literals: readonly AnchoredLiteral[] = [
    { literal: '\\cmd.exe', match: 'suffix', id: 0 }, { literal: 'cmd', match: 'contains', id: 1 }, { literal: 'c:', match: 'prefix', id: 2 }, { literal: 'm', match: 'contains', id: 3 },
  ];
  assert.equal(found(literals, 'c:\\windows\\cmd.exe'), [0, 1, 2, 3]);
  assert.equal(found(literals, 'x c:\\cmd.exe /c'), [1, 3]);
  assert.equal(found(literals, ''), []);
});

test('finds all that a naive search finds, and nothing more', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\u2013'), minLength: 1, maxLength: 5 });
  const literals = fc.array(fc.record({ literal: word, match: fc.constantFrom('prefix' as const, 'suffix' as const, 'contains' as const) }), { minLength: 1, maxLength: 12 });
  fc.assert(fc.property(literals, fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\u2013'), maxLength: 20 }), (some, text) => {
    const numbered = some.map((one, id) => ({ ...one, id }));
    assert.equal(found(numbered, text), numbered.filter((one) => holds(one, text)).map(({ id }) => id));
  }), { seed: 31, numRuns: 2000 });
});

test('finds a long literal by a part of it, and of two that share this both', () => {
  const long = 'x'.repeat(60);
  const literals: readonly AnchoredLiteral[] = [{ literal: `${long}a`, match: 'contains', id: 0 }, { literal: `b${long}`, match: 'suffix', id: 1 }, { literal: `${long}c`, match: 'prefix', id: 2 }];
  assert.ok(found(literals, `..${long}a..`).includes(0));
  assert.ok(found(literals, `..b${long}`).includes(1));
  assert.ok(found(literals, `${long}c..`).includes(2));
});

test('takes memory with the characters of its literals', () => {
  const literals = Array.from({ length: 1000 }, (_, id): AnchoredLiteral => ({ literal: `a needle with the number ${id}`, match: 'contains', id }));
  const { bytes } = new LiteralAutomaton(literals);
  assert.ok(bytes < 30 * 1000 * 8 + 40_000, String(bytes));
});

test.run();
