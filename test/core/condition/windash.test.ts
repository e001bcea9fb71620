import * as assert from 'uvu/assert';
import { ANY } from '../../../core/condition/pattern.js';
import { dashVariants } from '../../../core/condition/windash.js';
import { suite } from '../../support/suite.js';

const test = suite('dashVariants');

test('gives each dash that begins an option as each of five characters', () => {
  assert.equal(dashVariants([' -f'], 100), [[' -f'], [' /f'], [' \u2013f'], [' \u2014f'], [' \u2015f']]);
  assert.is(dashVariants(['-a /b'], 100)?.length, 25);
  assert.is(dashVariants(['-a', ANY, '-b'], 100)?.length, 25);
});

test('leaves dashes inside a word, and those before none', () => {
  assert.equal(dashVariants(['a-b - /'], 100), [['a-b - /']]);
});

test('gives nothing where these would be too many', () => {
  assert.is(dashVariants(['-a -b -c'], 100), undefined);
  assert.is(dashVariants(['-a', ANY, '-b -c'], 100), undefined);
});

test.run();
