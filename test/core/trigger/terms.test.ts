import * as assert from 'uvu/assert';
import { makeEvents } from '../../../core/testing/make-events.js';
import { alternativesOf, termsWithin } from '../../../core/trigger/terms.js';
import { suite } from '../../support/suite.js';

const test = suite('alternativesOf');

test('takes a condition apart into what must hold together', () => {
  const [terms = [], ...others] = alternativesOf({ 'level|gte': 'error', user: ['eve', 'bob'], not: { env: 'dev' } });
  assert.equal(others, []);
  assert.equal(terms.map(({ path, text }) => [path, text]), [[['when', 'level|gte'], 'level|gte: error'], [['when', 'user'], 'user: ["eve","bob"]'], [['when', 'not'], 'not: {"env":"dev"}']]);
  const [event] = makeEvents([{ level: 'fatal', user: 'BOB', env: 'dev' }]);
  if (event === undefined) throw new Error('no event');
  assert.equal(terms.map((term) => term.matches(event)), [true, true, false]);
});

test('gives an alternative for each map of a list, with its place', () => {
  assert.equal(alternativesOf([{ a: 1 }, { b: 1, c: 1 }]).map((terms) => terms.map(({ path }) => path)), [[['when', 0, 'a']], [['when', 1, 'b'], ['when', 1, 'c']]]);
});

test('looks into not where there is more than one condition in it', () => {
  assert.equal(termsWithin({ a: 1, not: [{ b: 1 }, { c: 1 }] }).map(({ path }) => path), [['when', 'a'], ['when', 'not', 0, 'b'], ['when', 'not', 1, 'c']]);
});

test('leaves out what is no condition', () => {
  assert.equal(alternativesOf({ 'a|nonsense': 1 }), []);
  assert.equal(alternativesOf(5), []);
});

test.run();
