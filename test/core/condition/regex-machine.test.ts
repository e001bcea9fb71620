import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { compileMachine } from '../../../core/condition/regex-machine.js';
import { parseRegex } from '../../../core/condition/regex-syntax.js';
import { suite } from '../../support/suite.js';

const test = suite('compileMachine');

const matches = (source: string, text: string, flags = ''): boolean | undefined => compileMachine(parseRegex(source, flags))?.(text);

const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\s', '\\b', '\\B', '^', '$', '', '\\n');
const quantifier = fc.constantFrom('', '', '*', '+', '?', '{2}', '{0,2}', '{2,}', '*?', '+?');
const { regex } = fc.letrec<{ regex: string }>((tie) => ({
  regex: fc.oneof({ maxDepth: 4 }, atom,
    fc.tuple(tie('regex'), tie('regex')).map(([a, b]) => a + b),
    fc.tuple(tie('regex'), tie('regex')).map(([a, b]) => `(?:${a}|${b})`),
    fc.tuple(tie('regex'), quantifier).map(([a, repeat]) => `(?:${a})${repeat}`)),
}));

test('finds what V8 finds', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', 'A'), maxLength: 12 });
  fc.assert(fc.property(regex, fc.constantFrom('', 'i', 'm', 's', 'ims'), text, (source, flags, subject) => {
    assert.is(matches(source, subject, flags), new RegExp(source, flags).test(subject), `/${source}/${flags} on ${JSON.stringify(subject)}`);
  }), { seed: 23, numRuns: 5000 });
});

test('takes time that goes with the text, however ambiguous the expression', () => {
  for (const source of ['(a+)+$', '(a|aa)+$', '\\+.*\\+.*\\+.*\\+.*\\+.*x', '(?:.*,)*x']) assert.is(matches(source, `${'a+,'.repeat(2700)}!`), false, source);
}, { limit: 20_000 });

test('is not made of what is too large when its repeats are written out', () => {
  assert.is(matches('(?:a{100}){100}', 'a'), undefined);
  assert.is(matches('(?:a{0,60}){60}', 'a'), undefined);
  assert.is(matches('(?:){0,1000000000}x', 'x'), true);
  assert.is(matches('(?:){1000000000}x', 'x'), true);
});

test.run();
