import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { compileName, matchesName } from '../../../plugins/file-source/name-pattern.js';
import { suite } from '../../support/suite.js';

const test = suite('matchesName');

function matches(pattern: string, name: string): boolean {
  const compiled = compileName(pattern);
  return typeof compiled === 'string' ? compiled === name : matchesName(compiled, name);
}

test('decides as a regular expression does', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  const names = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
  fc.assert(fc.property(letters, names, (pattern, name) => {
    const regex = new RegExp(`^${pattern.replaceAll('?', '.').replaceAll('*', '.*')}$`);
    assert.is(matches(pattern, name), regex.test(name));
  }), { numRuns: 2_000, seed: 7 });
});

test('is done soon with many stars and a name made to be hard', () => {
  assert.not.ok(matches(`${'*a'.repeat(100)}b`, 'a'.repeat(255)));
  assert.not.ok(matches(`${'*'.repeat(200)}b`, 'a'.repeat(255)));
});

test('gives a name without wildcards as it is', () => {
  assert.is(compileName('app.log'), 'app.log');
  assert.is(compileName('a\\*b'), 'a*b');
  assert.is(compileName('[x'), '[x');
});

test.run();
